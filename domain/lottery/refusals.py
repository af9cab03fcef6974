"""Why something was not done with a lottery: each reason typed, with the next thing to do."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from domain.clock import short_moment
from domain.lottery.rules import PHASE_WORDS
from domain.refusals import Refusal
from forms.definition import Text
from forms.messages import Message, for_staff, message


class NotOpenYet(Refusal):
    """Entries are not taken yet."""

    def __init__(self, opens_at: datetime) -> None:
        self.opens_at = opens_at
        super().__init__(
            message("申込みは{opens}からです。", opens=short_moment(opens_at)),
            message("先着順ではありません。期間中のいつ申し込んでも、当たりやすさは同じです。"),
        )


class TooLate(Refusal):
    """Entries are not taken any more; what is there can only be withdrawn."""

    def __init__(self, closes_at: datetime) -> None:
        self.closes_at = closes_at
        super().__init__(
            message("申込みの受付は{closes}に終わりました。", closes=short_moment(closes_at)),
            message("申込みの取下げは、これからもできます。"),
        )


class AlreadyEntered(Refusal):
    """The person has an entry in this round; ``position`` says which of those who were named: 0 is the applicant, then the family as its form counts it."""

    def __init__(self, position: int = 0) -> None:
        self.position = position
        super().__init__(
            message("ご家族の{number}人目の方の申込みは、もう受け付けています。", number=position)
            if position
            else message("ご本人の申込みは、もう受け付けています。"),
            message("申込みは1人1回です。内容を変えるときは、受付番号で前の申込みを開いてください。"),
        )


class OverCap(Refusal):
    """More is asked for than the person may still get."""

    status: ClassVar[int] = 422

    def __init__(self, left: int, unit: Text, position: int = 0) -> None:
        self.left, self.position = left, position
        super().__init__(
            message(
                "ご家族の{number}人目の方は、あと{left}{unit}まで申し込めます。",
                number=position,
                left=left,
                unit=unit,
            )
            if position
            else message("ご本人は、あと{left}{unit}まで申し込めます。", left=left, unit=unit),
            message("申し込む数を見直してください。"),
        )


class EarlierWinner(Refusal):
    """Who won in an earlier round cannot enter this one."""

    def __init__(self, position: int = 0) -> None:
        self.position = position
        super().__init__(
            message("ご家族の{number}人目の方は、前の回で当選しています。", number=position)
            if position
            else message("ご本人は、前の回で当選しています。"),
            message("この回は、まだ当選していない方だけが申し込めます。"),
        )


class ResultIsThere(Refusal):
    """It is drawn: who does not want what was won gives it up, nobody leaves the draw any more."""

    def __init__(self) -> None:
        super().__init__(
            message("抽選が終わったため、取り下げはできません。"),
            message(
                "当選した商品券を買わないときは、何もしなくてかまいません。期限のあと、次の方に回ります。"
            ),
        )


class NobodyEnters(Refusal):
    """An application names nobody, or too many."""

    status: ClassVar[int] = 422

    def __init__(self, most: int) -> None:
        super().__init__(message("1回に申し込めるのは1人から{most}人までです。", most=most))


class NotInPhase(Refusal):
    """The round is in another phase than the one in which this can be done."""

    def __init__(self, phase: str) -> None:
        self.phase = phase
        super().__init__(
            for_staff(
                "この回はいま「{phase}」のため、この操作はできません。", phase=Message(PHASE_WORDS[phase])
            ),
            for_staff("画面を開き直して、最新の状態を確かめてください。"),
        )


class AlreadyDone(Refusal):
    """What is done once only was done before."""

    def __init__(self) -> None:
        super().__init__(
            for_staff("この操作はすでに行われています。やり直しはできません。"),
            for_staff("画面を開き直して、結果を確かめてください。"),
        )


class FourEyes(Refusal):
    """The person who asked cannot be the one who confirms."""

    def __init__(self) -> None:
        super().__init__(
            for_staff("申請した人とは別の職員が承認してください。"),
            for_staff("ほかの職員に、この画面の確認を頼んでください。"),
        )


class WrongTerms(Refusal):
    """The rules of a round cannot be drawn by; ``problems`` are sentences."""

    status: ClassVar[int] = 422

    def __init__(self, problems: tuple[Message, ...]) -> None:
        self.problems = problems
        super().__init__(
            for_staff("抽選の規則に直すところが{count}件あります。", count=len(problems)), problems[0]
        )


class NotALottery(Refusal):
    """A campaign needs a procedure of the kind lottery with a published form."""

    def __init__(self) -> None:
        super().__init__(
            for_staff("抽選の手続きではないか、申込フォームが公開されていません。"),
            for_staff("先に、抽選の手続きの申込フォームを公開してください。"),
        )


class EarlierRoundOpen(Refusal):
    """A round before this one has no result yet, so that nobody knows what the cap leaves."""

    def __init__(self, number: int) -> None:
        super().__init__(
            for_staff("第{number}回の抽選がまだ済んでいません。", number=number),
            for_staff("上限は全部の回を合わせて数えるため、前の回の抽選を先に済ませてください。"),
        )


class SeedTooSoon(Refusal):
    """The list would be frozen when a value of the seed may be known: its dates must be put off first."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        super().__init__(
            for_staff(
                "このまま確定すると、異議の受付が終わる前（{at}）に乱数が決まってしまいます。",
                at=short_moment(at),
            ),
            for_staff("先に、抽選の日時を延期してください。"),
        )


class NotYet(Refusal):
    """It is too early: ``at`` is when it can be done."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        super().__init__(
            for_staff("{at}より前にはできません。", at=short_moment(at)),
            for_staff("時刻になってから、もう一度操作してください。"),
        )


class OutOfOrder(Refusal):
    """Values of the seed are entered in the order that was announced."""

    def __init__(self, title: str) -> None:
        super().__init__(
            for_staff("先に「{title}」を入力してください。", title=title),
            for_staff("乱数は、告知した順番に入力します。"),
        )


class WrongValue(Refusal):
    """What was typed cannot be a value of its source."""

    status: ClassVar[int] = 422

    def __init__(self, example: str) -> None:
        super().__init__(
            for_staff("告知した形の値ではありません。"), for_staff("例：{example}", example=example)
        )


class ObjectionsOpen(Refusal):
    """Objections wait for an answer."""

    def __init__(self, count: int) -> None:
        super().__init__(
            for_staff("回答していない異議が{count}件あります。", count=count),
            for_staff("すべての異議に回答してから抽選してください。"),
        )


class NothingAsked(Refusal):
    """There is nothing to confirm, or no reason to act on."""

    def __init__(self) -> None:
        super().__init__(
            for_staff("承認を待っている申請がないか、理由が選ばれていません。"),
            for_staff("画面を開き直して、最新の状態を確かめてください。"),
        )


class RecordBroken(Refusal):
    """A file of the public record is not what was published: nothing is drawn from it."""

    def __init__(self) -> None:
        super().__init__(
            for_staff("確定した名簿か規則が、公開した値と一致しません。"),
            for_staff("抽選を止め、システムの管理者と立会人に知らせてください。"),
        )

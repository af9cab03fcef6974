"""Why a booking was not made, moved or given up: each reason typed, with the next thing to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.clock import short_day, short_moment
from domain.refusals import Refusal
from forms.definition import Text
from forms.messages import Message, counted, mark, message

if TYPE_CHECKING:
    from domain.booking.views import SlotLine

PER_WORDS = {"day": mark("1日"), "week": mark("1週間（月曜日から）"), "month": mark("1か月")}
_ANOTHER = mark("ほかの回をお選びください。")


class NoRoom(Refusal):
    """The slot has no room for the party; ``nearest`` are free slots near it."""

    nearest: Sequence[SlotLine] = ()


class Full(NoRoom):
    """Every place is taken."""

    def __init__(self) -> None:
        super().__init__(message("この回は満員になりました。"), message("空いている回をお選びください。"))


class PartyTooLarge(NoRoom):
    """There are places, but fewer than the party needs."""

    def __init__(self, left: int, wanted: int, unit: Message) -> None:
        self.left, self.wanted = left, wanted
        super().__init__(
            message(
                "この回の残りは{left}{unit}で、{wanted}{unit}分には足りません。",
                left=left,
                wanted=wanted,
                unit=unit,
            ),
            message("空いている回を選ぶか、人数を減らしてください。"),
        )


class AlreadySent(Refusal):
    """The page was sent before, with other answers or for a booking that was given up since."""

    def __init__(self) -> None:
        super().__init__(
            message("この入力画面からの予約は、前に受け付けています。"),
            message("別の予約は、はじめの画面からお進みください。"),
        )


class NotAccepting(Refusal):
    """The procedure as a whole takes no bookings from residents now."""

    def __init__(self, phone: str) -> None:
        super().__init__(
            message("この手続きは、いま受け付けていません。"),
            message("受付の予定は、施設（電話{phone}）にお問い合わせください。", phone=phone),
        )


class NotOpenYet(Refusal):
    """Booking has not begun."""

    def __init__(self, opens_at: datetime) -> None:
        self.opens_at = opens_at
        super().__init__(
            message("この回は{opens}から予約できます。", opens=short_moment(opens_at)),
            message("その時刻になったら、もう一度お申し込みください。"),
        )


class TooLate(Refusal):
    """Booking has ended; what is free goes to those who come or call."""

    def __init__(self, closes_at: datetime, phone: str) -> None:
        self.closes_at = closes_at
        super().__init__(
            message("この回の受付は{closes}に終わりました。", closes=short_moment(closes_at)),
            _call_or(phone, _ANOTHER),
        )


class Closed(Refusal):
    """The slot does not take place."""

    def __init__(self, why: Text) -> None:
        self.why = why
        reason = message("この回は休みです（{why}）。", why=why) if why.ja else message("この回は休みです。")
        super().__init__(reason, Message(_ANOTHER))


class AlreadyBooked(Refusal):
    """The household has a booking in this slot."""

    def __init__(self) -> None:
        super().__init__(
            message("この電話番号で、同じ回の予約がもうあります。"),
            message("人数を変えるときは、いまの予約を取り消してからお申し込みください。"),
        )


class HouseholdLimit(Refusal):
    """The household has as many bookings in the day, week or month as it may."""

    def __init__(self, per: str, most: int) -> None:
        self.per, self.most = per, most
        super().__init__(
            message("予約は1世帯につき{per}に{most}回までです。", per=Message(PER_WORDS[per]), most=most),
            message("別の日を選ぶか、いまある予約を取り消してください。"),
        )


class PartyTooBig(Refusal):
    """More come than one party may be, however much room there is."""

    status = 422

    def __init__(self, most: int, unit: Message) -> None:
        self.most = most
        super().__init__(
            message("1回に予約できるのは{most}{unit}までです。", most=most, unit=unit),
            message("人数を見直してください。"),
        )


class NoChild(Refusal):
    """Nobody but adults would come."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            message("お子さんといっしょに使う場所です。"),
            message("いっしょに来るお子さんを入力してください。"),
        )


class NobodyComes(Refusal):
    """The party is empty."""

    status = 422

    def __init__(self) -> None:
        super().__init__(message("利用する人数が入っていません。"), message("人数を入力してください。"))


class WrongAge(Refusal):
    """A child is out of the age range on the day of use; ``child`` counts from 0, ``months`` is its age then."""

    status = 422

    def __init__(self, child: int, months: int, day: date) -> None:
        self.child, self.months, self.day = child, months, day
        super().__init__(
            message(
                "{number}人目のお子さんは、利用日（{day}）に{age}で、この回の対象ではありません。",
                number=child + 1,
                day=short_day(day),
                age=age_words(months),
            ),
            message("生年月日を確かめるか、お子さんの年齢に合う回をお選びください。"),
        )


class NotEligible(Refusal):
    """The service is for others: those who live or work here, or stay with family."""

    status = 422

    def __init__(self, phone: str) -> None:
        super().__init__(
            message("この施設を利用できる人の条件に当てはまりません。"),
            _call_or(phone, mark("条件を確かめてください。")),
        )


class TooLateToCancel(Refusal):
    """The last moment to cancel or move online has passed."""

    def __init__(self, cancel_until: datetime, phone: str) -> None:
        self.cancel_until, self.phone = cancel_until, phone
        super().__init__(
            message("インターネットでの取消し・変更は{until}までです。", until=short_moment(cancel_until)),
            _call_or(phone, mark("施設にご連絡ください。")),
        )


class NotHeld(Refusal):
    """The booking holds no places any more, or was already used."""

    def __init__(self) -> None:
        super().__init__(
            message("この予約は取消し済みか、利用が始まっています。"),
            message("最新の内容を確かめてください。"),
        )


class BeingDecided(Refusal):
    """Staff is deciding about the booking in these minutes."""

    def __init__(self) -> None:
        super().__init__(
            message("この予約は、担当課がいま確認しています。"),
            message("数分たってから、もう一度お試しください。"),
        )


class PlaceGone(Refusal):
    """A rejection cannot be taken back: what it set free is not there any more."""

    def __init__(self) -> None:
        super().__init__(
            message("却下で空いた枠がもう残っていないため、却下を取り消せません。"),
            message("却下のままです。ほかの回を本人と相談してください。"),
        )


class BelowTaken(Refusal):
    """The hard capacity would be below what is taken."""

    def __init__(self, taken: int) -> None:
        self.taken = taken
        super().__init__(
            message("上限の定員を、予約済みの{taken}より少なくすることはできません。", taken=taken),
            message("受付の定員だけを減らすか、先に予約を取り消してください。"),
        )


def age_words(months: int) -> Message:
    """Return an age such as 1歳6か月; a child not yet born has none."""
    if months < 0:
        return message("まだ生まれていない予定")
    return message(
        "{years}歳{months}か月", years=counted(months // 12, "year"), months=counted(months % 12, "month")
    )


def _call_or(phone: str, otherwise: str) -> Message:
    return message("お電話（{phone}）でお問い合わせください。", phone=phone) if phone else Message(otherwise)

"""Why nothing was sold, taken back, or accepted: each reason in plain words, with what to do at the counter."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from domain.clock import short_moment
from domain.refusals import Refusal
from forms.definition import Text
from forms.messages import for_staff, message


class UnknownTicket(Refusal):
    """There is no ticket of this number in this sale; ``is_slip`` where the check digit says that it was mistyped."""

    status: ClassVar[int] = 422

    def __init__(self, is_slip: bool) -> None:
        self.is_slip = is_slip
        super().__init__(
            for_staff("番号が正しくありません。打ち間違いがあります。")
            if is_slip
            else for_staff("この番号の引換券は、この商品券のものではありません。"),
            for_staff("12けたの数字を確かめて、もう一度入力するか、QRコードを読み取ってください。")
            if is_slip
            else for_staff(
                "ほかの商品券の引換券でないかを確かめてください。紙がないときは、氏名で申込を探してください。"
            ),
        )


class SoldOut(Refusal):
    """Less is left on the ticket than is wanted."""

    def __init__(self, left: int, unit: Text) -> None:
        self.left = left
        super().__init__(
            for_staff("この引換券で買えるのは、あと{left}{unit}です。", left=left, unit=unit)
            if left
            else for_staff("この引換券の分は、すべて販売済みです。"),
            for_staff("{left}{unit}以下にして、もう一度押してください。", left=left, unit=unit)
            if left
            else for_staff("下の販売の記録で、いつどの窓口で売ったかをお客様に伝えてください。"),
        )


class NotYetSold(Refusal):
    """The sale begins later."""

    def __init__(self, sale_from: date) -> None:
        self.sale_from = sale_from
        super().__init__(
            for_staff("販売は{month}月{day}日からです。", month=sale_from.month, day=sale_from.day),
            for_staff("お客様に、販売の始まる日と場所を伝えてください。"),
        )


class TooLate(Refusal):
    """The last day on which the ticket could be used is over."""

    def __init__(self, valid_until: date) -> None:
        self.valid_until = valid_until
        super().__init__(
            for_staff(
                "この引換券の期限は{month}月{day}日でした。",
                month=valid_until.month,
                day=valid_until.day,
            ),
            for_staff("買われなかった分は次の順位の方に回るため、販売できません。"),
        )


class VoidTicket(Refusal):
    """The entry was disqualified after the ticket was issued."""

    def __init__(self) -> None:
        super().__init__(
            for_staff("この引換券は無効です。当選が取り消されています。"),
            for_staff("申込の経過に理由があります。責任者を呼んでください。"),
        )


class NothingWanted(Refusal):
    """Nobody buys none, or half a book."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            for_staff("販売する数を、1以上の数字で入力してください。"),
            for_staff("数を確かめて、もう一度押してください。"),
        )


class OfferOver(Refusal):
    """The time for an answer is over."""

    def __init__(self, expires_at: datetime) -> None:
        super().__init__(
            message("お返事の期限は{at}でした。", at=short_moment(expires_at)),
            message("次の順位の方にご案内しています。"),
        )


class AnsweredOtherwise(Refusal):
    """Another answer was given before."""

    def __init__(self) -> None:
        super().__init__(
            message("このご案内には、もうお返事をいただいています。"),
            message("いまの状態は、この申込みのページで確かめられます。"),
        )

"""Why a procedure takes no case now: each reason typed, with the next thing to do."""

from __future__ import annotations

from datetime import datetime

from domain.clock import short_moment
from domain.refusals import Refusal
from forms.messages import message


class NotTaking(Refusal):
    """The procedure takes no case now; the page says what else one can do."""


class NotOpenYet(NotTaking):
    """The procedure has not opened."""

    def __init__(self, opens_at: datetime) -> None:
        self.opens_at = opens_at
        super().__init__(
            message("この手続きは{opens}から申し込めます。", opens=short_moment(opens_at)),
            message("その時刻になったら、もう一度このページを開いてください。"),
        )


class Closed(NotTaking):
    """The procedure has closed."""

    def __init__(self, closes_at: datetime) -> None:
        self.closes_at = closes_at
        super().__init__(
            message("この手続きの受付は{closes}に終わりました。", closes=short_moment(closes_at)),
            message("ご事情のある方は、担当課にお問い合わせください。"),
        )


class FullNow(NotTaking):
    """As many cases as there is room for were taken."""

    def __init__(self) -> None:
        super().__init__(
            message("申し込みが定員に達したため、受付を終わりました。"),
            message("取り下げがあると、また申し込めるようになります。"),
        )


class MoreThanLeft(NotTaking):
    """There is something left, but less than is asked for."""

    def __init__(self, left: int, wanted: int) -> None:
        self.left, self.wanted = left, wanted
        super().__init__(
            message("残りは{left}で、{wanted}には足りません。", left=left, wanted=wanted),
            message("数を{left}以下に変えると申し込めます。", left=left),
        )

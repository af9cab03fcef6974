"""Why an application was not taken although there is room for it."""

from __future__ import annotations

from domain.refusals import Refusal
from forms.messages import message


class AlreadySent(Refusal):
    """The page was sent before, with other answers or for an application that was withdrawn since."""

    def __init__(self) -> None:
        super().__init__(
            message("この入力画面からの申し込みは、前に受け付けています。"),
            message("別の申し込みは、はじめの画面からお進みください。"),
        )

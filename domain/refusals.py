"""A refusal: a typed reason why something was not done, with the next thing to do."""

from __future__ import annotations

from typing import ClassVar

from forms.messages import Message, message


class Refusal(Exception):
    """What a person hears when the town says no; subclasses are named for what is said.

    ``reason`` is the sentence, ``next_step`` what to do now (may be None). The web answers with ``status``.
    """

    status: ClassVar[int] = 409

    def __init__(self, reason: Message, next_step: Message | None = None) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.next_step = next_step


class NotFound(Refusal):
    """There is no such thing, or not for this person."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            message("お探しのものが見つかりません。"), message("番号やリンクをもう一度お確かめください。")
        )


class ChangedMeanwhile(Refusal):
    """Somebody else changed the thing between looking and acting."""

    def __init__(self) -> None:
        super().__init__(
            message("ほかの人がこの内容を先に変更しました。"),
            message("最新の内容を確かめて、もう一度操作してください。"),
        )

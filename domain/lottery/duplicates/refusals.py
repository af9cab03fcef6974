"""Why something was not done at the duplicates desk."""

from __future__ import annotations

from typing import ClassVar

from domain.refusals import Refusal
from forms.messages import for_staff


class NotSearched(Refusal):
    """Entries came or changed after the last search, or nobody has searched yet."""

    def __init__(self) -> None:
        super().__init__(
            for_staff("重複の確認（名寄せ）をまだしていないか、そのあとに新しい申込みや変更がありました。"),
            for_staff("名寄せの画面で、もう一度探してください。"),
        )


class DuplicatesOpen(Refusal):
    """Groups wait for a person to decide."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(
            for_staff("判断していない重複の候補が{count}組あります。", count=count),
            for_staff("名寄せの画面で、すべての組を判断してください。"),
        )


class NoReason(Refusal):
    """A decision needs a reason."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(for_staff("判断した理由を入力してください。"))


class NotThese(Refusal):
    """What is to be kept is not in the group any more, or the winner of an earlier round cannot be two people."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(for_staff("前の回の当選と同じ方にできるのは、有効な申込みを1つだけ残すときです。"))


class AlreadyDecided(Refusal):
    """Somebody else has decided, or it was found anew with others."""

    def __init__(self) -> None:
        super().__init__(
            for_staff("この組は、ほかの職員がすでに判断したか、探し直して組が変わりました。"),
            for_staff("一覧に戻って、最新の状態を確かめてください。"),
        )

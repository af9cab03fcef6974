"""What is wrong in the staff's fixed forms, in the shape that error summaries take."""

from __future__ import annotations

from dataclasses import dataclass

from domain.refusals import Refusal
from forms.messages import Message, message


@dataclass(frozen=True)
class Slip:
    """One thing to mend: at which input (an id), in which words."""

    input: str
    message: Message

    @classmethod
    def of(cls, refusal: Refusal, input: str) -> Slip:
        """Return a refusal as something to mend, with the next thing to do."""
        if refusal.next_step is None:
            return cls(input, refusal.reason)
        return cls(input, message("{reason}{next_step}", reason=refusal.reason, next_step=refusal.next_step))

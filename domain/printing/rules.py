"""The usual words of a decision notice, and how its document is numbered."""

from __future__ import annotations

from dataclasses import dataclass, replace

MOST = 500
"""Cases printed at once."""
MOST_IN_PDF = 200
"""More would take longer than what stands in front of the town waits for an answer (docs/nginx.conf)."""
FIRST_NUMBER, LAST_NUMBER = 1, 999_999


@dataclass(frozen=True)
class Words:
    """How a notice is worded: who sends it, the mark of its number, what it says, how to object."""

    sender: str
    mark: str
    approved: str
    rejected: str
    remedy: str

    def decided(self, outcome: str) -> str:
        """Return what was decided, "approved" or "rejected", as the notice says it."""
        return self.approved if outcome == "approved" else self.rejected


def usual(town: str) -> Words:
    """Return the words of a notice that nobody has worded otherwise.

    Objection: 行政不服審査法 第18条・第82条; action for annulment: 行政事件訴訟法 第14条・第46条.
    """
    return Words(
        sender=f"{town}長",
        mark="",
        approved="申請のとおり承認します。",
        rejected="申請を承認しないこととします。",
        remedy=(
            "１　この決定に不服があるときは、この決定があったことを知った日の翌日から起算して３か月以内に、"
            f"{town}長に対して審査請求をすることができます。\n"
            "２　この決定の取消しの訴えは、この決定があったことを知った日の翌日から起算して６か月以内に、"
            f"{town}を被告として（訴訟において{town}を代表する者は{town}長となります。）提起することができます。\n"
            "３　ただし、この決定の日の翌日から起算して１年を経過したときは、正当な理由がある場合を除き、"
            "審査請求をすることも、取消しの訴えを提起することもできなくなります。"
        ),
    )


def worded(plain: Words, **own: str) -> Words:
    """Return the usual words with those that a procedure has of its own; "" keeps the usual."""
    return replace(plain, **{name: text for name, text in own.items() if text.strip()})


def document_number(mark: str, number: int) -> str:
    """Return the number of a document: 青子支第12号."""
    return f"{mark.strip()}第{number}号"


def numbered(count: int, mark: str, first: int | None) -> list[str]:
    """Return the numbers of ``count`` documents from ``first`` on; "" for each where nobody numbers them."""
    return [""] * count if first is None else [document_number(mark, first + place) for place in range(count)]

"""What may become of a case, and how cases are found by what people type."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import jpholiday

from domain.refusals import Refusal
from forms.messages import Message, for_staff, mark, message

STATE_WORDS: Mapping[str, str] = {
    "draft": mark("下書き"),
    "received": mark("受付済"),
    "in_review": mark("審査中"),
    "returned": mark("差戻し（補正待ち）"),
    "approved": mark("承認"),
    "rejected": mark("却下"),
    "completed": mark("完了"),
    "withdrawn": mark("取下げ"),
    "expired": mark("期限切れ"),
}
CHANNEL_WORDS: Mapping[str, str] = {
    "web": mark("インターネット"),
    "counter": mark("窓口タブレット"),
    "staff": mark("職員代理入力"),
    "phone": mark("電話"),
    "post": mark("郵送"),
    "paper": mark("紙持参"),
}
RETURN_REASONS: Mapping[str, str] = {
    "wrong": mark("内容に誤りがあります"),
    "missing": mark("記入または添付が足りません"),
    "out_of_date": mark("内容が古くなっています"),
}
DAYS_TO_CORRECT = 14
"""How long a returned case waits unless the department says otherwise."""


@dataclass(frozen=True)
class Step:
    """One action: where it leads, and from which states each kind of actor may take it."""

    to: str
    resident: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()
    town: frozenset[str] = frozenset()

    def allowed_from(self, actor_kind: str) -> frozenset[str]:
        """Return the states from which an actor of this kind may take the step."""
        return {"resident": self.resident, "staff": self.staff, "town": self.town}[actor_kind]


_UNDECIDED = frozenset({"received", "in_review"})
_OPEN = _UNDECIDED | {"returned"}
_RETURNED = frozenset({"returned"})
_APPROVED = frozenset({"approved"})

STEPS: Mapping[str, Step] = {
    "review": Step("in_review", staff=frozenset({"received"})),
    "approve": Step("approved", staff=_UNDECIDED, town=frozenset({"received"})),
    "reject": Step("rejected", staff=_UNDECIDED),
    "give_back": Step("returned", staff=_UNDECIDED),
    "take_back_return": Step("in_review", staff=_RETURNED),
    "correct": Step("in_review", resident=_RETURNED, staff=_RETURNED),
    "withdraw": Step("withdrawn", resident=frozenset({"received", "returned"}), staff=_OPEN),
    "cancel": Step("withdrawn", *[_OPEN | _APPROVED] * 3),
    "complete": Step("completed", staff=_APPROVED, town=_APPROVED),
    "expire": Step("expired", town=_RETURNED),
    "undo": Step("in_review", staff=frozenset({"approved", "rejected"})),
    "overtake": Step("withdrawn", resident=frozenset({"rejected"})),
}
"""Action -> step. "cancel" gives up a booking, also after it was confirmed. A returned case is not decided.

"undo" takes a decision back while nobody has been told (``domain.undoing``); "overtake" gives a booking up in that time.
"""


DECIDING = ("approve", "reject", "give_back")
"""What a person does not decide where a lottery does."""


class NotAllowed(Refusal):
    """The case is not in a state in which this may be done."""

    def __init__(self, action: str, state: str) -> None:
        self.action, self.state = action, state
        super().__init__(
            message(
                "この申請はいま「{state}」のため、この操作はできません。", state=Message(STATE_WORDS[state])
            ),
            message("最新の内容を確かめてください。ご不明な点は担当課にお問い合わせください。"),
        )


class DecidedByDraw(Refusal):
    """A lottery decides, not a person."""

    def __init__(self) -> None:
        super().__init__(
            for_staff("抽選の申込みは、承認・却下・差戻しをしません。"),
            for_staff("対象にならない申込みは、抽選の画面で「対象外」にしてください。"),
        )


class EndsByItself(Refusal):
    """A booking ends with the visit, a lottery's entry with the result: nobody closes it by hand."""

    def __init__(self) -> None:
        super().__init__(
            for_staff("予約と抽選の申込みは、完了にする操作がいりません。"),
            for_staff("利用した日や、抽選の結果で終わります。"),
        )


class NotToldYet(Refusal):
    """The approval can still be taken back, and its applicant does not know of it."""

    def __init__(self) -> None:
        super().__init__(
            for_staff("承認のお知らせをまだ送っていないため、完了にできません。"),
            for_staff("お知らせを送ったあとで、もう一度操作してください。"),
        )


BY_KIND = (*DECIDING, "complete")
"""Actions that are not for every kind of procedure."""


def kind_forbids(action: str, kind: str) -> Refusal | None:
    """Return why an action is not for cases of this kind of procedure, None where it is."""
    if action in DECIDING and kind == "lottery":
        return DecidedByDraw()
    return EndsByItself() if action == "complete" and kind != "application" else None


def is_allowed(action: str, state: str, actor_kind: str) -> bool:
    """Say whether an actor may take an action on a case in a state. KeyError: no such action."""
    return state in STEPS[action].allowed_from(actor_kind)


def actions_for(state: str, actor_kind: str) -> tuple[str, ...]:
    """Return what an actor may do with a case in a state, in the order of the table."""
    return tuple(action for action in STEPS if is_allowed(action, state, actor_kind))


def is_open_day(day: date) -> bool:
    """Say whether the city hall works on a day: no weekend, no holiday, not from 29 December to 3 January."""
    is_year_end = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not is_year_end and not jpholiday.is_holiday(day)


def return_due_on(returned_on: date, days: int = DAYS_TO_CORRECT) -> date:
    """Return the day by which a returned case is to be corrected; the next open day where that is closed."""
    return open_day_after(returned_on, days)


def open_day_after(day: date, days: int) -> date:
    """Return the day some days later; the next open day where that is closed."""
    due = day + timedelta(days=days)
    while not is_open_day(due):
        due += timedelta(days=1)
    return due


_VARIANTS = str.maketrans(
    dict(
        pair
        for plain, others in {
            "高": "髙",
            "崎": "﨑嵜碕",
            "浜": "濱濵",
            "辺": "邊邉",
            "沢": "澤",
            "斉": "齋齊斎",
            "桜": "櫻",
            "広": "廣",
            "国": "國",
            "島": "嶋嶌",
            "吉": "𠮷",
            "徳": "德",
            "瀬": "瀨",
            "増": "增",
            "黒": "黑",
            "清": "淸",
            "恵": "惠",
            "真": "眞",
            "円": "圓",
            "栄": "榮",
            "竜": "龍",
            "緒": "緖",
            "富": "冨",
            "峰": "峯",
            "関": "關",
            "渋": "澁",
            "滝": "瀧",
            "桑": "桒",
            "曽": "曾",
            "与": "與",
            "弥": "彌",
            "万": "萬",
        }.items()
        for pair in ((other, plain) for other in others)
    )
)
"""Forms of the same character in names; mapped for search only, a name is kept as it was typed."""
_KANA = str.maketrans({chr(code): chr(code + 0x60) for code in range(ord("ぁ"), ord("ゖ") + 1)})
_SPOKEN = str.maketrans("ァィゥェォッャュョヮヵヶヂヅヲヰヱ", "アイウエオツヤユヨワカケジズオイエ")
"""Kana that sound alike or are written small in one list and large in another."""


def fold(text: str) -> str:
    """Return ``text`` as search compares it: one width, katakana, plain characters, no dashes or spaces."""
    wide = unicodedata.normalize("NFKC", text.translate(_VARIANTS))
    kana = wide.translate(_KANA).translate(_SPOKEN).translate(_VARIANTS)
    return "".join(char for char in kana.casefold() if _is_searched(char))


def search_text(*parts: str) -> str:
    """Return the folded text of a case: its number, name, kana, phone and mail, one in each line."""
    return "\n".join(folded for part in parts if (folded := fold(part)))


def search_words(typed: str) -> tuple[str, ...]:
    """Return the folded words of a search; a case is found when it holds all of them."""
    return tuple(word for part in typed[:200].split() if (word := fold(part)))


def _is_searched(char: str) -> bool:
    # Letters, digits, marks of mail addresses; "ー" goes with the dashes, variation selectors with the rest.
    return (char.isalnum() and char != "ー") or char in "@._+"

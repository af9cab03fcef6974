"""What must be there before a form is published, and where each thing is mended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from forms.definition import Form, Text
from forms.fields import KINDS
from forms.lint.saying import say
from forms.messages import Message

DETAILS, FORM, PREVIEW, SAMPLES, OPENING, APPROVAL = (
    "details",
    "form",
    "preview",
    "samples",
    "opening",
    "approval",
)
"""Where a thing is mended."""


@dataclass(frozen=True)
class Approval:
    """Who has approved exactly this form, and whether they may."""

    staff_id: int
    may_publish: bool


@dataclass(frozen=True)
class Preparation:
    """What is there so far of a procedure that is to be published."""

    title: Text
    who: Text
    next_step: Text
    contact: Text
    privacy: Text
    retention_months: int | None
    asks_personal: bool
    is_opening_set: bool
    is_previewed: bool
    approval: Approval | None
    changed_by_id: int | None
    """Who changed the form last, None where nobody of the staff did."""
    four_eyes: bool
    """Whether the approval of who changed the form last does not count."""
    faults: int
    """How many things forbid publishing the form."""
    red_samples: Sequence[str] = ()
    """Names of the sample cases that do not come out as expected."""


@dataclass(frozen=True)
class Item:
    """One line of the checklist."""

    name: str
    words: Message
    done: bool
    place: str
    missing: Message | None = None
    """What to do about it, None where it is done."""


def checklist(preparation: Preparation) -> tuple[Item, ...]:
    """Return every line, in the order in which the work is usually done."""
    return tuple(
        Item(name, say(words), problem is None, place, problem)
        for name, words, place, look in _LINES
        if (problem := look(preparation)) is not NOT_NEEDED
    )


def asks_personal(form: Form) -> bool:
    """Say whether a form asks personal data."""
    return any(field.kind in KINDS and KINDS[field.kind].is_personal for field in form.fields())


def is_own_work(preparation: Preparation, staff_id: int | None) -> bool:
    """Say whether somebody would approve what they have changed last, where four eyes are wanted."""
    return preparation.four_eyes and staff_id is not None and staff_id == preparation.changed_by_id


NOT_NEEDED = say("")
"""Stands for a line that this form does not need."""


def _written(text: Callable[[Preparation], Text], what: str) -> Callable[[Preparation], Message | None]:
    return lambda preparation: None if text(preparation).ja.strip() else say(what)


def _personal(
    look: Callable[[Preparation], Message | None],
) -> Callable[[Preparation], Message | None]:
    return lambda preparation: look(preparation) if preparation.asks_personal else NOT_NEEDED


def _retention(preparation: Preparation) -> Message | None:
    if preparation.retention_months:
        return None
    return say("申請が終わってから何か月残すかを決めてください。過ぎたものは消されます。")


def _opening(preparation: Preparation) -> Message | None:
    if preparation.is_opening_set:
        return None
    return say("いつから受け付けるか、または「いつでも受け付ける」を選んでください。")


def _faults(preparation: Preparation) -> Message | None:
    if not preparation.faults:
        return None
    return say("直さないと公開できないところが{count}件あります。", count=preparation.faults)


def _samples(preparation: Preparation) -> Message | None:
    if not preparation.red_samples:
        return None
    return say("期待どおりでない試し申請があります：{names}", names="、".join(preparation.red_samples))


def _preview(preparation: Preparation) -> Message | None:
    if preparation.is_previewed:
        return None
    return say("いまの内容を、プレビューで見てください。")


def _approval(preparation: Preparation) -> Message | None:
    approval = preparation.approval
    if approval is None:
        return say("管理者の承認がまだです。")
    if not approval.may_publish:
        return say("承認した人に、いまは公開の権限がありません。ほかの管理者が承認してください。")
    if is_own_work(preparation, approval.staff_id):
        return say("最後に変更した本人の承認だけでは公開できません。ほかの管理者が承認してください。")
    return None


_LINES: tuple[tuple[str, str, str, Callable[[Preparation], Message | None]], ...] = (
    (
        "title",
        "手続きの名前",
        DETAILS,
        _written(lambda one: one.title, "住民が探す言葉で、手続きの名前を書いてください。"),
    ),
    (
        "who",
        "申請できる人",
        DETAILS,
        _written(lambda one: one.who, "だれが申請できるかを書いてください。"),
    ),
    (
        "next_step",
        "申請のあとの流れ",
        DETAILS,
        _written(lambda one: one.next_step, "申請したあと、いつ何が起きるかを書いてください。"),
    ),
    (
        "contact",
        "問い合わせ先",
        DETAILS,
        _written(lambda one: one.contact, "困ったときの電話番号などを書いてください。"),
    ),
    (
        "privacy",
        "個人情報を使う目的",
        DETAILS,
        _personal(_written(lambda one: one.privacy, "聞いた個人情報を何に使うかを書いてください。")),
    ),
    ("retention", "個人情報を残す期間", DETAILS, _personal(_retention)),
    ("opening", "受付の期間", OPENING, _opening),
    ("faults", "様式の誤りがないこと", FORM, _faults),
    ("samples", "試し申請が期待どおりであること", SAMPLES, _samples),
    ("preview", "プレビューの確認", PREVIEW, _preview),
    ("approval", "管理者の承認", APPROVAL, _approval),
)

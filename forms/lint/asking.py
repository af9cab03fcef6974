"""Advice on what is asked, and by which kind of question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from forms.condition_types import references
from forms.definition import Field, Form
from forms.fields import KINDS
from forms.lint.saying import Said, say
from forms.lint.wording import asks_birth_date
from forms.messages import Message
from forms.reading import CALCULATED

MOST_REQUIRED = 20
"""Required questions that everybody is asked, above which people give up."""

LIKE: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"生年月日|誕生日", re.IGNORECASE), "birth_date", "生年月日"),
    (re.compile(r"メールアドレス|Ｅメール|e-?mail", re.IGNORECASE), "email", "メールアドレス"),
    (re.compile(r"電話番号|携帯番号|連絡先電話", re.IGNORECASE), "phone", "電話番号"),
    (re.compile(r"^(ご?住所|現住所|お?所在地)$", re.IGNORECASE), "postal_address", "住所"),
    (re.compile(r"ふりがな|フリガナ|^カナ", re.IGNORECASE), "kana", "ふりがな"),
    (re.compile(r"氏名|お名前|^名前$", re.IGNORECASE), "name", "氏名"),
)
"""What a label sounds like -> the kind made for it, and its name."""

TYPED_FREELY = frozenset({"text", "long_text", "number", "date"})

UNNEEDED: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"^性別|男女"),
        "性別は、法令などで必要なときだけ聞いてください。いらなければ外し、必要なら任意にして理由を書いてください。",
    ),
    (
        re.compile(r"印鑑|押印|捺印|はんこ"),
        "はんこは、法令で決まっているときだけ求めてください。この画面では押せません。",
    ),
    (re.compile(r"本籍"), "本籍は、戸籍の手続きのほかではふつう使いません。いらなければ外してください。"),
    (
        re.compile(r"FAX|ＦＡＸ|ファックス|ファクス"),
        "FAX番号は、使う予定がなければ外してください。メールや電話でお知らせできます。",
    ),
    (
        re.compile(r"（確認）|確認用|再入力"),
        "同じものを2回打ってもらう欄は要りません。送る前に確認画面で見直せます。",
    ),
    (
        re.compile(r"^(申請日|申込日|提出日|記入日|届出日)$"),
        "申請した日は、しくみが記録します。聞かなくてかまいません。",
    ),
)
"""What a label sounds like -> why it need not be asked."""

ONCE = ("name", "kana", "phone", "email", "postal_address", "birth_date")
"""Kinds that are asked of one person once; another person's has the setting "someone_else"."""


def of_questions(form: Form) -> Said:
    """Yield what is to be said of single questions."""
    for field in form.fields():
        yield from ((field.key, said) for said in _of(field))


def of_the_whole(form: Form) -> Said:
    """Yield what shows only when all questions are looked at."""
    yield from _too_many(form)
    yield from _asked_twice(form)
    yield from _worked_out(form)
    yield from _used_by_nobody(form)


def _of(field: Field) -> Iterator[Message]:
    kind = KINDS.get(field.kind)
    if kind is None or not kind.asks:
        return
    yield from _other_kind(field)
    for pattern, why in UNNEEDED:
        if pattern.search(field.label.ja):
            yield say(why)
    if not field.help.ja.strip():
        yield from _help(field)


def _other_kind(field: Field) -> Iterator[Message]:
    if field.kind not in TYPED_FREELY:
        return
    for pattern, kind, name in LIKE:
        if pattern.search(field.label.ja) and kind in KINDS:
            yield say(
                "質問の種類を「{name}」にしてください。読み方や書き方の違いを受け取れ、答える人の端末が入力を助けます。",
                name=name,
            )
            return


def _help(field: Field) -> Iterator[Message]:
    if field.kind == "long_text":
        yield say("長い文章を書く質問に説明がありません。何をどのくらい書けばよいか、例を添えてください。")
    elif field.kind == "number" and "unit" not in field.settings:
        yield say("数の質問に単位も説明もありません。「人」「円」などの単位を付けてください。")
    elif field.kind == "text" and "only" in field.settings:
        yield say("番号や記号を書く質問に説明がありません。どこに書いてある番号か、例を添えてください。")
    elif field.kind == "files":
        yield say("書類を付ける質問に説明がありません。どの書類のどの面を写せばよいか書いてください。")


def _too_many(form: Form) -> Said:
    required = [
        field
        for page in form.pages
        for field in page.fields
        if field.required and page.ask_if is None and field.ask_if is None and _asks(field)
    ]
    if len(required) > MOST_REQUIRED:
        yield (
            "",
            say(
                "全員に必須の質問が{count}個あります。{most}個までに減らすか、任意にできないか確かめてください。",
                count=len(required),
                most=MOST_REQUIRED,
            ),
        )


def _asked_twice(form: Form) -> Said:
    own = [field for field in form.fields() if not field.settings.get("someone_else")]
    kinds = Counter(field.kind for field in own if field.ask_if is None)
    labels = Counter(field.label.ja.strip() for field in form.fields() if _asks(field))
    told: set[str] = set()
    for field in own:
        if field.kind in ONCE and kinds[field.kind] > 1 and field.kind in told and field.ask_if is None:
            yield (
                field.key,
                say(
                    "「{kind}」を本人に2回聞いています。別の人のことなら設定で「本人以外」にし、同じ人なら1回にしてください。",
                    kind=KINDS[field.kind].title,
                ),
            )
        elif labels[field.label.ja.strip()] > 1 and _asks(field) and field.ask_if is None:
            yield (
                field.key,
                say(
                    "「{label}」という質問がほかにもあります。違いが分かる文にしてください。",
                    label=field.label,
                ),
            )
        told.add(field.kind)


def _worked_out(form: Form) -> Said:
    if not any(asks_birth_date(field) for field in form.fields()):
        return
    for field in form.fields():
        if field.kind in ("number", "text") and re.search(r"^(年齢|満年齢|年令|お年)", field.label.ja):
            yield (
                field.key,
                say("年齢は生年月日から計算できます。「自動で計算する値」にすると、聞かずにすみます。"),
            )


def _used_by_nobody(form: Form) -> Said:
    """Yield choices that may be left out and that nothing hangs on: often nobody reads them either."""
    used = set(_looked_at(form))
    for field in form.fields():
        is_loose = not field.required and not field.meaning and field.key not in used
        if is_loose and field.kind in ("yes_no", "choice", "select"):
            yield (
                field.key,
                say(
                    "任意で、ほかの質問や計算にも使われていない質問です。だれも使わない答えなら、外すと早く終わります。"
                ),
            )


def _looked_at(form: Form) -> Iterable[str]:
    for page in form.pages:
        yield from references(page.ask_if)
        for field in page.fields:
            yield from references(field.ask_if)
            if field.kind == CALCULATED:
                yield from references(field.settings.get("value"))


def _asks(field: Field) -> bool:
    return field.kind in KINDS and KINDS[field.kind].asks

"""Advice on wording: width, calendars, hard words, long sentences, double negatives, やさしい日本語."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forms.definition import Field, Form, Text
from forms.lint.jargon import hard_words
from forms.lint.saying import Said, say
from forms.messages import Message, message

LONGEST_SENTENCE = 50
"""Characters; 文化庁「公用文作成の考え方」 asks for 50 to 60 at most."""
LONGEST_EASY = 30
"""Characters of a sentence in やさしい日本語 (在留支援のためのやさしい日本語ガイドライン: about 24)."""

_WIDTH_DEMAND = re.compile(r"(全角|半角)(?!でも|・|か|と)")
_CALENDAR = re.compile(r"カレンダー(から|で|より|を使って|を開いて|をタップ|をクリック)")
_BIRTH = re.compile(r"生年月日|誕生日|生まれた日|お生まれ")
_SENTENCE_END = re.compile(r"[。．！？!?\n]+")
_READINGS = re.compile(r"（[ぁ-ゖー・\s]+）")
"""Readings behind kanji: 名前（なまえ）."""
_ADDRESS = re.compile(r"https?://\S+|[\w.+-]+@[\w.-]+")
_TWICE_NOT = re.compile(
    r"ない(わけ|もの|の|こと)で(は|も)?ない|なく(は|も)ない|ないこと(は|も)ない|ないとは(限ら|言え|いえ)ない"
    r"|ざるを得ない|ずには(いられ|い)ない|ないわけに(は)?い[かき]|なければ.{0,12}(できません|できない|ません)"
    r"|ない.{0,8}(以外|場合を除)|以外.{0,12}(ではない|でない|ません)|(でき|られ)なくはありません"
    r"|ないわけではありません|ないことはありません|なくはありません|ないものではありません"
)


def of_texts(texts: list[tuple[str, Text]]) -> Said:
    """Yield what is to be said of every text of a form, at the key of its page or question."""
    for key, text in texts:
        yield from ((key, said) for said in _of(text.ja))
        if text.easy:
            yield from ((key, said) for said in _of_easy(text.easy))


def of_calendars(form: Form, texts: list[tuple[str, Text]]) -> Said:
    """Yield where a birth date is to be picked from a calendar: decades back, that takes a hundred taps."""
    births = {field.key for field in form.fields() if asks_birth_date(field)}
    for key, text in texts:
        if key in births and _CALENDAR.search(text.ja):
            yield (
                key,
                say(
                    "生年月日をカレンダーから選ぶように書いてあります。何十年も前に戻るのは大変です。年・月・日を打つ欄なので、その文は消してください。"
                ),
            )


def asks_birth_date(field: Field) -> bool:
    """Say whether a question asks when somebody was born."""
    return field.kind == "birth_date" or (field.kind == "date" and bool(_BIRTH.search(field.label.ja)))


def _of(text: str) -> Iterator[Message]:
    if _WIDTH_DEMAND.search(text):
        yield message(
            "全角・半角を求める文があります。どちらで書かれても読めるので、書かなくてかまいません。"
        )
    for word, plain in hard_words(text):
        yield say("「{word}」は役所の言葉です。「{plain}」などに言いかえられます。", word=word, plain=plain)
    for sentence in sentences(text):
        if len(sentence) > LONGEST_SENTENCE:
            yield say(
                "{length}文字の長い文があります（「{start}…」）。{most}文字までの短い文に分けてください。",
                length=len(sentence),
                start=sentence[:12],
                most=LONGEST_SENTENCE,
            )
    found = _TWICE_NOT.search(text)
    if found:
        yield say(
            "「{words}」は二重の打ち消しです。「〜できます」「〜してください」のように書いてください。",
            words=found.group(),
        )


def _of_easy(text: str) -> Iterator[Message]:
    for sentence in sentences(_READINGS.sub("", text)):
        if len(sentence) > LONGEST_EASY:
            yield say(
                "やさしい日本語に{length}文字の文があります（「{start}…」）。{most}文字くらいまでにしてください。",
                length=len(sentence),
                start=sentence[:10],
                most=LONGEST_EASY,
            )
    for word, plain in hard_words(text, easy=True):
        yield say(
            "やさしい日本語に「{word}」があります。「{plain}」などにしてください。", word=word, plain=plain
        )


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, without what no reader counts: addresses, spaces."""
    bare = _ADDRESS.sub("", text)
    return [one for one in (re.sub(r"\s", "", part) for part in _SENTENCE_END.split(bare)) if one]

"""What a question can be begun with: every kind with an example, and questions that most forms ask, ready to use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.definition import NO_TEXT, Field, Text
from forms.fields import KINDS


@dataclass(frozen=True)
class Offer:
    """One thing to add: what it is called, what it is for, an example, and the question that it begins as."""

    code: str
    words: str
    about: str
    example: str
    field: Field


def _ready(code: str, kind: str, label: Text, about: str, **more: Any) -> Offer:
    field = Field(code, kind, label, **more)
    return Offer(f"ready-{code}", label.ja, about, str(KINDS[kind].title), field)


_RESIDENCE = {
    "options": [
        {
            "value": "resident",
            "label": {
                "ja": "市内に住んでいる",
                "easy": "市（し）に 住（す）んで います",
                "en": "I live in the city",
            },
        },
        {
            "value": "worker",
            "label": {
                "ja": "市内で働いている",
                "easy": "市（し）で 働（はたら）いて います",
                "en": "I work in the city",
            },
        },
        {
            "value": "homecoming",
            "label": {
                "ja": "里帰り中（実家などに滞在している）",
                "easy": "里帰（さとがえ）りです。家族（かぞく）の 家（いえ）に います",
                "en": "Staying with family in the city",
            },
        },
    ]
}

READY: tuple[Offer, ...] = (
    _ready(
        "name", "name", Text("お名前", "名前（なまえ）", "Your name"),
        "申請する人の姓と名", meaning="applicant_name",
    ),
    _ready(
        "kana", "kana", Text("ふりがな", "名前（なまえ）の 読（よ）みかた", "Reading of the name in kana"),
        "ひらがなでもカタカナでも受け付けます", meaning="applicant_kana",
    ),
    _ready(
        "phone", "phone", Text("電話番号", "電話番号（でんわばんごう）", "Phone number"),
        "日中に連絡がつく番号", meaning="phone",
    ),
    _ready(
        "email", "email", Text("メールアドレス", "メールアドレス", "E-mail address"),
        "書いた人には、受付と結果のお知らせを送ります", meaning="email", required=False,
        help=Text(
            "書いていただくと、受付の控えとお知らせを送ります。",
            "メールアドレスを 書（か）くと、お知（し）らせを 送（おく）ります。",
            "We will send you a copy and news about it.",
        ),
    ),
    _ready(
        "address", "postal_address", Text("住所", "住所（じゅうしょ）", "Address"),
        "郵便番号から町名が入ります", meaning="address",
    ),
    _ready(
        "born", "birth_date", Text("生年月日", "生（う）まれた 日（ひ）", "Date of birth"),
        "和暦でも西暦でも受け付けます",
    ),
    _ready(
        "residence", "choice", Text("市とのつながり", "市（し）で 何（なに）を して いますか", "Your connection with the city"),
        "在住・在勤・里帰りをたずねます。施設予約の決まりに使います", meaning="residence", settings=_RESIDENCE,
    ),
    _ready(
        "adults", "number", Text("おとなの人数", "おとなは 何人（なんにん）ですか", "Number of adults"),
        "施設予約の定員に数えます", meaning="adults",
        settings={"minimum": 1, "unit": {"ja": "人", "easy": "人（にん）", "en": "in total"}},
    ),
    _ready(
        "children", "children", Text("お子さん", "子（こ）ども", "Children"),
        "人数分の名前と生年月日。施設予約の定員と年齢に使います", meaning="children",
        settings={"minimum": 1, "maximum": 3, "age_on": "day_of_use"},
    ),
    _ready(
        "consent", "consent", Text("個人情報の取扱い", "個人情報（こじんじょうほう）の 使（つか）いかた", "Use of personal data"),
        "同意しないと先へ進めません",
        settings={"text": {
            "ja": "記入した内容を、この手続きのために使うことに同意します。",
            "easy": "書（か）いた ことを この 手続（てつづ）きに 使（つか）う ことに 同意（どうい）します。",
            "en": "I agree that my answers are used for this procedure.",
        }},
    ),
)  # fmt: skip
"""Questions that most forms ask, in three languages and with their meaning."""

_ABOUT: Mapping[str, tuple[str, str]] = {
    "text": ("1行で答える文章や番号", "勤務先の名前、整理番号"),
    "long_text": ("何行でも書ける文章", "相談したいこと、事情"),
    "number": ("数。単位や範囲を決められます", "人数、冊数、金額"),
    "yes_no": ("2つの言葉のどちらか", "駐車場を使いますか"),
    "choice": ("少ない選択肢を全部見せて、1つ選ぶ", "世帯の状況"),
    "choices": ("いくつでも選ぶ", "参加できる曜日"),
    "select": ("たくさんの選択肢から、1つ選ぶ", "学校名、町名"),
    "date": ("日付。和暦でも西暦でも受け付けます", "引っ越した日"),
    "time": ("時刻", "来庁を希望する時刻"),
    "birth_date": ("生まれた日。年齢を条件に使えます", "お子さんの生年月日"),
    "name": ("姓と名", "配偶者のお名前"),
    "kana": ("姓と名のふりがな", "お子さんのふりがな"),
    "email": ("メールアドレス", "勤務先のメール"),
    "phone": ("電話番号", "緊急の連絡先"),
    "postal_address": ("郵便番号と住所", "引っ越す前の住所"),
    "children": ("人数分の名前と生年月日", "いっしょに来るお子さん"),
    "files": ("スマートフォンで撮った写真や、PDFの書類", "就労証明書、本人確認書類"),
    "consent": ("読んで、チェックを入れてもらう文", "利用の約束"),
    "explanation": ("質問のあいだに置く文章", "記入の前に読むこと"),
    "calculated": ("前の答えから自動で計算して見せる値", "合計の人数、利用料"),
}
_BEGINS_WITH: Mapping[str, dict[str, Any]] = {
    "choice": {
        "options": [{"value": "option1", "label": "選択肢1"}, {"value": "option2", "label": "選択肢2"}]
    },
    "consent": {"text": "上の内容に同意します。"},
    "explanation": {"text": "ここに説明を書きます。"},
}
_BEGIN_ALIKE = {"choices": "choice", "select": "choice"}


def _kind(name: str) -> Offer:
    about, example = _ABOUT[name]
    settings = _BEGINS_WITH.get(_BEGIN_ALIKE.get(name, name), {})
    return Offer(name, str(KINDS[name].title), about, example, Field("", name, NO_TEXT, settings=settings))


OFFERS: tuple[Offer, ...] = tuple(map(_kind, KINDS))
"""Every kind of question, with nothing written yet."""

BY_CODE: Mapping[str, Offer] = {offer.code: offer for offer in (*READY, *OFFERS)}

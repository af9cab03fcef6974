"""Numbers, texts and choices as people give them."""

from __future__ import annotations

from decimal import Decimal

from forms.fields.options import Other
from tests.forms.corpus.lines import LICENCE, NOTHING, PROOF, TEN_KILOBYTES, Lines, Says

NUMBERS = [
    ("3", Decimal(3)),
    ("３", Decimal(3)),
    ("③", Decimal(3)),
    ("三", Decimal(3)),
    ("3人", Decimal(3)),
    ("３ 人", Decimal(3)),
    (" 3 ", Decimal(3)),
    ("03", Decimal(3)),
    ("3.0", Decimal(3)),
    ("+3", Decimal(3)),
    ("0", Decimal(0)),
    ("1,000", Decimal(1000)),
    ("１，０００", Decimal(1000)),
    ("1,000,000", Decimal(1000000)),
    ("-5", Decimal(-5)),
    ("−5", Decimal(-5)),
    ("ー５", Decimal(-5)),
    ("1.5", Says("小数をつけずに")),
    ("1,5", Says("数字で入力してください")),
    ("1e5", Says("数字で入力してください")),
    ("NaN", Says("数字で入力してください")),
    ("Infinity", Says("数字で入力してください")),
    ("0x10", Says("数字で入力してください")),
    ("½", Says("数字で入力してください")),
    ("3人くらい", Says("数字で入力してください")),
    ("=1+1", Says("数字で入力してください")),
    ("2\x00", Decimal(2)),
    ("9" * 10_000, Says("文字まで")),
    ("９" * 21, Says("20文字まで")),
    ("\u3000", NOTHING),
]

TEXTS = [
    ("こんにちは", "こんにちは"),
    ("  こんにちは　", "こんにちは"),
    ("ｶﾞｷﾞ", "ｶﾞｷﾞ"),
    ("が", "が"),
    ("髙﨑𠮷野葛󠄀", "髙﨑𠮷野葛󠄀"),
    ("1行目\r\n2行目", "1行目 2行目"),
    ("=cmd|'/C calc'!A0", "=cmd|'/C calc'!A0"),
    ("@SUM(A1)", "@SUM(A1)"),
    ("a\x00b\x07c", "abc"),
    ("\u202eabc", "abc"),
    ("😀👍🏽", "😀👍🏽"),
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ("{label} %s %(x)s", "{label} %s %(x)s"),
    ("あ" * 100, "あ" * 100),
    ("あ" * 101, Says("100文字まで")),
    (TEN_KILOBYTES, Says("文字まで")),
    ("\udc80", Says("入力し直してください")),
    ("\x00\u200b", NOTHING),
]

LONG_TEXTS = [
    ("1行目\r\n2行目", "1行目\n2行目"),
    ("1行目\r2行目\n\n3行目\n", "1行目\n2行目\n\n3行目"),
    ("  字下げ\n本文  ", "  字下げ\n本文"),
    ("か\u3099", "が"),
    ("=cmd|'/C calc'!A0\n+1", "=cmd|'/C calc'!A0\n+1"),
    ("a\x00\x08b", "ab"),
    (TEN_KILOBYTES, Says("1000文字までです（いまは3500文字です）")),
    ("あ" * 100_000, Says("文字まで")),
    ("\n \n　\n", NOTHING),
]

_FRUIT = {
    "options": [
        {"value": "apple", "label": "りんご"},
        {"value": "pear", "label": {"ja": "なし", "en": "Pear"}},
    ]
}
_FRUIT_OR_OTHER = {**_FRUIT, "other": True}


LINES = [
    Lines("number", {"unit": "人"}, NUMBERS),
    Lines(
        "number",
        {"minimum": 1, "maximum": 4, "unit": "人"},
        [("0", Says("1人以上")), ("５", Says("4人以下")), ("４人", Decimal(4)), ("-1", Says("1人以上"))],
    ),
    Lines(
        "number",
        {"decimals": 1, "minimum": "0.1", "unit": {"ja": "℃", "en": "C"}},
        [
            ("36.5", Decimal("36.5")),
            ("３６．５℃", Decimal("36.5")),
            (".5", Decimal("0.5")),
            ("36.50", Decimal("36.5")),
            ("36.55", Says("小数点の下を1けたまで")),
            ("0", Says("0.1℃以上")),
        ],
    ),
    Lines("text", {}, TEXTS),
    Lines(
        "text",
        {"only": "digits"},
        [("００１２３", "00123"), (" 001 23 ", "00123"), ("12-3", Says("数字だけ")), ("A1", Says("数字だけ"))],
    ),
    Lines(
        "text",
        {"only": "code"},
        [("ａ－１２", "A-12"), ("aー12", "A-12"), ("あ12", Says("英字と数字")), ("=A1", Says("英字と数字"))],
    ),
    Lines("long_text", {}, LONG_TEXTS),
    Lines(
        "yes_no",
        {},
        [
            ("yes", True),
            ("no", False),
            ("はい", True),
            ("いいえ", False),
            ("ＹＥＳ", True),
            ("0", False),
            ("たぶん", Says("「はい」か「いいえ」を選んで")),
        ],
    ),
    Lines("yes_no", {"yes": "住んでいる", "no": "住んでいない"}, [("住んでいない", False), ("no", False)]),
    Lines(
        "choice",
        _FRUIT,
        [
            ("apple", "apple"),
            ("りんご", "apple"),
            (" なし ", "pear"),
            ("Pear", "pear"),
            ("orange", Says("選び直して")),
            ("other", Says("選び直して")),
            ("", NOTHING),
        ],
    ),
    Lines(
        "choice",
        _FRUIT_OR_OTHER,
        [
            ({"": "other", "other": " みかん "}, Other("みかん")),
            ({"other": "みかん"}, Other("みかん")),
            ({"": "apple", "other": "みかん"}, "apple"),
            ({"": "other", "other": ""}, Says("「その他」の内容")),
            ({"": "other", "other": "み" * 101}, Says("100文字まで")),
        ],
    ),
    Lines("select", _FRUIT, [("pear", "pear"), ("りんご", "apple"), ("x", Says("選び直して"))]),
    Lines(
        "choices",
        {**_FRUIT_OR_OTHER, "maximum": 2},
        [
            ({"": ["pear", "apple"]}, ("apple", "pear")),
            ({"": ["pear", "pear"]}, ("pear",)),
            ({"": ["りんご"]}, ("apple",)),
            ({"": ["apple", "other"], "other": "柿"}, ("apple", Other("柿"))),
            ({"": ["apple"], "other": "柿"}, ("apple", Other("柿"))),
            ({"": ["apple", "x"]}, Says("選び直して")),
            ({"": ["other"], "other": " "}, Says("「その他」の内容")),
            ({"": ["apple", "pear", "other"], "other": "柿"}, Says("2つまでです（いまは3つです）")),
            ({"": [""]}, NOTHING),
        ],
    ),
    Lines("choices", {**_FRUIT, "minimum": 2}, [({"": ["apple"]}, Says("2つ以上選んで"))]),
    Lines(
        "files",
        {"maximum": 2},
        [
            ("licence-token", (LICENCE,)),
            ({"": ["proof-token", "licence-token"]}, (PROOF, LICENCE)),
            ({"": ["licence-token", " licence-token ", ""]}, (LICENCE,)),
            ({"": ["licence-token"], "stray": ["x"]}, (LICENCE,)),
            ({"": ["licence-token", "of somebody else"]}, Says("見つかりません")),
            ({"": ["x" * 201, "y"]}, Says("見つかりません")),
            ({"": ["", "　"]}, NOTHING),
        ],
    ),
    Lines("consent", {}, [("yes", True), ("on", True), ("no", Says("同意できるときは"))]),
]  # fmt: skip

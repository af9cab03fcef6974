"""Names, readings and children as people type them."""

from __future__ import annotations

from datetime import date

from forms.fields.children import Child
from forms.fields.people import PersonName
from tests.forms.corpus.lines import NOTHING, TEN_KILOBYTES, Lines, Says

NAMES = [
    ({"family": "山田", "given": "花子"}, PersonName("山田", "花子")),
    ({"family": "髙﨑", "given": "𠮷野"}, PersonName("髙﨑", "𠮷野")),
    ({"family": "葛󠄀城", "given": "花子"}, PersonName("葛󠄀城", "花子")),
    ({"family": "渡邉", "given": "斎󠄂"}, PersonName("渡邉", "斎󠄂")),
    ({"family": "\ufa19田", "given": "\ufa1b子"}, PersonName("\ufa19田", "\ufa1b子")),
    ({"family": "\U0002f81a", "given": "花"}, PersonName("\U0002f81a", "花")),
    ({"family": "か\u3099とう", "given": "花"}, PersonName("がとう", "花")),
    ({"family": "Nguyễn", "given": "Văn A"}, PersonName("Nguyễn", "Văn A")),
    ({"family": "Jose\u0301", "given": "María"}, PersonName("José", "María")),
    ({"family": "O'Brien", "given": "Anne-Marie"}, PersonName("O'Brien", "Anne-Marie")),
    ({"family": "山田", "given": "花子😀"}, PersonName("山田", "花子😀")),
    ({"family": "山田", "given": "👨\u200d👩\u200d👧"}, PersonName("山田", "👨\u200d👩\u200d👧")),
    ({"family": " 山田 ", "given": "　花子　"}, PersonName("山田", "花子")),
    ({"family": "山田\u200b", "given": "\u202e花子\ufeff"}, PersonName("山田", "花子")),
    ({"family": "山\x00田", "given": "花\x1b子"}, PersonName("山田", "花子")),
    ({"family": "山田 花子", "given": ""}, PersonName("山田", "花子")),
    ({"family": "山田　花子", "given": ""}, PersonName("山田", "花子")),
    ({"family": "", "given": "山田 花子"}, PersonName("山田", "花子")),
    ("山田 花子", PersonName("山田", "花子")),
    ({"family": "デ　ラ　クルス", "given": "マリア"}, PersonName("デ　ラ　クルス", "マリア")),
    ({"family": "Ｓｍｉｔｈ", "given": "Ｊ"}, PersonName("Ｓｍｉｔｈ", "Ｊ")),
    ({"family": "=cmd|'/C calc'!A0", "given": "花子"}, PersonName("=cmd|'/C calc'!A0", "花子")),
    ({"family": "<b>山田</b>", "given": "{label}"}, PersonName("<b>山田</b>", "{label}")),
    ({"family": "スカルノ", "given": "－"}, PersonName("スカルノ", "－")),
    ({"family": "山田", "given": ""}, Says("名を入力してください")),
    ({"family": "Sukarno", "given": ""}, Says("お名前が1つだけの方は「－」と入力してください")),
    ({"family": "　", "given": "花子"}, Says("姓を入力してください")),
    ({"family": "山\ud800田", "given": "花子"}, Says("入力し直してください")),
    ({"family": "山" * 51, "given": "花子"}, Says("50文字まで")),
    ({"family": "山" * 10_000, "given": "花子"}, Says("文字まで")),
    ({"family": " ", "given": "　"}, NOTHING),
    ({"family": "\u200b", "given": "\x00"}, NOTHING),
]

KANA = [
    ({"family": "やまだ", "given": "はなこ"}, PersonName("ヤマダ", "ハナコ")),
    ({"family": "ヤマダ", "given": "ハナコ"}, PersonName("ヤマダ", "ハナコ")),
    ({"family": "ﾔﾏﾀﾞ", "given": "ﾊﾅｺ"}, PersonName("ヤマダ", "ハナコ")),
    ({"family": "ﾔﾏﾀﾞ ﾊﾅｺ", "given": ""}, PersonName("ヤマダ", "ハナコ")),
    ({"family": "ヤまﾀﾞ", "given": "ハなｺ"}, PersonName("ヤマダ", "ハナコ")),
    ({"family": "ﾊﾟｰｶｰ", "given": "ｱﾝ"}, PersonName("パーカー", "アン")),
    ({"family": "パ-カ-", "given": "アン"}, PersonName("パーカー", "アン")),
    ({"family": "パ－カ－", "given": "アン"}, PersonName("パーカー", "アン")),
    ({"family": "ぱ―か―", "given": "あん"}, PersonName("パーカー", "アン")),
    ({"family": "ハ\u3099ハ\u309aナ", "given": "ア"}, PersonName("バパナ", "ア")),
    ({"family": "ハ゛ハ゜ナ", "given": "ア"}, PersonName("バパナ", "ア")),
    ({"family": "う゛ぃ", "given": "ゔぃ"}, PersonName("ヴィ", "ヴィ")),
    ({"family": "スカルノ", "given": "－"}, PersonName("スカルノ", "-")),
    ({"family": "ー", "given": "すかるの"}, PersonName("ー", "スカルノ")),
    ({"family": "スカルノ", "given": ""}, Says("「－」と入力してください")),
    ({"family": "みすゞ", "given": "いすゞ"}, PersonName("ミスヾ", "イスヾ")),
    ({"family": "ｦｧｨｩｪｫｬｭｮｯ", "given": "ｱ"}, PersonName("ヲァィゥェォャュョッ", "ア")),
    ({"family": "ゑびす", "given": "ゐと"}, PersonName("ヱビス", "ヰト")),
    ({"family": "デ・ラ・クルス", "given": "マリア ルイサ"}, PersonName("デ・ラ・クルス", "マリア ルイサ")),
    ({"family": "ﾃﾞ･ﾗ", "given": "ﾏﾘｱ"}, PersonName("デ・ラ", "マリア")),
    ({"family": "　やまだ　", "given": " はなこ "}, PersonName("ヤマダ", "ハナコ")),
    ({"family": "山田", "given": "はなこ"}, Says("ひらがなかカタカナで")),
    ({"family": "yamada", "given": "はなこ"}, Says("ひらがなかカタカナで")),
    ({"family": "ヤマダ1", "given": "はなこ"}, Says("ひらがなかカタカナで")),
    ({"family": "ヤマダ😀", "given": "はなこ"}, Says("ひらがなかカタカナで")),
    ({"family": "ヤマダ", "given": ""}, Says("メイ")),
    ({"family": "", "given": "ハナコ"}, Says("セイ")),
    ({"family": TEN_KILOBYTES, "given": "ハナコ"}, Says("文字まで")),
]


LINES = [
    Lines("name", {}, NAMES),
    Lines("kana", {}, KANA),
    Lines(
        "children",
        {"kana": True, "maximum": 2},
        [
            (
                {"0-family": "山田", "0-given": "𠮷", "0-family_kana": "ﾔﾏﾀﾞ", "0-given_kana": "よし",
                 "0-born-era": "reiwa", "0-born-year": "４", "0-born-month": "5", "0-born-day": "1"},
                (Child("山田", "𠮷", "ヤマダ", "ヨシ", date(2022, 5, 1)),),
            ),
            (
                {"0-family": "山田", "0-given": "花", "0-family_kana": "山田", "0-given_kana": "はな",
                 "0-born-year": "R4.5.1"},
                Says("（1人目）は、ひらがなかカタカナで"),
            ),
        ],
    ),
    Lines(
        "children",
        {"maximum": 2},
        [
            (
                {"0-family": "山田", "0-given": "花", "0-born-year": "R4.5.1",
                 "1-family": "", "1-given": " ", "1-born-era": "reiwa", "1-born-year": ""},
                (Child("山田", "花", "", "", date(2022, 5, 1)),),
            ),
            (
                {"0-family": "山田", "0-given": "花", "0-born": "令和4年5月1日",
                 "1-family": "山田", "1-given": "月", "1-born": "令和4年5月1日"},
                (Child("山田", "花", "", "", date(2022, 5, 1)), Child("山田", "月", "", "", date(2022, 5, 1))),
            ),
            ({"0-family": "山田", "0-given": "花"}, Says("（1人目）の生年月日を入力してください")),
            ({"0-family": "山田", "0-born-year": "R4.5.1"}, Says("（1人目）の名を入力してください")),
            (
                {"0-family": "", "0-given": "", "1-family": "山田", "1-given": "月", "1-born-year": "H40.5.1"},
                Says("（1人目）の生年月日を確かめてください"),
            ),
            (
                {"0-family": "山田", "0-given": "花", "0-born-year": "2027/1/1"},
                Says("（1人目）の生年月日が令和9年1月1日（2027年）になっています。今日より後の日です"),
            ),
            ({"0-family": "一", "1-family": "二", "2-family": "三"}, Says("2人までです（いまは3人です）")),
            ({"0-born-era": "reiwa"}, NOTHING),
        ],
    ),
    Lines("children", {"minimum": 2}, [({"0-family": "山田", "0-given": "花", "0-born": "R4.5.1"}, Says("（2人目）"))]),
]  # fmt: skip

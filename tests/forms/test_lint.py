"""What is advised against: wording, kinds of questions, ways through the form."""

from __future__ import annotations

from typing import Any

import pytest

from forms.checking import ADVISES, check
from forms.definition import Form
from forms.lint.jargon import PLAIN, hard_words
from forms.lint.wording import LONGEST_SENTENCE, sentences
from forms.minutes import minutes, seconds
from tests.forms.visit import FORM

BORN = {"key": "born", "kind": "birth_date", "label": "生年月日"}


def question(kind: str = "text", label: str = "お仕事", **more: Any) -> dict[str, Any]:
    return {"key": "q", "kind": kind, "label": label, **more}


def form(*fields: dict[str, Any], **more: Any) -> Form:
    """Return a form of one page with these questions, and a harmless one."""
    first = {"key": "first", "kind": "yes_no", "label": "はじめて使いますか"}
    pages = [{"key": "one", "title": "ひとつ目", "fields": [first, *fields], **more}]
    return Form.from_json({"schema": 1, "title": "利用の申し込み", "pages": pages})


def advice(*fields: dict[str, Any], key: str = "q", **more: Any) -> str:
    """Return all that is advised against at one question."""
    found = [one for one in check(form(*fields, **more)) if one.level == ADVISES and one.key == key]
    return "\n".join(str(one.message) for one in found)


ADVICE: list[tuple[dict[str, Any], str]] = [
    (question(help="当該施設の名称を書いてください"), "「当該」は役所の言葉です。「その」"),
    (question(help="申込みに際し、書いてください"), "「に際し」"),
    (question(help="理由を疎明してください"), "「疎明」"),
    (question(help="あ" * (LONGEST_SENTENCE + 1)), "51文字の長い文があります"),
    (question(help="書かないわけにはいきません"), "二重の打ち消し"),
    (question(help="登録しなければ利用できません"), "二重の打ち消し"),
    (
        question(help={"ja": "書いてください", "easy": "必要書類を添付して ください"}),
        "やさしい日本語に「添付」",
    ),
    (question(help={"ja": "書いてください", "easy": "あ" * 31}), "やさしい日本語に31文字の文"),
    (question("birth_date", "生年月日", help="カレンダーから選択してください"), "カレンダーから選ぶように"),
    (question("date", "お子さんの生年月日"), "「生年月日」にしてください"),
    (question("text", "メールアドレス"), "「メールアドレス」にしてください"),
    (question("text", "電話番号"), "「電話番号」にしてください"),
    (question("text", "ご住所"), "「住所」にしてください"),
    (question("text", "フリガナ"), "「ふりがな」にしてください"),
    (question("text", "氏名"), "「氏名」にしてください"),
    (question("long_text", "ご意見"), "何をどのくらい書けばよいか"),
    (question("number", "人数"), "単位も説明もありません"),
    (question("text", "整理番号", settings={"only": "digits"}), "どこに書いてある番号か"),
    (question("yes_no", "性別"), "性別は、法令などで必要なときだけ"),
    (question("text", "メールアドレス（確認用）"), "2回打ってもらう欄は要りません"),
    (question("yes_no", "車で来ますか", required=False), "だれも使わない答えなら"),
    (question("text", "はじめて使いますか"), "ほかにもあります"),
    (question("number", "大人", settings={"minimum": "1.2", "maximum": "1.8"}), "ここから先へ進めません"),
    (
        question("date", "使う日", settings={"minimum": "2026-05-01", "maximum": "2026-04-01"}),
        "ここから先へ進めません",
    ),
    (
        question(
            "date",
            "使う日",
            settings={
                "minimum": {"fact": "today", "days": 10},
                "maximum": {"fact": "today", "days": 5},
            },
        ),
        "ここから先へ進めません",
    ),
    (
        question("time", "時刻", settings={"minimum": "09:10", "maximum": "09:20", "step": 30}),
        "ここから先へ進めません",
    ),
]


@pytest.mark.parametrize(("asked", "part"), ADVICE)
def test_what_is_advised_against_is_said_at_its_question(asked: dict[str, Any], part: str) -> None:
    assert part in advice(asked), advice(asked)


FINE: list[dict[str, Any]] = [
    question(help="あてはまるものがないときは、空けておいてください"),
    question(help="https://example.jp/" + "a" * 80),
    question("date", "最後に使った日"),
    question("number", "人数", settings={"unit": "人"}),
    question("date", "使う日", settings={"minimum": {"fact": "today"}, "maximum": "2020-01-01"}),
    question("date", "使う日", settings={"minimum": {"fact": "today"}, "maximum": {"fact": "day_of_use"}}),
    question("yes_no", "車で来ますか"),
    question(help="添付する書類の名前"),
]


@pytest.mark.parametrize("asked", FINE)
def test_what_is_well_asked_is_left_alone(asked: dict[str, Any]) -> None:
    said = [line for line in advice(asked).splitlines() if "文がないところ" not in line]
    assert said == []


def test_a_birth_date_and_the_age_are_not_both_asked() -> None:
    assert "年齢は生年月日から計算できます" in advice(
        BORN, question("number", "年齢", settings={"unit": "歳"})
    )


def test_the_same_person_is_asked_a_name_once() -> None:
    own = {"key": "own", "kind": "name", "label": "お名前"}
    assert "2回聞いています" in advice(own, question("name", "代表者のお名前"))
    assert "2回" not in advice(own, question("name", "代表者のお名前", settings={"someone_else": True}))


def test_a_question_that_nobody_sees_is_named() -> None:
    never = {"all": [{"compare": [{"answer": "first"}, "=", {"value": yes}]} for yes in (True, False)]}
    assert "だれにも聞かれない質問" in advice(question(ask_if=never))


def test_a_page_that_nobody_sees_is_named_once() -> None:
    pages = form().to_json()
    never = {"all": [{"compare": [{"answer": "first"}, "=", {"value": yes}]} for yes in (True, False)]}
    pages["pages"].append({"key": "two", "title": "二", "ask_if": never, "fields": [question(), BORN]})
    found = [one for one in check(Form.from_json(pages)) if "だれにも" in str(one.message)]
    assert [one.key for one in found] == ["two"]


def test_many_required_questions_are_counted() -> None:
    many = [{"key": f"q{number}", "kind": "yes_no", "label": f"{number}つ目"} for number in range(20)]
    assert "全員に必須の質問が21個あります" in advice(*many, key="")
    assert "全員に必須" not in advice(*many[1:], key="")


def test_there_are_plain_words_for_enough_hard_ones() -> None:
    assert len(PLAIN) >= 60
    assert all(plain and plain != word for word, plain in PLAIN.items())
    assert list(hard_words("当該事項に係る当該書類")) == [("当該", "その"), ("に係る", "〜の、〜についての")]


def test_sentences_end_where_readers_pause() -> None:
    assert sentences("一つ目。二つ目！ 三つ目？\n四つ目") == ["一つ目", "二つ目", "三つ目", "四つ目"]


def test_a_longer_form_takes_longer_and_a_question_for_some_counts_half() -> None:
    some = {"compare": [{"answer": "first"}, "=", {"value": True}]}
    nothing, whole, half = seconds(form()), seconds(form(BORN)), seconds(form({**BORN, "ask_if": some}))
    assert nothing < half < whole
    assert half - nothing == pytest.approx((whole - nothing) / 2)


def test_minutes_are_whole_and_never_none() -> None:
    assert minutes(form()) == 1
    assert 2 <= minutes(FORM) <= 4

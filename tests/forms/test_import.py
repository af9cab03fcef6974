"""Every kind of question, typed in a browser and imported from a sheet, gives the same answers."""

from __future__ import annotations

import json
from typing import Any

from forms.checking import FORBIDS, check
from forms.definition import Form
from forms.fields import KINDS
from forms.reading import dump_answers, fill, load_answers, read
from forms.rows import rows
from tests.forms.cells import columns, record
from tests.forms.corpus.lines import FACTS

OPTIONS = {"options": [{"value": "here", "label": "市内"}, {"value": "there", "label": "市外"}]}
SETTINGS: dict[str, Any] = {
    "number": {"decimals": 1},
    "choice": OPTIONS,
    "select": OPTIONS,
    "choices": {**OPTIONS, "other": True},
    "children": {"kana": True, "maximum": 2},
    "explanation": {"text": "読んでください"},
    "calculated": {"value": {"times": [{"answer": "a_number"}, {"value": 2}]}},
}
FIELDS = [
    {"key": f"a_{name}", "kind": name, "label": name, "settings": SETTINGS.get(name, {})} for name in KINDS
]
FORM = Form.from_json(
    {"schema": 1, "title": "すべての種類", "pages": [{"key": "all", "title": "すべて", "fields": FIELDS}]}
)

IN_A_BROWSER: dict[str, list[str]] = {
    "a_text": ["Ａ棟　２階"],
    "a_long_text": ["一行目\r\n二行目"],
    "a_number": ["１．５"],
    "a_yes_no": ["yes"],
    "a_choice": ["here"],
    "a_choices": ["there", "other"],
    "a_choices-other": ["里帰り"],
    "a_select": ["there"],
    "a_date-year": ["令和8"],
    "a_date-month": ["4"],
    "a_date-day": ["１"],
    "a_time": ["９：３０"],
    "a_birth_date-year": ["S55"],
    "a_birth_date-month": ["4"],
    "a_birth_date-day": ["1"],
    "a_name-family": ["髙﨑"],
    "a_name-given": ["葛\U000e0100"],
    "a_kana-family": ["たかさき"],
    "a_kana-given": ["ﾊﾅｺ"],
    "a_email": ["ｈａｎａ＠example.jp"],
    "a_phone": ["０９０ー１２３４ー５６７８"],
    "a_postal_address-postal_code": ["〒１０６－００３２"],
    "a_postal_address-area": ["東京都港区六本木"],
    "a_postal_address-street": ["１－２－３"],
    "a_children-0-family": ["𠮷野"],
    "a_children-0-given": ["空"],
    "a_children-0-family_kana": ["よしの"],
    "a_children-0-given_kana": ["そら"],
    "a_children-0-born-year": ["2023"],
    "a_children-0-born-month": ["4"],
    "a_children-0-born-day": ["11"],
    "a_files": ["licence-token", "proof-token"],
    "a_consent": ["yes"],
}


def test_the_form_asks_every_kind_and_may_be_published() -> None:
    assert {field.kind for field in FORM.fields()} == set(KINDS)
    assert [str(one.message) for one in check(FORM) if one.level == FORBIDS] == []


def test_importing_what_was_answered_gives_the_same_answers() -> None:
    typed = read(FORM, IN_A_BROWSER, FACTS)
    assert [(problem.input, str(problem.message)) for problem in typed.problems] == []
    imported = read(FORM, fill(FORM, typed.answers), FACTS)
    assert imported.ok and imported.answers == typed.answers


def test_stored_answers_come_back_the_same() -> None:
    answers = read(FORM, IN_A_BROWSER, FACTS).answers
    stored = json.loads(json.dumps(dump_answers(FORM, answers)))
    assert load_answers(FORM, stored) == answers
    assert set(answers) == {field.key for field in FORM.fields()} - {"a_explanation"}


def test_every_answer_has_a_row_and_its_columns() -> None:
    answers = read(FORM, IN_A_BROWSER, FACTS).answers
    assert [row.key for row in rows(FORM, answers)] == list(answers)
    assert all(row.text for row in rows(FORM, answers))
    assert len(columns(FORM)) == len(record(FORM, answers)) == len(record(FORM, {}))
    assert len(set(columns(FORM))) == len(columns(FORM))


def test_every_missing_answer_is_said_once_at_an_input_that_is_there() -> None:
    reading = read(FORM, {}, FACTS)
    assert [problem.field for problem in reading.problems] == [
        field.key for field in FORM.fields() if KINDS[field.kind].asks
    ]
    for problem in reading.problems:
        question = reading.questions[problem.field]
        assert problem.input in {question.input_id(part) for part in question.parts}

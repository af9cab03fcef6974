"""Whatever is wrong: nothing typed is lost, the problem leads to its input and says what to do."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import forms
from forms.definition import Field, Form, Page, Text, frozen
from forms.fields import KINDS
from forms.given import names_of
from forms.reading import Reading, read
from tests.forms.broken_rules import BROKEN, FRUIT, Broken
from tests.forms.corpus.lines import FACTS

LABEL = "〈たずねること〉"
ASKING = [name for name, kind in KINDS.items() if kind.asks]
MODULES = (*Path(forms.__file__).parent.glob("fields/*.py"), *Path(forms.__file__).parent.glob("*_dates.py"))
MODULES += (Path(forms.__file__).parent / "phone_numbers.py",)
FOR_STAFF = {"setting_problems", "option_problems", "wrong_settings"}
"""Functions whose messages are for who makes a form, not for who fills it in."""


def _settings(kind: str) -> dict[str, Any]:
    return FRUIT if "options" in KINDS[kind].allowed_settings else {}


def _for_all(kind: str) -> Iterator[Broken]:
    field = _field(kind, Broken("", {}, settings=_settings(kind)))
    for part in KINDS[kind].parts(field, {}):
        yield Broken(f"far too long in {part!r}", {part: "あ" * 100_000}, part, _settings(kind))
        yield Broken(f"broken letter in {part!r}", {part: "山\ud800田"}, part, _settings(kind))


def _field(kind: str, broken: Broken) -> Field:
    return Field("q", kind, Text(LABEL), settings=frozen(broken.settings))


def read_broken(kind: str, broken: Broken) -> Reading:
    typed = {part: [text] if isinstance(text, str) else text for part, text in broken.typed.items()}
    form = Form(Text("試し"), (Page("p", Text("ページ"), (_field(kind, broken),)),))
    return read(form, names_of("q", typed), FACTS)


CASES = [(kind, broken) for kind in ASKING for broken in (*BROKEN[kind], *_for_all(kind))]
EVERY_CASE = pytest.mark.parametrize(
    ("kind", "broken"), CASES, ids=[f"{kind}: {broken.rule}" for kind, broken in CASES]
)


@EVERY_CASE
def test_nothing_typed_is_lost_and_there_is_no_answer(kind: str, broken: Broken) -> None:
    reading = read_broken(kind, broken)
    question = reading.questions["q"]
    for part, text in broken.typed.items():
        texts = [text] if isinstance(text, str) else list(text)
        assert question.typed_all(part) == [_arrived(one) for one in texts]
    assert not reading.ok
    assert dict(reading.answers) == {}


@EVERY_CASE
def test_the_problem_points_to_an_input_that_the_question_has(kind: str, broken: Broken) -> None:
    reading = read_broken(kind, broken)
    question = reading.questions["q"]
    names = {question.input_name(part) for part in question.parts}
    assert {problem.input for problem in reading.problems} <= names
    assert question.input_name(broken.part) in {problem.input for problem in reading.problems}
    assert question.problems_of(broken.part)


@EVERY_CASE
def test_the_message_names_the_question_and_says_what_to_do(kind: str, broken: Broken) -> None:
    for problem in read_broken(kind, broken).problems:
        sentence = str(problem.message)
        assert LABEL in sentence
        assert sentence.endswith("。")
        assert "ください" in sentence or "ですか" in sentence
        assert "半角" not in sentence and "全角" not in sentence
        assert "{" not in sentence


def test_every_kind_that_asks_has_its_rules_in_the_table() -> None:
    assert set(BROKEN) == set(ASKING)


def test_every_sentence_of_refusal_in_the_code_is_brought_about_by_a_rule_of_the_table() -> None:
    brought = {
        problem.message.text for kind, broken in CASES for problem in read_broken(kind, broken).problems
    }
    assert _sentences() - brought == set()


def test_an_input_that_the_question_does_not_have_is_no_answer_and_no_problem() -> None:
    form = Form(Text("試し"), (Page("p", Text("ページ"), (_field("text", Broken("", {})),)),))
    stray = read(form, {"q": ["答え"], "q-stray": ["\ud800" * 5_000]}, FACTS)
    assert stray.ok
    assert stray.answers["q"] == "答え"
    assert read(form, {"q": [" "], "q-stray": ["x"]}, FACTS).problems[0].input == "q"


def test_an_empty_text_before_the_typed_one_is_passed_over() -> None:
    form = Form(Text("試し"), (Page("p", Text("ページ"), (_field("text", Broken("", {})),)),))
    assert read(form, {"q": [" ", "答え"]}, FACTS).answers["q"] == "答え"


def _arrived(text: str) -> str:
    """Return ``text`` as it can be shown again: one kind of line end, broken letters marked."""
    return text.replace("\r\n", "\n").replace("\ud800", "\ufffd")


def _sentences() -> set[str]:
    """Return every sentence that a kind says to who fills in a form."""
    return {
        text for path in MODULES for text in _messages(ast.parse(path.read_text())) if text.endswith("。")
    }


def _messages(tree: ast.AST) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef) and node.name in FOR_STAFF:
            continue
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "message":
            yield ast.literal_eval(node.args[0])
        yield from _messages(node)

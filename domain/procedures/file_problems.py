"""What is wrong with the file of a procedure, and where, in the words of staff."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from forms.definition import DefinitionError

_REASONS = (
    (r"unknown (.*); known are (.*)", "「{0}」という項目はありません。書けるのは {1} です。"),
    (r"a text is expected, not nothing", "文字がありません。"),
    (r"a text is expected, not (.*)", "文字を書くところです（いまは {0}）。"),
    (r"a list is expected, not nothing", "一覧（[ ]）がありません。"),
    (r"a list is expected, not (.*)", "一覧（[ ]）を書くところです（いまは {0}）。"),
    (r"an object is expected, not (.*)", "項目の組（{{ }}）を書くところです（いまは {0}）。"),
    (r"true or false is expected, not (.*)", "true か false を書くところです（いまは {0}）。"),
    (r"the Japanese text \(ja\) is missing", "日本語の文（ja）がありません。"),
    (r"nested more than (\d+) levels deep", "入れ子が{0}段より深くなっています。"),
    (r"more than (\d+) values", "値が{0}個より多くあります。"),
    (r"a text with NUL or half a surrogate pair", "使えない文字が入っています。"),
    (r"a number beyond (\d+)", "数が大きすぎます。"),
    (r"not JSON: (.*)", "JSONにない値です（{0}）。"),
    (r"not a name: (.*)", "項目の名前として使えません（{0}）。"),
    (r"(\d+) is expected", "{0} を書くところです。"),
)
_STEP = re.compile(r"\.?([A-Za-z_]+)(?:\[(\d+)\])?")
_PLACES = {
    "pages": "{}ページ目",
    "fields": "{}番目の質問",
    "samples": "{}番目の確認用の例",
    "values": "{}番目の値",
}
_NAMES = {
    "file": "",
    "form": "様式",
    "details": "案内",
    "title": "名前（title）",
    "summary": "概要（summary）",
    "label": "質問の文（label）",
    "help": "補足の説明（help）",
    "settings": "設定（settings）",
    "ask_if": "条件（ask_if）",
    "options": "選択肢（options）",
}


class FileProblem(ValueError):
    """The file cannot be taken in: where it is wrong, and what is wrong there."""

    def __init__(self, where: str, reason: str) -> None:
        self.where = where
        self.reason = reason
        super().__init__(f"{where}：{reason}" if where else reason)


@contextmanager
def reading() -> Iterator[None]:
    """Turn what the form engine says about a wrong shape into a FileProblem."""
    try:
        yield
    except DefinitionError as error:
        raise FileProblem(at(error.where), _in_japanese(error.reason)) from None


def at(where: str) -> str:
    """Return a place in words: "file.form.pages[0].fields[2].label" is 様式 1ページ目 3番目の質問 質問の文."""
    words = [_step(name, number) for name, number in _STEP.findall(where)]
    return " › ".join(word for word in words if word)


def _step(name: str, number: str) -> str:
    if number and name in _PLACES:
        return _PLACES[name].format(int(number) + 1)
    shown = _NAMES.get(name, name)
    return f"{shown}の{int(number) + 1}番目" if number else shown


def _in_japanese(reason: str) -> str:
    for pattern, words in _REASONS:
        found = re.fullmatch(pattern, reason, re.DOTALL)
        if found:
            return words.format(*found.groups())
    return reason

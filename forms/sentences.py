"""Conditions and calculations as Japanese sentences, for staff who make forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from forms.arithmetic import plain
from forms.clauses import BOUNDS, MOMENTS, Clause
from forms.conditions import CONDITIONS, EXPRESSIONS, operator_of
from forms.definition import NO_TEXT, DefinitionError, Field, Form
from forms.eras import written
from forms.fields import KINDS
from forms.fields.settings import text
from forms.keys import CALCULATION, Use

UNREADABLE = "（書き方が正しくありません）"
FACT_WORDS = {"today": "今日", "day_of_use": "利用日"}
ROUND_WORDS = {"down": "切り捨て", "up": "切り上げ", "half_up": "四捨五入"}
UNIT_WORDS = {"years": "歳", "months": "か月"}


def condition_sentence(form: Form, tree: Any) -> str:
    """Return a condition in words: 「世帯の状況」が「ひとり親」のとき."""
    return f"{_Speaker(form).clause(tree).toki}とき"


def calculation_sentence(form: Form, tree: Any) -> str:
    """Return a calculation in words: 「おとなの人数」＋「お子さん」の人数."""
    return _Speaker(form).value(tree)


def words_of_use(form: Form, use: Use) -> str:
    """Say where a question is looked at, and how."""
    if use.is_page:
        page = next(one for one in form.pages if one.key == use.owner)
        return f"ページ「{page.title.ja or page.key}」を出す条件（{condition_sentence(form, page.ask_if)}）"
    field = form.field(use.owner)
    assert field is not None
    if use.role == CALCULATION:
        return f"「{label_of(field)}」の計算（{calculation_sentence(form, field.settings.get('value'))}）"
    return f"「{label_of(field)}」を出す条件（{condition_sentence(form, field.ask_if)}）"


def label_of(field: Field) -> str:
    """Return what a question is called where forms are made."""
    return field.label.ja or (str(KINDS[field.kind].title) if field.kind in KINDS else field.key)


class _Speaker:
    """Says trees about the questions of one form."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def clause(self, tree: Any) -> Clause:
        """Return a condition as a statement."""
        try:
            return _CLAUSES[operator_of(tree, CONDITIONS)](self, tree)
        except (DefinitionError, LookupError, TypeError, ValueError, AttributeError):
            return Clause.noun(UNREADABLE)

    def value(self, tree: Any) -> str:
        """Return a value in words."""
        try:
            return _VALUES[operator_of(tree, EXPRESSIONS)](self, tree)
        except (DefinitionError, LookupError, TypeError, ValueError, AttributeError):
            return UNREADABLE

    def inner(self, tree: Any) -> str:
        """Return a value that stands within a calculation, in brackets where it is one itself."""
        words = self.value(tree)
        is_sum = isinstance(tree, Mapping) and {"sum", "minus", "times", "divide"} & tree.keys()
        return f"（{words}）" if is_sum else words

    def named(self, key: str) -> str:
        field = self.form.field(key)
        return f"「{label_of(field)}」" if field else f"「{key}」（ない質問）"

    def literal(self, asked: Any, tree: Any) -> str:
        """Return a value that an answer is held against, in the words of its question."""
        field = self.form.field(asked.get("answer", "")) if isinstance(asked, Mapping) else None
        value = tree.get("value") if isinstance(tree, Mapping) else None
        if field is None or value is None:
            return self.value(tree)
        if isinstance(value, bool):
            return f"「{_flag_word(field, value)}」"
        if isinstance(value, str):
            return f"「{_option_word(field, value)}」"
        return f"{self.value(tree)}{text(field, 'unit', NO_TEXT).ja}"


def _flag_word(field: Field, value: bool) -> str:
    kind = KINDS.get(field.kind)
    if kind is None or field.kind == "consent":
        return "同意する" if value else "同意しない"
    return kind.show(field, value)


def _option_word(field: Field, value: str) -> str:
    kind = KINDS.get(field.kind)
    if kind is None or kind.compares_as not in ("choice", "choices"):
        return value
    options = kind.input_hints(field, kind.main_part(field)).options
    return next((str(option.label) for option in options if option.value == value), f"{value}（ない選択肢）")


_MOMENT_KINDS = ("date", "time", "birth_date")


def _compare(speaker: _Speaker, tree: Any, who: str = "") -> Clause:
    left, sign, right = tree["compare"]
    words = speaker.literal(left, right)
    if "age" in left:
        words += UNIT_WORDS[left["in"]]
    bounds = MOMENTS if _is_moment(speaker, left) or _is_moment(speaker, right) else BOUNDS
    ending = bounds[sign](words)
    subject = f"{who}{speaker.value(left)}が"
    return Clause(subject + ending.toki, subject + ending.te, subject + ending.ka)


def _is_moment(speaker: _Speaker, tree: Any) -> bool:
    if {"date", "time", "fact", "youngest", "oldest", "child", "add_days", "add_months"} & tree.keys():
        return True
    field = speaker.form.field(tree["answer"]) if "answer" in tree else None
    return field is not None and field.kind in _MOMENT_KINDS


def _contains(speaker: _Speaker, tree: Any) -> Clause:
    whole, part = tree["contains"]
    subject = f"{speaker.value(whole)}に{speaker.literal(whole, part)}が"
    return Clause(f"{subject}ある", f"{subject}あり", f"{subject}ある")


def _all(speaker: _Speaker, tree: Any) -> Clause:
    clauses = [_bracketed(speaker, one) for one in tree["all"]]
    first = "".join(f"{one.te}、" for one in clauses[:-1])
    return Clause(first + clauses[-1].toki, first + clauses[-1].te, first + clauses[-1].ka)


def _any(speaker: _Speaker, tree: Any) -> Clause:
    clauses = [_bracketed(speaker, one) for one in tree["any"]]
    first = "".join(f"{one.ka}か、" for one in clauses[:-1])
    return Clause(first + clauses[-1].toki, first + clauses[-1].te, first + clauses[-1].ka)


def _bracketed(speaker: _Speaker, tree: Any) -> Clause:
    clause = speaker.clause(tree)
    joined = isinstance(tree, Mapping) and any(len(tree.get(name, ())) > 1 for name in ("all", "any"))
    return Clause.noun(f"（{clause.ka}）") if joined else clause


def _not(speaker: _Speaker, tree: Any) -> Clause:
    inner = tree["not"]
    if "answered" in inner:
        subject = f"{speaker.named(inner['answered'])}に答えてい"
        return Clause(f"{subject}ない", f"{subject}なくて", f"{subject}ない")
    if "contains" in inner:
        whole, part = inner["contains"]
        return Clause.adjective(f"{speaker.value(whole)}に{speaker.literal(whole, part)}がな")
    if "compare" in inner and inner["compare"][1] == "=":
        return Clause.adjective(f"{speaker.clause(inner).ka}でな")
    return Clause.adjective(f"『{speaker.clause(inner).ka}』にあてはまらな")


def _answered(speaker: _Speaker, tree: Any) -> Clause:
    subject = f"{speaker.named(tree['answered'])}に答えて"
    return Clause(f"{subject}いる", f"{subject}いて", f"{subject}いる")


def _children(name: str, who: str) -> Callable[[_Speaker, Any], Clause]:
    def say(speaker: _Speaker, tree: Any) -> Clause:
        subject = f"{speaker.named(tree['of'])}の{who}の"
        inner = tree[name]
        if "compare" in inner:
            return _compare(speaker, inner, subject)
        clause = speaker.clause(inner)
        return Clause.noun(f"{speaker.named(tree['of'])}の{who}が『{clause.ka}』")

    return say


def _joined(name: str, sign: str) -> Callable[[_Speaker, Any], str]:
    return lambda speaker, tree: sign.join(speaker.inner(one) for one in tree[name])


def _divide(speaker: _Speaker, tree: Any) -> str:
    places, rounding = tree.get("places", 0), ROUND_WORDS[tree.get("round", "down")]
    kept = f"小数{places}けたまで、" if places else ""
    return f"{_joined('divide', '÷')(speaker, tree)}（{kept}{rounding}）"


def _age(speaker: _Speaker, tree: Any) -> str:
    born, on = tree["age"], speaker.value(tree["on"])
    unit = "月齢" if tree["in"] == "months" else "年齢"
    return f"{unit}（{on}）" if "child" in born else f"{speaker.value(born)}からみた{unit}（{on}）"


def _count(speaker: _Speaker, tree: Any) -> str:
    field = speaker.form.field(tree["count"])
    of = speaker.named(tree["count"])
    if "where" in tree:
        return f"{of}のうち『{speaker.clause(tree['where']).ka}』の人数"
    return f"{of}で選んだ数" if field is not None and field.kind == "choices" else f"{of}の人数"


def _later(name: str, unit: str) -> Callable[[_Speaker, Any], str]:
    def say(speaker: _Speaker, tree: Any) -> str:
        start, steps = tree[name]
        number = steps.get("value")
        if isinstance(number, int) and number < 0:
            return f"{speaker.value(start)}の{-number}{unit}前"
        return f"{speaker.value(start)}の{speaker.inner(steps)}{unit}後"

    return say


def _value(_: _Speaker, tree: Any) -> str:
    value = plain(tree["value"])
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return f"{value:,f}" if isinstance(value, Decimal) else f"「{value}」"


def _first(speaker: _Speaker, tree: Any) -> str:
    first, *others = map(speaker.inner, tree["first"])
    return first + "".join(f"（答えがなければ{one}）" for one in others)


def _if(speaker: _Speaker, tree: Any) -> str:
    when = speaker.clause(tree["if"]).toki
    return f"{{{when}とき{speaker.inner(tree['then'])}、そうでなければ{speaker.inner(tree['else'])}}}"


_CLAUSES: Mapping[str, Callable[[_Speaker, Any], Clause]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "compare": _compare,
    "contains": _contains,
    "answered": _answered,
    "any_child": _children("any_child", "だれか"),
    "all_children": _children("all_children", "全員"),
}
_VALUES: Mapping[str, Callable[[_Speaker, Any], str]] = {
    "answer": lambda speaker, tree: speaker.named(tree["answer"]),
    "fact": lambda speaker, tree: FACT_WORDS[tree["fact"]],
    "value": _value,
    "date": lambda speaker, tree: written(date.fromisoformat(tree["date"])).ja,
    "time": lambda speaker, tree: f"{time.fromisoformat(tree['time']):%-H:%M}",
    "child": lambda speaker, tree: "生年月日",
    "age": _age,
    "count": _count,
    "sum": _joined("sum", "＋"),
    "minus": _joined("minus", "－"),
    "times": _joined("times", "×"),
    "divide": _divide,
    "days_between": lambda speaker, tree: "{}から{}までの日数".format(
        *map(speaker.value, tree["days_between"])
    ),
    "add_days": _later("add_days", "日"),
    "add_months": _later("add_months", "か月"),
    "youngest": lambda speaker, tree: f"{speaker.named(tree['youngest'])}のいちばん下の子の生年月日",
    "oldest": lambda speaker, tree: f"{speaker.named(tree['oldest'])}のいちばん上の子の生年月日",
    "first": _first,
    "if": _if,
}

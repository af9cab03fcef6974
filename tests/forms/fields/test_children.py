"""Children: as many rows as there are, added and removed without losing what is typed."""

from __future__ import annotations

from datetime import date

from forms.definition import Field, Text, frozen
from forms.fields.children import Child, Children
from tests.forms.corpus.lines import FACTS

KIND = Children()
ASAHI = Child("山田", "朝日", "", "", date(2022, 5, 1))
YUHI = Child("山田", "夕日", "", "", date(2025, 5, 2))
ROW = ("family", "given", "born-era", "born-year", "born-month", "born-day")


def _field(**settings: object) -> Field:
    return Field("kids", "children", Text("お子さん"), settings=frozen(settings))


def test_as_many_rows_are_drawn_as_there_must_be() -> None:
    assert KIND.parts(_field(), {}) == tuple(f"0-{part}" for part in ROW)
    assert len(KIND.parts(_field(minimum=2), {})) == 2 * len(ROW)


def test_reading_of_a_name_is_asked_where_the_form_wants_it() -> None:
    assert "0-family_kana" in KIND.parts(_field(kana=True), {})


def test_a_row_added_is_empty_and_comes_last() -> None:
    given = KIND.add_one(_field(), KIND.write(_field(), (ASAHI,)))
    assert given["0-given"] == ("朝日",)
    assert given["1-given"] == ("",)
    assert KIND.parts(_field(), given) == tuple(f"{row}-{part}" for row in (0, 1) for part in ROW)


def test_the_first_added_row_follows_the_one_that_is_drawn_anyway() -> None:
    assert len(KIND.parts(_field(), KIND.add_one(_field(), {}))) == 2 * len(ROW)


def test_no_row_is_added_beyond_the_maximum() -> None:
    given = KIND.write(_field(), (ASAHI, YUHI))
    assert len(KIND.parts(_field(maximum=2), KIND.add_one(_field(maximum=2), given))) == 2 * len(ROW)


def test_later_rows_move_up_when_one_is_removed() -> None:
    given = KIND.remove_one(_field(), KIND.write(_field(), (ASAHI, YUHI)), 0)
    assert KIND.read(_field(), given, FACTS) == (YUHI,)
    assert KIND.parts(_field(), given) == tuple(f"0-{part}" for part in ROW)


def test_removing_a_row_that_is_not_there_changes_nothing() -> None:
    given = KIND.remove_one(_field(), KIND.write(_field(), (ASAHI,)), 7)
    assert KIND.read(_field(), given, FACTS) == (ASAHI,)


def test_the_only_row_removed_leaves_an_empty_one() -> None:
    given = KIND.remove_one(_field(), KIND.write(_field(), (ASAHI,)), 0)
    assert KIND.is_blank(_field(), given)
    assert len(KIND.parts(_field(), given)) == len(ROW)


def test_what_is_half_typed_is_kept_when_a_row_is_added() -> None:
    given = KIND.add_one(_field(), {"0-family": ["山田"], "0-born-year": ["へいせい"]})
    assert given["0-family"] == ("山田",) or given["0-family"] == ["山田"]
    assert list(given["0-born-year"]) == ["へいせい"]


def test_twins_are_two_children() -> None:
    twins = (ASAHI, Child("山田", "昼日", "", "", ASAHI.born))
    assert KIND.read(_field(), KIND.write(_field(), twins), FACTS) == twins


def test_a_million_rows_are_not_read() -> None:
    assert len(KIND.parts(_field(), {"999999-family": ["山田"], "50-family": ["山田"]})) == len(ROW)


def test_the_age_is_counted_on_the_day_that_the_form_names() -> None:
    assert KIND.show(_field(), (ASAHI,), "ja", FACTS) == "山田 朝日、令和4年5月1日（2022年）生まれ"
    shown = KIND.show(_field(age_on="day_of_use"), (ASAHI, YUHI), "ja", FACTS).splitlines()
    assert shown == [
        "山田 朝日、令和4年5月1日（2022年）生まれ、4歳",
        "山田 夕日、令和7年5月2日（2025年）生まれ、0歳",
    ]
    assert (
        KIND.show(_field(age_on="day_of_use"), (ASAHI,), "en", FACTS) == "山田 朝日, born 1 May 2022, age 4"
    )


def test_a_sheet_has_the_columns_of_every_possible_child() -> None:
    field = _field(maximum=2)
    assert KIND.columns(field) == (
        "人数", "1人目 姓", "1人目 名", "1人目 生年月日", "2人目 姓", "2人目 名", "2人目 生年月日",
    )  # fmt: skip
    assert KIND.export(field, (ASAHI,)) == ("1", "山田", "朝日", "2022-05-01", "", "", "")

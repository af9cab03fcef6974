"""Exports: columns over all versions, safe cells, the same rows on both databases."""

from __future__ import annotations

import copy
import csv
import io
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from domain.cases.columns import columns_of, picked
from domain.cases.exporting import (
    LABEL,
    addresses,
    all_columns,
    as_csv,
    choices,
    count_cases,
    drop_choice,
    exported,
    save_choice,
)
from domain.cases.models import Case
from domain.cases.views import QueueView
from domain.procedures.queries import procedure_at
from forms.definition import Form
from tests.domain.hall import Hall
from tests.town_papers import FORM, SLUG, apply, applying

VIEW = QueueView(procedure=SLUG)


def later_form() -> dict[str, Any]:
    """Return the form's second version: without the note, with an income after the household, renamed."""
    form = copy.deepcopy(FORM)
    fields = form["pages"][0]["fields"]
    fields[:] = [one for one in fields if one["key"] != "note"]
    at = [one["key"] for one in fields].index("people")
    fields[at]["label"] = "世帯の人数（本人を含む）"
    fields.insert(at + 1, {"key": "income", "kind": "number", "label": "所得", "required": False})
    return form


def table(session: Session, view: QueueView = VIEW, departments: Any = None) -> list[dict[str, str]]:
    """Return the CSV file as a spreadsheet reads it."""
    procedure = procedure_at(session, SLUG).id
    wanted = all_columns(session, procedure)
    content = b"".join(as_csv(wanted, exported(session, procedure, view, departments, wanted)))
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_columns_are_those_of_all_versions_and_old_ones_say_so() -> None:
    columns = columns_of([(1, Form.from_json(FORM)), (2, Form.from_json(later_form()))])
    titles = [one.title for one in columns]
    assert titles[titles.index("世帯の人数（本人を含む）") + 1] == "所得"
    assert "備考（第1版まで）" in titles and "備考" not in titles
    assert len({one.key for one in columns}) == len(columns)


def test_picked_columns_are_in_the_order_of_the_sheet() -> None:
    columns = columns_of([(1, Form.from_json(FORM))])
    keys = [one.key for one in picked(columns, ["note", "@number", "not there"])]
    assert keys == ["@number", "note"]


def test_every_case_has_a_row_whatever_version_it_answered(hall: Hall) -> None:
    with hall.session() as session:
        applying(session, hall.world)
        apply(session, SLUG, "𠮷田")
        applying(session, hall.world, later_form())
        apply(session, SLUG, "髙橋", income="2500000", means=["tel", "post"])
        first, second = table(session)
    assert (first["お名前（姓）"], first["備考（第1版まで）"], first["所得"]) == ("𠮷田", "'=1+1", "")
    assert (second["所得"], second["連絡の方法"], second["様式の版"]) == ("2500000", "電話、郵便", "2")
    assert (second["受付日時"], second["状態"]) == ("2026-05-12 10:00", "受付済")
    assert first["住所（番地）"] == "7丁目77-7"


def test_lines_end_and_quotes_double_as_rfc_4180_says(hall: Hall) -> None:
    with hall.session() as session:
        applying(session, hall.world)
        apply(session, SLUG, note='一行目\n"二行目", 終わり')
        wanted = picked(all_columns(session, procedure_at(session, SLUG).id), ["@version", "note"])
        content = b"".join(
            as_csv(wanted, exported(session, procedure_at(session, SLUG).id, VIEW, None, wanted))
        )
    assert content == '\ufeff様式の版,備考\r\n1,"一行目\n""二行目"", 終わり"\r\n'.encode()


def test_filters_and_departments_leave_what_they_say(hall: Hall) -> None:
    with hall.session() as session:
        applying(session, hall.world)
        apply(session, SLUG, "電話", channel="phone")
        apply(session, SLUG, "承認", state="approved")
        assert [one["お名前（姓）"] for one in table(session, QueueView(SLUG, channel="phone"))] == ["電話"]
        assert [one["お名前（姓）"] for one in table(session, QueueView(SLUG, "approved"))] == ["承認"]
        assert table(session, VIEW, {hall.world.office}) == []
        assert count_cases(session, VIEW, {hall.world.childcare}) == 2


def test_a_hidden_address_is_in_no_export_and_on_no_label(hall: Hall) -> None:
    with hall.session() as session:
        applying(session, hall.world)
        number = apply(session, SLUG)
        apply(session, SLUG, "山田")
        session.execute(update(Case).where(Case.number == number).values(hides_address=True))
        session.commit()
        hidden, shown = table(session)
        labels = list(addresses(session, procedure_at(session, SLUG).id, VIEW, None))
    assert (hidden["住所（番地）"], hidden["住所の非表示"], hidden["お名前（姓）"]) == ("", "はい", "佐藤")
    assert shown["住所（番地）"] == "7丁目77-7"
    assert [one[:5] for one in labels] == [
        ["520-0044", "青葉野市本町7丁目77-7", "みどり荘", "山田 花子", "様"]
    ]
    assert len(LABEL) == len(labels[0])


def test_a_choice_of_columns_is_ones_own(hall: Hall) -> None:
    mine, other = hall.actor().staff_id, hall.actor("manager").staff_id
    assert mine and other
    with hall.session() as session:
        applying(session, hall.world)
        procedure = procedure_at(session, SLUG).id
        first = save_choice(session, procedure, "宛名", ["@number"], staff_id=mine)
        assert save_choice(session, procedure, "宛名", ["name"], staff_id=mine) == first
        assert [one.columns for one in choices(session, mine, procedure)] == [["name"]]
        drop_choice(session, first, staff_id=other)
        assert len(choices(session, mine, procedure)) == 1 and not choices(session, other, procedure)
        drop_choice(session, first, staff_id=mine)
        assert not choices(session, mine, procedure)

"""What of a case may stand on paper."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from domain.cases.printable import printable_answers, printable_rows
from domain.cases.shielding import hide_address, show_address
from domain.history import Event
from forms.definition import Form
from tests.domain.hall import Hall, case_of

FORM = Form.from_json(
    {
        "schema": 1,
        "title": "届出",
        "pages": [
            {
                "key": "who",
                "title": "届け出る人",
                "fields": [
                    {"key": "employer", "kind": "text", "label": "勤務先"},
                    {"key": "home", "kind": "postal_address", "label": "住所", "meaning": "address"},
                    {"key": "new_home", "kind": "postal_address", "label": "新しい住所"},
                ],
            }
        ],
    }
)
HOME = {"postal_code": "520-0044", "area": "青葉野市本町", "street": "1-2", "building": ""}


def case(hides_address: bool) -> Any:
    answers = {"employer": "青葉商店", "home": HOME, "new_home": HOME}
    return SimpleNamespace(
        form_version=SimpleNamespace(form=FORM), answers=answers, hides_address=hides_address
    )


def test_everything_is_printed_of_an_ordinary_case() -> None:
    assert [row.key for row in printable_rows(case(False))] == ["employer", "home", "new_home"]


def test_no_address_is_printed_where_it_must_be_kept_secret() -> None:
    told = printable_rows(case(True))
    assert [row.key for row in told] == ["employer"]
    assert "本町" not in str(told)
    assert set(printable_answers(case(True))) == {"employer"}


def test_the_flag_is_set_and_taken_off_once_with_history(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        assert hide_address(session, number, by=hall.actor(), now=hall.now)
        assert not hide_address(session, number, by=hall.actor(), now=hall.now)
        assert case_of(session, number).hides_address
        assert show_address(session, number, by=hall.actor("manager"), now=hall.now)
        assert not case_of(session, number).hides_address
        lines = [(one.verb, one.actor_name) for one in session.query(Event).order_by(Event.id)]
    assert lines[-2:] == [("hide_address", "佐々木 誠"), ("show_address", "髙田 修")]

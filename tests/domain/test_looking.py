"""Every look at personal data has its line."""

from __future__ import annotations

from domain.looking import looks, note_list, note_view
from tests.domain.hall import Hall, case_of


def test_a_case_that_is_looked_at_has_one_line_a_person_and_some_minutes(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)

        def look(role: str, **later: float) -> bool:
            by, now = hall.actor(role), hall.later(**later)
            return note_view(session, case_of(session, number), by=by, now=now)

        assert look("reviewer")
        assert not look("reviewer", minutes=9)
        assert look("clerk", minutes=9)
        assert look("reviewer", minutes=10)
        names = [look.event.actor_name for look in looks(session, {hall.world.childcare})]
    assert names == ["佐々木 誠", "山田 花子", "佐々木 誠"]


def test_a_list_of_names_is_a_look_but_what_was_typed_is_not_kept(hall: Hall) -> None:
    with hall.session() as session:
        numbers = [hall.apply(session) for _ in range(2)]
        ids = [case_of(session, number).id for number in numbers]

        def look(*shown: int) -> bool:
            return note_list(session, shown, has_text=True, by=hall.actor(), now=hall.now)

        assert [look(*ids), look(*ids), look(ids[0]), look()] == [True, False, True, False]
        found = looks(session, {hall.world.childcare})
    assert [one.listed for one in found] == [1, 2]
    assert found[0].event.detail == {"cases": ids[:1], "has_text": True}


def test_a_department_sees_its_own_looks_only(hall: Hall) -> None:
    with hall.session() as session:
        case = case_of(session, hall.apply(session))
        note_view(session, case, by=hall.actor(), now=hall.now)
        note_view(session, case, by=hall.actor("clerk"), now=hall.now)
        assert looks(session, {hall.world.office}) == []
        assert len(looks(session, None)) == 2
        by_clerk = looks(session, None, staff_id=hall.world.staff["clerk"].id, number=case.number)
    assert [(one.number, one.applicant) for one in by_clerk] == [(case.number, "山田 花子")]

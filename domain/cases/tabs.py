"""The tabs of the queue: views that are always there and those a person has saved, with how many cases each lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.desk_models import SavedView
from domain.cases.listing import Departments, Reader, listing
from domain.cases.views import QueueView
from domain.database import writing
from domain.refusals import NotFound, Refusal
from forms.messages import message

MOST_VIEWS = 12
"""Saved views of a person: more tabs than that are read by nobody."""
MOST_COUNTED = 1000
"""Cases counted for a tab; what is beyond is "more", so that a million cases are counted as quickly as a thousand."""
LONGEST_NAME = 40


class NoName(Refusal):
    """A view is saved without a name, or with one that is too long for a tab."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(message("表示の名前を{most}文字以内で入力してください。", most=LONGEST_NAME))


class NameTaken(Refusal):
    """Another view of this person has the name."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(message("同じ名前の表示があります。"), message("別の名前にしてください。"))


class TooManyViews(Refusal):
    """There are as many saved views as there may be."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            message("保存できる表示は{most}個までです。", most=MOST_VIEWS),
            message("使わない表示を消してから、保存してください。"),
        )


def counts(
    session: Session, views: Sequence[QueueView], departments: Departments, reader: Reader
) -> list[int]:
    """Return how many cases each view lists, at most ``MOST_COUNTED`` + 1; one query for all, and the searches of those with words."""
    if not views:
        return []
    enough = MOST_COUNTED + 1
    found = (listing(session, view, departments, reader, most=enough) for view in views)
    columns: list[Any] = [one.counted(enough).scalar_subquery() for one in found]
    return list(session.execute(select(*columns)).one())


def saved_views(session: Session, staff_id: int) -> Sequence[SavedView]:
    """Return what a person has saved, in the order of the tabs."""
    wanted = select(SavedView).where(SavedView.staff_id == staff_id)
    return session.scalars(wanted.order_by(SavedView.position, SavedView.id)).all()


def save_view(session: Session, staff_id: int, name: str, view: QueueView) -> SavedView:
    """Save a view under a name as the last tab; NoName, NameTaken, TooManyViews."""
    name = _checked(name)
    with writing(session):
        there = saved_views(session, staff_id)
        if len(there) >= MOST_VIEWS:
            raise TooManyViews
        _check_free(there, name)
        position = max((one.position for one in there), default=0) + 1
        saved = SavedView(staff_id=staff_id, name=name, query=_query(view), position=position)
        session.add(saved)
    return saved


def rename_view(session: Session, staff_id: int, view_id: int, name: str) -> None:
    """Give a saved view another name; NoName, NameTaken, NotFound."""
    name = _checked(name)
    with writing(session):
        there = saved_views(session, staff_id)
        saved = _own(there, view_id)
        _check_free([one for one in there if one is not saved], name)
        saved.name = name


def remove_view(session: Session, staff_id: int, view_id: int) -> None:
    """Remove a saved view; NotFound."""
    with writing(session):
        session.delete(_own(saved_views(session, staff_id), view_id))


def move_view(session: Session, staff_id: int, view_id: int, by: int) -> None:
    """Move a saved view so many places on (or back, where ``by`` is below zero); NotFound."""
    with writing(session):
        there = list(saved_views(session, staff_id))
        saved = _own(there, view_id)
        place = there.index(saved)
        there.insert(max(place + by, 0), there.pop(place))
        for position, one in enumerate(there, 1):
            one.position = position


def view_of(saved: SavedView) -> QueueView:
    """Return what a saved view lists."""
    return QueueView.from_query({name: str(value) for name, value in saved.query.items()})


def _query(view: QueueView) -> dict[str, str]:
    return QueueView.parsed(view.on_page(1).to_query())


def _own(there: Sequence[SavedView], view_id: int) -> SavedView:
    found = next((one for one in there if one.id == view_id), None)
    if found is None:
        raise NotFound
    return found


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise NoName
    return name


def _check_free(there: Sequence[SavedView], name: str) -> None:
    if any(one.name == name for one in there):
        raise NameTaken

"""Walking an application in tests: to the check page, to the receipt."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.procedures.models import Procedure
from tests.application_forms import HANAKO
from tests.page import Browser, Page
from tests.town import typed

CHECK = "この内容で申し込みますか"


def to_check(visitor: Browser, path: str = "/applications/moved", **changes: str) -> Page:
    """Fill every page and return the check page."""
    page = visitor.get(path)
    for _ in range(5):
        if page.h1 == CHECK:
            break
        page = page.press("次へ進む", typed(page, HANAKO, **changes))
    return page


def to_receipt(visitor: Browser, path: str = "/applications/moved", **changes: str) -> Page:
    """Apply and return the receipt."""
    return to_check(visitor, path, **changes).press("この内容で申し込む")


def number_on(page: Page) -> str:
    """Return the number of the case that a page is about."""
    return page.path.split("/")[2].split("#")[0]


def case_now(records: Session, number: str) -> Case:
    """Return a case as it is in the database now."""
    records.rollback()
    records.expire_all()
    return records.scalars(select(Case).where(Case.number == number)).one()


def procedure_now(records: Session, slug: str = "moved") -> Procedure:
    """Return a procedure as it is in the database now."""
    records.rollback()
    records.expire_all()
    return records.scalars(select(Procedure).where(Procedure.slug == slug)).one()

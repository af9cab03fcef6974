"""Binding papers to the case whose page has sent them, in the transaction that admits or corrects it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.cases.paper_models import Upload
from domain.cases.paper_rules import PaperGone
from domain.people.tokens import token_hash


def bind_papers(session: Session, case: Case) -> None:
    """Bind what the answers of a case name to it, inside the caller's ``writing``; PaperGone.

    A paper is of one page, so of one case; which transaction gets it first is settled by the condition.
    """
    hashes = [token_hash(token) for token in tokens_of(case.answers)]
    if not hashes:
        return
    mine = Upload.token_hash.in_(hashes), Upload.form_key == case.key
    binding = update(Upload).where(*mine, Upload.case_id.is_(None)).values(case_id=case.id)
    session.execute(binding, execution_options={"synchronize_session": False})
    bound = select(func.count(Upload.id)).where(*mine, Upload.case_id == case.id)
    if session.scalar(bound) != len(hashes):
        raise PaperGone


def tokens_of(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the tokens that stored answers (JSON data) name; only files have any."""
    several = (answer for answer in answers.values() if isinstance(answer, list))
    named = (one["token"] for answer in several for one in answer if isinstance(one, dict) and "token" in one)
    return tuple(dict.fromkeys(named))

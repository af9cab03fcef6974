"""Trials: a form as residents will have it, tried by a signed link; nothing of it is kept."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from domain.cases.secrets import Key
from domain.procedures.draft_models import Draft
from domain.procedures.models import FormVersion, Procedure
from domain.refusals import NotFound, Refusal
from forms.checking import FORBIDS, check
from forms.definition import Form
from forms.messages import message

SIGNATURE = 22
"""Characters of 128 bits."""


class NotTriable(Refusal):
    """The form has changed since the link was made, or has faults that make it impossible to fill."""

    def __init__(self) -> None:
        super().__init__(
            message("この様式は、いまお試しできません。"),
            message("様式が変更されたか、直すところがあります。担当の職員に新しいリンクをもらってください。"),
        )


@dataclass(frozen=True)
class Trial:
    """A form to be tried."""

    procedure: Procedure
    form: Form
    fingerprint: str


def trial_token(procedure_id: int, fingerprint: str, key: Key) -> str:
    """Return the URL-safe token of the link by which exactly this form can be tried."""
    named = f"{procedure_id}.{fingerprint}"
    return f"{named}.{_signature(named, key)}"


def trial_of(session: Session, token: str, key: Key) -> Trial:
    """Return the form that a token was made for: a published version, or the draft as it stands; NotFound, NotTriable."""
    named, _, signature = token.rpartition(".")
    number, _, fingerprint = named.partition(".")
    is_ours = hmac.compare_digest(
        _signature(named, key).encode(), signature.encode("utf-8", "backslashreplace")
    )
    if not is_ours:
        raise NotFound
    procedure = session.get(Procedure, int(number), options=[joinedload(Procedure.department)])
    if procedure is None:
        raise NotFound
    form = _published(session, procedure.id, fingerprint) or _drafted(session, procedure.id, fingerprint)
    if form is None or any(finding.level == FORBIDS for finding in check(form)):
        raise NotTriable
    return Trial(procedure, form, fingerprint)


def _published(session: Session, procedure_id: int, fingerprint: str) -> Form | None:
    wanted = select(FormVersion).where(
        FormVersion.procedure_id == procedure_id, FormVersion.fingerprint == fingerprint
    )
    found = session.scalars(wanted.limit(1)).first()
    return found.form if found else None


def _drafted(session: Session, procedure_id: int, fingerprint: str) -> Form | None:
    draft = session.scalar(select(Draft).where(Draft.procedure_id == procedure_id))
    form = Form.from_json(draft.definition) if draft else None
    return form if form is not None and form.fingerprint() == fingerprint else None


def _signature(named: str, key: Key) -> str:
    secret = key.encode() if isinstance(key, str) else key
    mac = hmac.digest(secret, f"madoguchi:trial:{named}".encode("utf-8", "backslashreplace"), hashlib.sha256)
    return base64.urlsafe_b64encode(mac[:16]).decode().rstrip("=")[:SIGNATURE]

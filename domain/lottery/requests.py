"""What is asked for when somebody enters a round, by whichever way it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.cases.intake import Submission
from domain.lottery.people import Applicant
from forms.definition import Form
from forms.fields import kind_of
from forms.fields.address import Address

MOST_TOGETHER = 10
"""People who can apply in one go."""


@dataclass(frozen=True)
class Application:
    """An answered form with the people it is for; ``dated_on`` in the submission is the postmark of a card."""

    submission: Submission
    applicants: tuple[Applicant, ...]
    is_linked: bool = False
    """Whether they win or lose together."""


def application_of(submission: Submission, asks: Mapping[str, str]) -> Application:
    """Return the application that a submission is, for everybody whom its answers name (see ``applicants_of``)."""
    return Application(submission, applicants_of(submission.form, submission.answers, asks))


def applicants_of(form: Form, answers: Mapping[str, Any], asks: Mapping[str, str]) -> tuple[Applicant, ...]:
    """Return the people that answers (as ``forms.reading`` gives them) name: the applicant, then the family.

    ``asks`` says which question is what (``Campaign.asks``): "units", "born_on", "tier", "claim", "family".
    """
    address = _meant(form, answers, "address")
    shared: dict[str, Any] = {
        "units": int(_asked(answers, asks, "units") or 0),
        "postal_code": address.postal_code if isinstance(address, Address) else "",
        "address": _place(address),
        "phone": str(_meant(form, answers, "phone") or ""),
        "tier": str(_asked(answers, asks, "tier") or ""),
        "claim": str(_asked(answers, asks, "claim") or ""),
    }
    born_on = _asked(answers, asks, "born_on")
    first = Applicant(
        name=_shown(form, answers, "applicant_name"),
        kana=_shown(form, answers, "applicant_kana"),
        born_on=born_on if isinstance(born_on, date) else None,
        **shared,
    )
    family = _asked(answers, asks, "family") or ()
    return (first, *(_member(one, shared) for one in family))


def _member(child: Any, shared: Mapping[str, Any]) -> Applicant:
    kana = f"{child.family_kana} {child.given_kana}".strip()
    return Applicant(name=f"{child.family} {child.given}".strip(), kana=kana, born_on=child.born, **shared)


def _asked(answers: Mapping[str, Any], asks: Mapping[str, str], what: str) -> Any:
    return answers.get(asks[what]) if what in asks else None


def _meant(form: Form, answers: Mapping[str, Any], meaning: str) -> Any:
    field = form.meaning(meaning)
    return answers.get(field.key) if field else None


def _shown(form: Form, answers: Mapping[str, Any], meaning: str) -> str:
    field, answer = form.meaning(meaning), _meant(form, answers, meaning)
    return "" if field is None or answer is None else kind_of(field).show(field, answer)


def _place(address: Any) -> str:
    if isinstance(address, Address):
        return f"{address.area}{address.street} {address.building}".rstrip()
    return str(address or "")

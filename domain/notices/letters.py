"""From a row of the outbox to a letter: subject and body in one language, then a message for mail servers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.cases.numbers import shown
from domain.cases.secrets import Key, link_token, secret_of
from domain.clock import in_tokyo
from domain.notices.lots import lots_shown
from domain.notices.models import Mail
from domain.notices.wording import WORDINGS, Wording
from forms.definition import Text

TEMPLATES = Path(__file__).parents[2] / "templates" / "mail"
LONGEST_SUBJECT = 200
_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class BadAddress(ValueError):
    """A mail address that no mail can be sent to."""


@dataclass(frozen=True)
class Letterhead:
    """What every letter of a town says, from its settings; paths are below ``base_url``."""

    town: str
    base_url: str
    key: Key
    sender: str
    """The address that mails come from."""
    contact: str = ""
    """A line with the city hall's telephone and hours."""
    case_path: str = "/c/{token}"
    """Where the signed link leads; ``{token}`` is put in."""
    lookup_path: str = "/bookings"
    """Where number and secret are asked for."""
    lottery_path: str = "/lottery/{lottery}"
    """Where the public record of a draw is shown."""
    resume_path: str = "/applications/drafts/{token}"
    """Where a saved form is gone on with."""
    office_url: str = ""
    """Where staff's pages are served; "": where those of residents are."""


@dataclass(frozen=True)
class Letter:
    """A letter as people read it."""

    subject: str
    body: str


@dataclass(frozen=True)
class Envelope:
    """A message ready for a mail server."""

    sender: str
    recipient: str
    message: EmailMessage


def compose(mail: Mail, letterhead: Letterhead) -> Letter:
    """Write the letter of a mail in its language; no text that an applicant typed gets into it.

    Otherwise anybody could send words of their own to somebody else's address in the town's name.
    """
    template = _ENVIRONMENT.get_template(f"{mail.language}/{mail.kind}.txt")
    facts = _shown(mail, letterhead)
    subject = "".join(template.blocks["subject"](template.new_context(facts)))
    return Letter(_one_line(subject)[:LONGEST_SUBJECT], template.render(facts).strip() + "\n")


def envelope(mail: Mail, letterhead: Letterhead) -> Envelope:
    """Put a composed mail into a message; BadAddress. The same mail always gives the same message."""
    recipient = _address(mail.recipient)
    sender = _address(letterhead.sender)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(letterhead.town, addr_spec=sender)
    message["To"] = recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(in_tokyo(mail.written_at))
    message["Message-ID"] = f"<{mail.message_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "en" if mail.language == "en" else "ja"
    message.set_content(mail.body, charset="utf-8", cte="base64")
    return Envelope(sender, recipient, message)


def _shown(mail: Mail, letterhead: Letterhead) -> dict[str, Any]:
    facts, wording = mail.facts, WORDINGS[mail.language]
    return {
        "town": letterhead.town,
        "contact": facts.get("contact", {}),
        "contact_line": letterhead.contact,
        **_ways(facts, letterhead),
        "title": _text(facts.get("title", ""), mail.language),
        "is_pending": facts.get("is_pending", False),
        "reason": facts.get("reason", ""),
        "sentence": facts.get("sentence", ""),
        "who": facts.get("who", ""),
        "next_step": _text(facts.get("next_step", ""), mail.language),
        "due_on": _day(facts, wording),
        "closure": _text(facts.get("closure", ""), mail.language),
        "items": _items(facts, mail.language, wording),
        "others": [_span(one, wording) for one in facts.get("others", ())],
        "before": _span(facts["before"], wording) if "before" in facts else "",
        **_occasion(facts, mail.language, wording),
        **lots_shown(
            facts, mail.language, wording, letterhead.base_url.rstrip("/") + letterhead.lottery_path
        ),
    }


def _ways(facts: dict[str, Any], letterhead: Letterhead) -> dict[str, str]:
    """Return what leads back to the town: to a case, to a form that is not sent yet, or to a page of the office."""
    base = letterhead.base_url.rstrip("/")
    if "office_page" in facts:
        return {"link": (letterhead.office_url.rstrip("/") or base) + facts["office_page"]}
    if "resume" in facts:
        return {"link": base + letterhead.resume_path.format(token=facts["resume"])}
    number = facts["number"]
    return {
        "number": shown(number),
        "secret": secret_of(number, letterhead.key),
        "link": base + letterhead.case_path.format(token=link_token(number, letterhead.key)),
        "lookup": base + letterhead.lookup_path,
    }


def _occasion(facts: dict[str, Any], language: str, wording: Wording) -> dict[str, str]:
    if "starts_at" not in facts:
        return {"when": "", "place": "", "address": "", "party": ""}
    names = (_text(facts["facility"], language), _text(facts["service"], language))
    return {
        "when": _span(facts, wording),
        "place": wording.space.join(name for name in names if name),
        "address": _text(facts["address"], language),
        "party": wording.party(facts["adults"], facts["children"]),
    }


def _items(facts: dict[str, Any], language: str, wording: Wording) -> list[dict[str, str]]:
    return [
        {
            "label": _text(item["label"], language),
            "reason": wording.return_reasons[item["reason"]],
            "sentence": _one_line(item["sentence"]),
        }
        for item in facts.get("items", ())
    ]


def _span(span: dict[str, Any], wording: Wording) -> str:
    starts_at, ends_at = (datetime.fromisoformat(span[name]) for name in ("starts_at", "ends_at"))
    return wording.span(in_tokyo(starts_at), in_tokyo(ends_at))


def _day(facts: dict[str, Any], wording: Wording) -> str:
    return wording.day(datetime.fromisoformat(facts["due_on"])) if "due_on" in facts else ""


def _text(value: Any, language: str) -> str:
    return _one_line(Text.from_json(value).shown_in(language))


def _one_line(text: str) -> str:
    """Return ``text`` in one line without control characters: nothing typed ever begins a header."""
    spaced = (" " if char.isspace() else char for char in text)
    plain = "".join(char for char in spaced if unicodedata.category(char) not in ("Cc", "Cs"))
    return " ".join(plain.split(" "))


def _address(text: str) -> str:
    """Return an address as mail servers take it; BadAddress.

    Old carriers' local parts such as "a..b." are put in quotes, as RFC 5321 (4.1.2) wants them.
    """
    local, _, domain = text.rpartition("@")
    local = local.removeprefix('"').removesuffix('"')
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError as error:
        raise BadAddress(f"not a mail address: {text!r}") from error
    if not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise BadAddress(f"not a mail address: {text!r}")
    is_plain = not (local.startswith(".") or local.endswith(".") or ".." in local)
    return f"{local}@{domain}" if is_plain else f'"{local}"@{domain}'


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    undefined=StrictUndefined,
    autoescape=False,  # plain text
    trim_blocks=True,
    lstrip_blocks=True,
)

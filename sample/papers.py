"""Papers that families of the sample town photograph: a page with lines, as a phone would take it."""

from __future__ import annotations

import io
from datetime import datetime

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from domain.cases.paper_files import Folder
from domain.cases.paper_rules import Limits
from domain.cases.papers import Arrival, take
from forms.definition import Form
from forms.fields.files import SentFile, types_of

NAME = "契約書の写真.jpg"
LIMITS = Limits(10_000_000, 10_000_000, 2000)
DESK, PAPER, INK = "#8a7a66", "#fbfaf5", "#55524c"


def send_papers(
    session: Session, folder: Folder, form: Form, form_key: str, now: datetime
) -> dict[str, SentFile]:
    """Send one photograph for each question of a form that asks for papers; return question -> file."""
    asked = [field for field in form.fields() if field.kind == "files"]
    about = {"form_key": form_key, "limits": LIMITS, "now": now}
    return {
        field.key: take(
            session, folder, Arrival(NAME, _photograph(), types_of(field)), field=field.key, **about
        )
        for field in asked
    }


def _photograph() -> bytes:
    """Return a paper on a desk: a heading, lines of writing, and a seal."""
    image = Image.new("RGB", (900, 1200), DESK)
    draw = ImageDraw.Draw(image)
    draw.polygon([(90, 60), (830, 85), (805, 1150), (70, 1120)], fill=PAPER)
    draw.rectangle((290, 150, 610, 185), fill=INK)
    for line in range(18):
        draw.rectangle((160, 260 + line * 42, 740 - line * 37 % 210, 268 + line * 42), fill=INK)
    draw.ellipse((640, 1000, 730, 1090), outline="#c0392b", width=7)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80)
    return file.getvalue()

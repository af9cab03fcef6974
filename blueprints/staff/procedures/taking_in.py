"""The wizard that makes a procedure of a file: whose it is, its address, and what differs from city to city."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.staff.problems import Slip
from blueprints.staff.procedures.next_pages import after_making
from blueprints.web import database
from blueprints.web.guard import actor, departments, present
from blueprints.web.show import lead_to, show
from domain.clock import day_of, now_utc
from domain.people.models import Department
from domain.people.queries import departments as all_departments
from domain.procedures.file_format import LARGEST, LONGEST_SLUG, ProcedureFile, is_slug
from domain.procedures.file_problems import FileProblem
from domain.procedures.file_values import PLACE, PREFIX, answers_of, question_form, typed
from domain.procedures.importing import AddressTaken, add_from_file, remember_values
from domain.procedures.models import Procedure
from domain.procedures.usual_values import known_answers
from domain.refusals import NotFound
from forms.messages import Message, message
from forms.reading import Reading, hushed, read

MOST_TITLE = 200


@dataclass(frozen=True)
class Wizard:
    """A file, what is asked about it, and what is wrong with what was said."""

    file: ProcedureFile
    department: Department
    reading: Reading
    slug: str = ""
    title: str = ""
    problems: tuple[Any, ...] = ()

    @property
    def questions(self) -> tuple[Any, ...]:
        """Return the questions about the city's own values."""
        return tuple(one for one in self._all() if one.definition.required)

    @property
    def translations(self) -> tuple[Any, ...]:
        """Return the questions for the same values in other languages."""
        return tuple(one for one in self._all() if not one.definition.required)

    @property
    def is_wrong_there(self) -> bool:
        """Whether something is to be mended among the translations."""
        return any(one.problems for one in self.translations)

    def _all(self) -> tuple[Any, ...]:
        return self.reading.page_questions(self.reading.form.pages[0])

    @property
    def answers(self) -> dict[str, Any]:
        """Return the values that are understood."""
        return answers_of(self.file.values, self.reading.answers)

    def filled(self) -> ProcedureFile:
        """Return the file with the values in it; FileProblem."""
        return self.file.filled(self.answers)


def begun(file: ProcedureFile, *, title: str = "", department: Department | None = None) -> Wizard:
    """Return the wizard before anything is typed: what is known of this city is there already."""
    chosen = department or _own_department()
    known = known_answers(file.values, chosen, current_app.config["TOWN_NAME"])
    return Wizard(file, chosen, hushed(_read(file, typed(file.values, known))), free_slug(file.slug), title)


def sent(file: ProcedureFile, *, department: Department | None = None) -> Wizard:
    """Return the wizard with what was sent, and what is wrong with it."""
    chosen = department or _chosen_department()
    reading = _read(file, {name: request.form.getlist(name) for name in request.form})
    slug, title = (request.form.get(name, "").strip() for name in ("slug", "title"))
    return Wizard(file, chosen, reading, slug, title, (*reading.problems, *_braces()))


def make(wizard: Wizard, page: str, **values: Any) -> ResponseReturnValue:
    """Make the procedure and go on to its draft; show the wizard again where something is wrong."""
    problems = [*_address_problems(wizard.slug), *wizard.problems]
    if problems:
        return show(page, status=422, wizard=replace(wizard, problems=tuple(problems)), **values)
    try:
        _add(wizard)
    except AddressTaken as refusal:
        wizard = replace(wizard, problems=(Slip.of(refusal, "slug"),))
        return show(page, status=refusal.status, wizard=wizard, **values)
    except FileProblem as problem:
        wizard = replace(wizard, problems=(Slip("values", in_words(problem)),))
        return show(page, status=422, wizard=wizard, **values)
    return lead_to(after_making(wizard.slug), "下書きを作りました。公開するまで、住民には見えません。")


def in_words(problem: FileProblem) -> Message:
    """Return what is wrong with a file as a message."""
    return Message("{said}", (("said", str(problem)),))


def my_departments() -> list[Department]:
    """Return the departments for which the signed-in person may make procedures."""
    mine = departments("edit_forms")
    return [one for one in all_departments(database.session()) if mine is None or one.id in mine]


def free_slug(wanted: str) -> str:
    """Return an address that nobody has yet: the wanted one, or with a number behind it."""
    taken = set(database.session().scalars(select(Procedure.slug).where(Procedure.slug.startswith(wanted))))
    return next(one for one in _numbered(wanted) if one not in taken)


def uploaded() -> ProcedureFile:
    """Return the file that was chosen; FileProblem."""
    chosen = request.files.get("file")
    if chosen is None or not chosen.filename:
        raise FileProblem("", "ファイルを選んでください。")
    return ProcedureFile.from_bytes(chosen.read())


def packed(file: ProcedureFile) -> str:
    """Return a file small enough to travel in a page while its wizard is filled in."""
    text = json.dumps(file.to_json(), ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def unpacked(text: str) -> ProcedureFile:
    """Return the file that travelled in a page; FileProblem."""
    try:
        content = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), LARGEST + 1)
    except (binascii.Error, ValueError, zlib.error):
        raise FileProblem("", "ファイルの内容が途中で失われました。もう一度選んでください。") from None
    return ProcedureFile.from_bytes(content)


def _add(wizard: Wizard) -> None:
    session = database.session()
    file = _renamed(wizard.filled(), wizard.title)
    add_from_file(session, file, wizard.slug, department_id=wizard.department.id, by=actor(), now=now_utc())
    if wizard.file.values:
        remember_values(session, wizard.department.id, wizard.file.values, wizard.answers)


def _renamed(file: ProcedureFile, title: str) -> ProcedureFile:
    """Return the file under another Japanese title; translations of the old one go."""
    if not title or title == file.title.ja or file.form is None:
        return file
    named = replace(file.title, ja=title[:MOST_TITLE], easy="", en="")
    return replace(file, title=named, form=replace(file.form, title=named))


def _read(file: ProcedureFile, raw: Mapping[str, Any]) -> Reading:
    own = {name: texts for name, texts in raw.items() if name.startswith(PREFIX)}
    return read(question_form(file.values), own, {"today": day_of(now_utc())})


def _address_problems(slug: str) -> Iterator[Slip]:
    if not is_slug(slug):
        said = "アドレスは小文字の英字・数字・ハイフンで、{most}文字までにしてください（例：playroom-2）。"
        yield Slip("slug", message(said, most=LONGEST_SLUG))


def _braces() -> Iterator[Slip]:
    """Yield where somebody has typed what would be taken for the place of another value."""
    for name, text in request.form.items():
        if name.startswith(PREFIX) and PLACE.search(text):
            yield Slip(name, message("波かっこを2つ重ねた書き方は使えません。別の言葉にしてください。"))


def _own_department() -> Department:
    mine = my_departments()
    if not mine:
        raise NotFound
    return next((one for one in mine if one.name == present().department), mine[0])


def _chosen_department() -> Department:
    typed_id = request.form.get("department", 0, type=int)
    found = next((one for one in my_departments() if one.id == typed_id), None)
    if found is None:
        raise NotFound
    return found


def _numbered(wanted: str) -> Iterator[str]:
    yield wanted
    for number in range(2, 10_000):
        tail = f"-{number}"
        yield wanted[: LONGEST_SLUG - len(tail)].rstrip("-") + tail

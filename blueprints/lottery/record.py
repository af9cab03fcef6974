"""The public record of a draw: its files as they were published, all of them in one archive, and results by receipt."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence

from flask import Blueprint, Response, make_response, request, url_for
from markupsafe import Markup

from blueprints.lottery.views import Draw, Shown, shown
from blueprints.web.database import session
from blueprints.web.filters import receipt as as_shown
from blueprints.web.filters import t
from blueprints.web.kept import kept_page, shelf
from blueprints.web.languages import YEAR_SECONDS, gettext
from blueprints.web.packing import takes_gzip
from blueprints.web.show import show
from domain.clock import now_utc
from domain.lottery.announcing import rules_of
from domain.lottery.counting import INTAKE, LEFT_OUT, came
from domain.lottery.looking import Place, place_of, sum_of
from domain.lottery.queries import record_of, round_of
from domain.lottery.receipts import typed
from domain.lottery.record_models import RecordFile
from domain.lottery.recording import SUMS, file_of
from domain.lottery.rules import REASONS
from domain.refusals import NotFound
from forms.messages import message
from forms.reading import Problem

blueprint = Blueprint("lottery_record", __name__, url_prefix="/lottery/<slug>/record/<lottery>")

ARCHIVE, RULES = "record.zip", "rules.json"
TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
}
PLAIN = "text/plain; charset=utf-8"
GROWING = ("status.csv", SUMS)
"""Files that are added to; all others are final from the moment they are there."""
RESULTS = ("seed.json", "ranking.csv")
"""Files that nobody sees before the result is published."""
NEVER_CHANGED = (1980, 1, 1, 0, 0, 0)


@blueprint.get("")
def index(slug: str, lottery: str) -> Response:
    """Show what is public of a draw: when what happened, its files, and how to check it."""
    return kept_page(lambda: _index(slug, lottery))


@blueprint.get("/result")
def result(slug: str, lottery: str) -> Response:
    """Say what a receipt was granted; all of the page but that is the same for everybody."""
    found, draw = _found(slug, lottery)
    sought = request.args.get("receipt", "").strip()
    if not draw.has_result:
        raise NotFound
    receipt = typed(sought)
    place = place_of(session(), draw.id, receipt) if receipt else None
    if place is None:
        return _not_found(found, draw, sought)
    own = tuple(map(Markup.escape, _facts(found, draw, place)))
    fate = {"won": bool(place.granted), "is_out": place.is_out}
    return kept_page(
        lambda: show("lottery/result.html", shown=found, draw=draw, own=own, **fate),
        ("result", draw.id, *fate.values()),
        own=own,
        address=request.path,
    )


@blueprint.get("/<name>")
def file(slug: str, lottery: str, name: str) -> Response:
    """Give one file of the record; what cannot change any more may be kept for good.

    The rules are there from the announcement on.
    """
    if name == RULES and (early := _announced(slug, lottery)) is not None:
        return _sent(hashlib.sha256(early).hexdigest(), TYPES["json"], lambda: early)
    _, draw = _found(slug, lottery)
    if name == ARCHIVE:
        return _archive(draw)
    known = sum_of(session(), draw.id, name) if _is_public(draw, name) else None
    if known is None:
        raise NotFound
    kind = TYPES.get(name.rpartition(".")[2], PLAIN)
    lasting = name not in GROWING
    return _sent(known, kind, lambda: file_of(session(), draw.id, name) or b"", is_final=lasting)


def _found(slug: str, lottery: str) -> tuple[Shown, Draw]:
    """Return a campaign and a round of it whose record there is; NotFound."""
    found = shown(session(), slug, now_utc())
    draw = found.draw(lottery)
    if not draw.has_record:
        raise NotFound
    return found, draw


def _announced(slug: str, lottery: str) -> bytes | None:
    """Return the rules of a round whose list is not frozen yet, None where it is; NotFound."""
    if shown(session(), slug, now_utc()).draw(lottery).has_record:
        return None
    return rules_of(round_of(session(), lottery))


def _index(slug: str, lottery: str) -> Response:
    found, draw = _found(slug, lottery)
    counts = came(file_of(session(), draw.id, INTAKE), file_of(session(), draw.id, LEFT_OUT))
    about = {"files": _files(draw), "archive": ARCHIVE, "came": counts, "reasons": REASONS}
    return show("lottery/record.html", shown=found, draw=draw, **about)


def _files(draw: Draw) -> list[RecordFile]:
    return [one for one in record_of(session(), draw.id) if _is_public(draw, one.name)]


def _is_public(draw: Draw, name: str) -> bool:
    return draw.has_result or name not in RESULTS


def _not_found(found: Shown, draw: Draw, sought: str) -> Response:
    """Ask again; a receipt of nobody, one of another round and a slip of the pen are answered alike."""
    sentence = message("この抽選番号は、名簿にありません。11けたの番号を確かめてください。")
    if not sought:
        sentence = message("抽選番号を入力してください。")
    problems = (Problem("receipt", "receipt", sentence),)
    about = {"shown": found, "draw": draw, "problems": problems, "sought": sought}
    return show("lottery/not_found.html", status=422, **about)


def _facts(found: Shown, draw: Draw, place: Place) -> Sequence[str]:
    """Return what is one's own on the page of a result, in the order of the page."""
    unit = t(found.unit)
    about = {"slug": found.procedure.slug, "lottery": draw.lottery, "receipt": place.receipt}
    check = url_for("lottery_record.file", name="verify.html", **about)
    words = gettext("この端末で計算し直して確かめる")
    return (
        as_shown(place.receipt),
        gettext("{rank}番（{all}件中）").format(rank=f"{place.rank:,}", all=f"{draw.entries:,}"),
        f"{place.granted:,} {unit}",
        f"{place.granted_before:,} {unit}",
        Markup('<a class="button" href="{}">{}</a>').format(check, words),
    )


def _archive(draw: Draw) -> Response:
    """Give all files in one archive; it is made anew when one of them has changed."""
    files = _files(draw)
    known = "-".join(one.sha256[:8] for one in files)
    return _sent(known, "application/zip", lambda: _zipped(draw, files, known), name=f"{draw.lottery}.zip")


def _zipped(draw: Draw, files: Sequence[RecordFile], known: str) -> bytes:
    def make() -> tuple[str, bytes]:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for one in files:
                about = zipfile.ZipInfo(f"{draw.lottery}/{one.name}", NEVER_CHANGED)
                archive.writestr(about, file_of(session(), draw.id, one.name) or b"", zipfile.ZIP_DEFLATED)
        return known, held.getvalue()

    return shelf().get(("archive", draw.id, known), make)[1]


def _sent(
    known: str, kind: str, read: Callable[[], bytes], *, is_final: bool = False, name: str = ""
) -> Response:
    """Send a file, or that the browser has it; its bytes are read only where they are needed."""
    response = make_response(b"")
    response.set_etag(known)
    if request.if_none_match.contains(known):
        response.status_code = 304
    else:
        _fill(response, known, read, is_packed=not name and takes_gzip())
    response.headers["Content-Type"] = kind
    kept = f"max-age={YEAR_SECONDS}, immutable" if is_final else "no-cache"
    response.headers["Cache-Control"] = f"public, {kept}"
    response.vary.add("Accept-Encoding")
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _fill(response: Response, known: str, read: Callable[[], bytes], *, is_packed: bool) -> None:
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
        response.set_data(_PACKED.get(known) or _pack(known, read()))
    else:
        response.set_data(read())


_PACKED: dict[str, bytes] = {}
"""What was packed, by the sum of its contents: the same bytes whichever town asks."""
MOST_PACKED = 24


def _pack(known: str, data: bytes) -> bytes:
    if len(_PACKED) >= MOST_PACKED:
        _PACKED.clear()
    _PACKED[known] = gzip.compress(data, 6, mtime=0)
    return _PACKED[known]

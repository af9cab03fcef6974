"""Papers as answers of the web: to keep, or a picture to look at; never anything that a browser would run."""

from __future__ import annotations

import io

from flask import Response, send_file

from blueprints.web.uploads import folder
from domain.cases.paper_models import Upload
from domain.refusals import NotFound

POLICY = "default-src 'none'; sandbox"


def attachment(paper: Upload) -> Response:
    """Give a paper to keep, under the name that it was sent with (RFC 5987); NotFound where the file is lost."""
    return _given(_read(paper), paper.media_type, paper.name)


def picture(paper: Upload) -> Response:
    """Show a photograph as it is kept, encoded anew by us; NotFound for anything else."""
    if not paper.is_picture:
        raise NotFound
    return _given(_read(paper), paper.media_type)


def preview(paper: Upload) -> Response:
    """Show a photograph small; NotFound for anything else."""
    try:
        return _given(folder().preview(paper.stored_as), "image/jpeg")
    except FileNotFoundError as error:
        raise NotFound from error


def _read(paper: Upload) -> bytes:
    try:
        return folder().read(paper.stored_as)
    except FileNotFoundError as error:
        raise NotFound from error


def _given(content: bytes, media_type: str, name: str = "") -> Response:
    options = {"as_attachment": True, "download_name": name} if name else {}
    response = send_file(io.BytesIO(content), mimetype=media_type, etag=False, **options)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response

"""What is taken as a paper: the first bytes tell, and nothing of where a photograph was taken is kept."""

from __future__ import annotations

import resource
import time

import pytest
from PIL import Image

from domain.cases.paper_files import Folder
from domain.cases.paper_rules import (
    Empty,
    Limits,
    Locked,
    TooLarge,
    TooManyPixels,
    Unreadable,
    WrongFile,
    WrongType,
    clean_name,
    kept_name,
    type_of,
)
from domain.cases.papers import Arrival, Kept, look_at
from forms.fields.files import TYPES
from tests import papers
from tests.papers import GPS, MAKER, ORIENTATION, opened, photograph, saved, twelve_megapixels

LIMITS = Limits(size=16 * 1024 * 1024, pixels=60_000_000, side=3500)


def kept(folder: Folder, content: bytes, name: str = "写真.jpg", limits: Limits = LIMITS) -> Kept:
    return look_at(folder, Arrival(name, content, tuple(TYPES)), limits)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (photograph(), "jpeg"),
        (photograph(form="PNG"), "png"),
        (photograph(form="HEIF"), "heic"),
        (papers.PDF, "pdf"),
        (papers.SVG, None),
        (papers.EXE, None),
        (papers.ZIP, None),
        (papers.HTML, None),
        (b"GIF89a" + b"\0" * 99, None),
        (b" " + papers.PDF, None),
        (b"\0\0\0\x1cftypavif\0\0\0\0mif1avif", None),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42", None),
        (b"", None),
    ],
)
def test_the_first_bytes_tell_the_type(content: bytes, kind: str | None) -> None:
    assert type_of(content) == kind


@pytest.mark.parametrize("form", ["JPEG", "PNG", "HEIF"])
def test_where_and_by_whom_it_was_taken_is_gone(folder: Folder, form: str) -> None:
    sent = photograph(form=form)
    assert b"Telephone" in sent
    paper = kept(folder, sent)
    content = folder.read(paper.stored_as)
    image = opened(content)
    assert b"Telephone" not in content and b"Exif" not in content
    assert not {GPS, MAKER, ORIENTATION} & set(image.getexif())
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("form", ["JPEG", "HEIF"])
def test_a_photograph_stands_upright(folder: Folder, form: str) -> None:
    image = opened(folder.read(kept(folder, photograph(form=form)).stored_as))
    assert image.size == (48, 64)
    top, bottom = image.getpixel((24, 8)), image.getpixel((24, 56))
    assert isinstance(top, tuple) and isinstance(bottom, tuple)
    assert top[1] < 60 and bottom[1] > 200  # the red half was left, and is above


def test_a_heic_becomes_a_jpeg_and_its_name_says_so(folder: Folder) -> None:
    paper = kept(folder, photograph(form="HEIF"), "IMG_2031.HEIC")
    assert (paper.name, paper.media_type) == ("IMG_2031.jpg", "image/jpeg")
    assert folder.read(paper.stored_as).startswith(b"\xff\xd8\xff")


def test_the_longest_side_is_limited_and_the_preview_is_small(folder: Folder) -> None:
    paper = kept(folder, photograph(400, 300), limits=Limits(10**7, 10**7, 200))
    assert max(opened(folder.read(paper.stored_as)).size) == 200
    assert max(opened(folder.preview(paper.stored_as)).size) <= 320


def test_what_shows_through_is_white_and_palettes_and_deep_greys_are_shown(folder: Folder) -> None:
    clear = saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG")
    assert opened(folder.read(kept(folder, clear).stored_as)).getpixel((1, 1)) == (255, 255, 255)
    for mode in ("P", "1", "L", "LA", "I;16", "RGB"):
        assert kept(folder, saved(Image.new(mode, (8, 8)), "PNG")).media_type == "image/png"
    assert kept(folder, saved(Image.new("CMYK", (8, 8)), "JPEG")).media_type == "image/jpeg"


def test_what_is_behind_a_photograph_is_not_kept(folder: Folder) -> None:
    for tail in (papers.ZIP, papers.HTML, papers.PDF):
        content = folder.read(kept(folder, photograph() + tail).stored_as)
        assert tail not in content


def test_a_pdf_is_kept_as_it_is(folder: Folder) -> None:
    paper = kept(folder, papers.PDF, "就労証明書.pdf")
    assert folder.read(paper.stored_as) == papers.PDF
    assert (paper.name, paper.media_type, paper.size) == (
        "就労証明書.pdf",
        "application/pdf",
        len(papers.PDF),
    )
    with pytest.raises(FileNotFoundError):
        folder.preview(paper.stored_as)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (papers.EXE, WrongType),
        (papers.SVG, WrongType),
        (papers.ZIP, WrongType),
        (papers.HTML, WrongType),
        (b"", Empty),
        (papers.LOCKED_PDF, Locked),
        (papers.PDF[:60], Unreadable),
        (photograph()[:300], Unreadable),
        (photograph(form="PNG")[:60], Unreadable),
        (photograph(form="HEIF")[:200], Unreadable),
        (b"\xff\xd8\xff" + papers.HTML, Unreadable),
        (papers.bomb(), TooManyPixels),
        (papers.bomb(8_000), TooManyPixels),
        (papers.bomb(1_000), Unreadable),
        (papers.PDF + b"\0" * LIMITS.size, TooLarge),
    ],
)
def test_what_is_not_taken_leaves_no_file(folder: Folder, content: bytes, refusal: type[WrongFile]) -> None:
    with pytest.raises(refusal) as refused:
        kept(folder, content, "virus.exe.jpg")
    assert "virus.exe.jpg" in str(refused.value)
    assert not list(folder.path.glob("*/*"))


def test_a_question_takes_only_its_own_types(folder: Folder) -> None:
    with pytest.raises(WrongType, match="PDFのファイル"):
        look_at(folder, Arrival("a.pdf", photograph(), ("pdf",)), LIMITS)


@pytest.mark.parametrize(
    ("sent", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\免許証 表.jpg", "免許証 表.jpg"),
        ("..", "file"),
        ("", "file"),
        ("日本語\x00の名前\r\n.pdf", "日本語の名前 .pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("あ" * 300 + ".jpeg", "あ" * 115 + ".jpeg"),
    ],
)
def test_a_name_is_for_people_and_leads_nowhere(sent: str, clean: str) -> None:
    assert clean_name(sent) == clean


def test_the_ending_is_that_of_what_is_kept() -> None:
    assert kept_name("virus.exe", "image/jpeg") == "virus.exe.jpg"
    assert kept_name("scan.PDF", "application/pdf") == "scan.pdf"
    assert kept_name("令和8.4.1", "application/pdf") == "令和8.4.1.pdf"


@pytest.mark.parametrize("form", ["JPEG", "HEIF"])
def test_twelve_megapixels_take_seconds_and_little_memory(folder: Folder, form: str) -> None:
    content = twelve_megapixels(form)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    paper = kept(folder, content)
    assert time.monotonic() - began < 20
    # Kilobytes. What is decoded is decoded elsewhere, under a limit of its own: here there are only the files themselves.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 * 1024
    assert max(opened(folder.read(paper.stored_as)).size) == LIMITS.side

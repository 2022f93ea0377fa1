"""A PDF is read stretch by stretch: what is kept of one stands while its bytes, and all they refer to, do."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import etree

from pipeline import weasy
from pipeline.cache import Cache
from pipeline.proof import pdf
from pipeline.proof.pdf_digest import File
from pipeline.proof.pdf_raw import OddError, checked, taken_apart
from pipeline.proof.sight import Eye

from .books import book
from .surgery import Damage, line, other_letter, printed, written_again

CSS = """
@page { size: 100mm 100mm; margin: 10mm }
section { break-before: page } p { font: 10pt/12pt serif } p.next { break-before: page }
"""


def chapter(number: int, words: str = "") -> str:
    name = f"<h1 id='c{number}'>Chapter {number}</h1>"
    lines = "".join(f"<p>Line {at} of chapter {number} is of the archive.</p>" for at in range(6))
    link = f"<p><a href='#c{number % 3 + 1}'>See</a> {words}</p>"
    return f"<section>{name}{lines}{link}<p class='next'>The second page of {number}.</p></section>"


def made(first: str = "", last: str = "") -> bytes:
    chapters = chapter(1, first) + chapter(2) + chapter(3, last)
    html = etree.fromstring(f"<html lang='en'><head><title>A</title></head><body>{chapters}</body></html>")
    return weasy.render(html, stylesheets=[CSS], resources={}).pdf


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pages of their stretches that are looked at."""
    pages: list[int] = []
    sheet = Eye.sheet

    def look(eye: Eye, page: Any, number: int, area: Any) -> Any:
        pages.append(number)
        return sheet(eye, page, number, area)

    monkeypatch.setattr(Eye, "sheet", look)
    return pages


def test_only_the_page_that_changed_is_looked_at(looked: list[int], tmp_path: Path):
    kept, before, after = Cache(tmp_path), made(), made(first="of the archive")
    assert [len(one.pages) for one in File(taken_apart(before), None).stretches()] == [2, 2, 2]
    for data, pages in ((before, [1, 2, 1, 2, 1, 2]), (after, [1]), (before, []), (after, [])):
        looked.clear()
        reading = pdf.read(data, kept=kept)
        assert looked == pages
        assert reading == pdf.read(data)


def swapped(file: pikepdf.Pdf, _: bytes) -> None:
    """The first pages of two chapters exchanged."""
    pages: Any = file.Root.Pages.Kids
    first, other = pages[0], pages[2]
    pages[0], pages[2] = other, first


def other_marks(file: pikepdf.Pdf, _: bytes) -> None:
    """Two pages with each other's marks."""
    first, other = file.pages[2].obj, file.pages[3].obj
    first.StructParents, other.StructParents = other.StructParents, first.StructParents


def other_order(file: pikepdf.Pdf, _: bytes) -> None:
    """The elements of the whole in another order."""
    top: Any = file.Root.StructTreeRoot.K[0]
    top.K = pikepdf.Array(reversed(list(top.K)))


def other_letters(file: pikepdf.Pdf, _: bytes) -> None:
    """A font whose glyphs stand for other letters."""
    font: Any = next(iter(file.pages[0].Resources.Font.values()))
    codes = font.ToUnicode.read_bytes()
    font.ToUnicode = file.make_stream(codes.replace(b"<0061>", b"<0062>"))
    assert font.ToUnicode.read_bytes() != codes


def other_role(file: pikepdf.Pdf, _: bytes) -> None:
    """Headings that are said to be paragraphs."""
    file.Root.StructTreeRoot.RoleMap = pikepdf.Dictionary(H1=pikepdf.Name.P)


def turned(file: pikepdf.Pdf, _: bytes) -> None:
    """All pages cut down by what they have from above."""
    file.Root.Pages.CropBox = pikepdf.Array([100, 100, 150, 150])


@pytest.mark.parametrize(
    "change",
    [swapped, other_marks, other_order, other_letters, other_role, turned],
    ids=lambda one: one.__name__,
)
def test_what_is_not_on_the_page_itself_is_seen_too(
    change: Callable[[pikepdf.Pdf, bytes], None], tmp_path: Path
):
    kept, sound = Cache(tmp_path), written_again(made())
    before = pdf.read(sound, kept=kept)
    damaged = printed(change)(sound)
    reading = pdf.read(damaged, kept=kept)
    assert reading == pdf.read(damaged)
    assert reading != before or change is other_order  # which is of no page, and which nobody sees


def in_old_form(data: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as file:
        file.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def added_to(data: bytes) -> bytes:
    """A later state, as a program that only adds to a file would write it."""
    start = data.rindex(b"startxref")
    more = b"9999 0 obj\n<<>>\nendobj\n"
    table = b"xref\n0 0\ntrailer\n<</Prev %d/Root 1 0 R>>\n" % int(data[start:].split()[1])
    return data + more + table + b"startxref\n%d\n%%%%EOF\n" % (len(data) + len(more))


ODD: dict[str, Damage] = {
    "half a file": lambda data: data[: len(data) // 2],
    "an older form": in_old_form,
    "something added": added_to,
    "something before the first object": lambda data: data.replace(b"\n", b"\n\n1 0 obj\n<<>>\nendobj\n", 2),
    "another place than the table says": lambda data: data.replace(b"endobj\n", b"endobj\n\n", 1),
    "another number than the table says": lambda data: data.replace(b"9 0 obj", b"8 0 obj", 1),
    "a stream that is longer than it says": lambda data: data.replace(b"\nendstream", b"\n\nendstream x", 1),
}


@pytest.mark.parametrize("name", ODD)
def test_a_file_that_might_be_read_in_two_ways_is_not_taken_apart(name: str):
    data = book("damaged").files["pdf"]
    File(taken_apart(data), None)
    changed = ODD[name](data)
    assert changed != data
    with pytest.raises(OddError):
        File(taken_apart(changed), None)


@pytest.mark.parametrize(
    "text",
    [b"[12\n0 R]", b"[12 0  R]", b"[12 1 R]", b"(see 12 0 R)", b"((12 0 R))", b"[12 % a\n0 R]", b"/@12"],
)
def test_what_may_be_a_reference_or_none_is_not_taken_for_one(text: bytes):
    with pytest.raises(OddError):
        checked(text)


@pytest.mark.parametrize("text", [b"[12 0 R 13 0 R]", rb"(100 % Roman \(R, 12\))", b"<</R /Rect/K [1 0]>>"])
def test_what_is_plainly_written_is_taken(text: bytes):
    assert checked(text) == text


def test_a_letter_changed_in_the_last_stretch_is_read(tmp_path: Path):
    kept, sound = Cache(tmp_path), written_again(made())
    before = pdf.read(sound, kept=kept)
    damaged = line("Line 3 of chapter 3", other_letter)(sound)
    assert pdf.read(damaged, kept=kept) == pdf.read(damaged) != before

"""Bad input ends in proven files or findings: no traceback, no fetching, nothing of other files in a book."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from bench import hostile, oddities
from pipeline import build
from pipeline.model import ERROR
from tests.support import Silent

SECRET = "TOPSECRETWORD"


def project(root: Path, text: str, header: str = "title: T\n") -> Path:
    (root / "manuscript").mkdir(parents=True)
    (root / "manuscript" / "metadata.yaml").write_text(header, "utf-8")
    (root / "manuscript" / "text.md").write_text(text, "utf-8")
    return root


def codes(root: Path) -> set[str]:
    return {one.code for one in build.check(root, Silent()).findings if one.level is ERROR}


def words(path: Path) -> str:
    """All that a finished file holds."""
    data = path.read_bytes()
    if path.suffix == ".pdf":
        return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


@pytest.mark.parametrize("number", range(15))
def test_random_manuscript_ends_in_proven_files_or_findings(number: int, tmp_path: Path):
    oddities.project(tmp_path / "book", random.Random(number), wild=number % 3 == 2)
    ended = hostile.end(tmp_path / "book")
    assert not ended.is_fault, ended.told


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "http://example.org/x.png", "../../secret.png", "/etc/passwd", "link.png"],
)
def test_picture_from_elsewhere_is_refused(target: str, tmp_path: Path):
    (tmp_path / "secret.png").write_bytes(oddities.png(4, 4))
    root = project(tmp_path / "book", f"![a picture]({target})\n")
    (root / "manuscript" / "link.png").symlink_to(tmp_path / "secret.png")
    assert codes(root) & {"image-remote", "image-missing", "image-unusable"}


def test_manuscript_that_is_a_link_out_of_the_project_is_refused(tmp_path: Path):
    (tmp_path / "secret.md").write_text(SECRET, "utf-8")
    root = project(tmp_path / "book", "Text.\n")
    (root / "manuscript" / "02.md").symlink_to(tmp_path / "secret.md")
    assert codes(root) == {"path-outside"}


@pytest.mark.parametrize(
    "header",
    [
        "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\n"
        "c: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c]\n"
        "e: [*d, *d, *d, *d, *d]\n",
        "title: &t [*t]\n",
        "title: [\n",
        "octavo:\n  style: ../../../etc/passwd\n",
        "octavo:\n  notes: 7\n",
        "octavo: [1, 2]\n",
        "bibliography: ../../secret.bib\n",
    ],
)
def test_absurd_metadata_are_told(header: str, tmp_path: Path):
    assert codes(project(tmp_path / "book", "Text.\n", header))


@pytest.mark.parametrize(
    "data",
    [b"", b"\x89PNG\r\n\x1a\n", oddities.png(4, 4)[:40], b"GIF89a", b"<svg", b"\xff\xd8\xff"],
    ids=repr,
)
def test_broken_picture_is_told(data: bytes, tmp_path: Path):
    root = project(tmp_path / "book", "![a picture](x.png)\n")
    (root / "manuscript" / "x.png").write_bytes(data)
    ended = hostile.end(root, ("epub",))
    assert not ended.is_fault, ended.told


def test_raw_code_and_drawings_bring_nothing_of_another_file_into_a_book(tmp_path: Path):
    (tmp_path / "secret.txt").write_text(SECRET, "utf-8")
    where = (tmp_path / "secret.txt").as_uri()
    root = project(
        tmp_path / "book",
        f"Text.\n\n<script>alert(1)</script>\n\n<link rel=stylesheet href='{where}'>\n\n"
        f"<iframe src='{where}'></iframe>\n\n\\input{{{tmp_path}/secret.txt}}\n\n![a drawing](x.svg)\n",
    )
    (root / "manuscript" / "x.svg").write_text(
        f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "{where}">]>'
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        "<script>alert(1)</script><text>&x;</text></svg>",
        "utf-8",
    )
    outcome = build.build(root, Silent(), keeping=False)
    for path in outcome.files:
        assert SECRET not in words(path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book", "secret.txt"]
    assert {path.name for path in root.iterdir()} <= {"manuscript", "build", ".octavo"}


def test_control_characters_in_a_chapter_s_title_break_nothing(tmp_path: Path):
    root = project(tmp_path / "book", "# One\u0001 two\ufffe\u2028three\n\nWords.\n")
    ended = hostile.end(root, ("epub",))
    assert ended.kind == "proven", ended.told


@pytest.mark.parametrize("text", ["# $x^2$\n\nText.\n", "1.  One\n\n    # In a list\n\nText.\n"])
def test_heading_of_a_formula_or_in_a_list_is_proved(text: str, tmp_path: Path):
    ended = hostile.end(project(tmp_path / "book", text), ("epub", "docx"))
    assert ended.kind == "proven", ended.told


def test_words_in_raw_html_stand_in_every_edition(tmp_path: Path):
    """They were in the PDF and the e-book alone, which made both unproven."""
    text = (
        "```{=html}\n<p>alpha <b>beta</b></p><script>gamma</script>\n"
        "<table><tr><td>delta</td></tr></table>\n```\n\nso `<i>epsilon</i> < zeta`{=html}\n"
    )
    ended = hostile.end(project(tmp_path / "book", text))
    assert ended.kind == "proven", ended.told
    outcome = build.build(tmp_path / "book", Silent(), keeping=False)
    for path in outcome.files:
        found = words(path)
        assert all(one in found for one in ("alpha", "beta", "delta", "epsilon", "zeta")), path


@pytest.mark.parametrize("number", [326, 1325])
def test_open_tag_ends_with_its_line(number: int, tmp_path: Path):
    """The lists that followed were no lists any more."""
    oddities.project(tmp_path / "book", random.Random(number), wild=number % 3 == 2)
    ended = hostile.end(tmp_path / "book")
    assert not ended.is_fault, ended.told


def test_tag_that_is_none_of_html_s_is_printed_as_typed(tmp_path: Path):
    """It stood in the PDF and the e-book alone, so that neither was proven."""
    root = project(tmp_path / "book", "The <πολιτεία> and <sic> so.\n\n<foo>\n\n1. <bar/>\n")
    ended = hostile.end(root)
    assert ended.kind == "proven", ended.told
    for path in build.build(root, Silent(), keeping=False).files:
        found = words(path).replace("&lt;", "<").replace("&gt;", ">")
        assert all(one in found for one in ("<πολιτεία>", "<sic>", "<foo>", "<bar/>")), path


WITH_CONTENTS = "title: T\noctavo:\n  style: book\n"
MENDED = {
    "words before any paragraph": ("Été 1914 </p> in\n\nMore.\n", ""),
    "soft hyphen in a running head": (
        "Words.\n" * 60,
        "title: A soft\u00adhyphen\nauthor: Ann\noctavo:\n  style: essay\n",
    ),
    "a space without width in a running head": (
        "Words.\n" * 60,
        "title: A space\u200bwithout\nauthor: Ann\noctavo:\n  style: essay\n",
    ),
    "a row that breaks": (
        "| a | b | c |\n|---|---|---|\n| " + "left " * 900 + "| in *the* middle | " + "right " * 900 + "|\n",
        "",
    ),
    "a tag character": ("One \U000e0041 two.\n", ""),
    "a list in the middle of an item": ("- One\n\n    1. two\n\n    three\n\n- four\n", ""),
    "a note of LaTeX alone": ("One.[^1]\n\n[^1]: `\\x`{=latex}\n", ""),
    "brackets on a page with Hebrew": ("מכתב in\n\n{{x}} (a)\n", ""),
    "a heading in a list of a book": ("# One\n\n1.  Two\n\n    # Three\n\n> # Four\n", WITH_CONTENTS),
}


@pytest.mark.parametrize(("text", "header"), MENDED.values(), ids=MENDED.keys())
def test_manuscript_that_was_told_as_unproven_is_proved(text: str, header: str, tmp_path: Path):
    ended = hostile.end(project(tmp_path / "book", text, header or "title: T\n"))
    assert ended.kind == "proven", ended.told

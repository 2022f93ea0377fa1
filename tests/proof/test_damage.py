"""Every damage to a finished file is found, and named by its code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from pipeline.cache import Cache
from pipeline.proof.sight import Eye

from .books import book
from .surgery import (
    Damage,
    elements,
    exchange,
    line,
    links,
    other_letter,
    painted,
    printed,
    redrawn,
    replaced,
    swapped,
    written_again,
    zipped,
)

BOOK = "damaged"
TEXT, LAST = "EPUB/text/ch001.xhtml", "EPUB/text/ch002.xhtml"
FIRST = "item-3"  # the first chapter, after the title page and the table of contents
BODY, NOTES = "word/document.xml", "word/footnotes.xml"
RUN = r"<w:r>(?:(?!</w:r>).)*"


def without(name: str) -> Damage:
    return zipped(lambda files: files.pop(name) and None)


def again(name: str, pattern: str) -> Damage:
    return replaced(name, f"({pattern})", r"\1\1")


def blanked(prefix: str) -> Damage:
    def change(files: dict[str, bytes]) -> None:
        name = next(name for name in files if name.startswith(prefix))
        files[name] = files[name][:200]

    return zipped(change)


EPUB: dict[str, tuple[str, Damage]] = {
    "a word dropped": ("proof-text", replaced(TEXT, "ten weeks", "weeks")),
    "a letter changed": ("proof-text", replaced(TEXT, "difficult", "diffikult")),
    "a paragraph dropped": ("proof-text", replaced(TEXT, r"<p>The second paragraph.*?</p>", "")),
    "a paragraph doubled": ("proof-text", again(TEXT, r"<p>Nobody counted.*?</p>")),
    "two paragraphs swapped": (
        "proof-text",
        swapped(TEXT, r"<p>The harbour.*?</p>", r"<p>The second paragraph.*?</p>"),
    ),
    "words put in": ("proof-text", replaced(TEXT, "first the masons", "first of all the masons")),
    "a heading made a paragraph": ("proof-heading", replaced(TEXT, r"<h2(.*?)</h2>", r"<p\1</p>")),
    "a heading of another level": ("proof-heading-level", replaced(TEXT, r"<h2(.*?)</h2>", r"<h3\1</h3>")),
    "a row dropped": ("proof-text", replaced(TEXT, r"<tr[^>]*>\s*<td[^>]*>1902.*?</tr>", "")),
    "code changed": ("proof-text", replaced(TEXT, "kept as it is", "kept as is")),
    "a note dropped": ("proof-note-text", replaced(TEXT, r'<aside[^>]*id="fn-2".*?</aside>', "")),
    "a note's words changed": ("proof-note-text", replaced(TEXT, "The plan is lost", "The plan was lost")),
    "a note's second paragraph dropped": (
        "proof-note-text",
        replaced(TEXT, r"<p>A second paragraph of the note.*?</p>", ""),
    ),
    "two notes' words swapped": (
        "proof-note-text",
        swapped(TEXT, "Pearson wrote of it at length", "The plan is lost"),
    ),
    "two notes' places swapped": (
        "proof-note-order",
        swapped(TEXT, r'<aside[^>]*id="fn-1".*?</aside>', r'<aside[^>]*id="fn-2".*?</aside>'),
    ),
    "a call's number changed": ("proof-note-number", replaced(TEXT, r'(href="#fn-2">)2<', r"\g<1>7<")),
    "a note's own number changed": (
        "proof-note-number",
        replaced(TEXT, r'(href="#fnref-2">)2\.', r"\g<1>7."),
    ),
    "a call dropped": ("proof-notes", replaced(TEXT, r'<a class="footnote-ref"[^>]*href="#fn-2">2</a>', "2")),
    "a call that leads elsewhere": ("proof-note-text", replaced(TEXT, 'href="#fn-2"', 'href="#fn-3"')),
    "a call that leads nowhere": ("proof-link", replaced(TEXT, 'href="#fn-2"', 'href="#fn-99"')),
    "a back link dropped": ("proof-backlink", replaced(TEXT, 'href="#fnref-2"', 'href="#fnref-1"')),
    "an id that stands twice": ("proof-link", replaced(TEXT, 'id="fn-2"', 'id="fn-1"')),
    "a link to the web changed": (
        "proof-link",
        replaced(TEXT, "example.org/archive", "example.org/archives"),
    ),
    "a link in the text broken": ("proof-link", replaced(TEXT, r'href="#the-works"', 'href="#the-work"')),
    "a file out of the spine": (
        "proof-text",
        replaced("EPUB/package.opf", f'<itemref idref="{FIRST}"/>', ""),
    ),
    "a file not to be read in its turn": (
        "proof-text",
        replaced("EPUB/package.opf", f'(<itemref idref="{FIRST}")', r'\1 linear="no"'),
    ),
    "a picture missing": ("proof-image", without("EPUB/images/mole.png")),
    "a picture damaged": ("proof-image", blanked("EPUB/images/")),
    "a picture's element dropped": ("proof-image", replaced(TEXT, "<img[^>]*/>", "")),
    "a work dropped from the bibliography": (
        "proof-text",
        replaced(LAST, r'<div[^>]*id="ref-lyon".*?</div>', ""),
    ),
    "two works swapped": (
        "proof-text",
        swapped(LAST, r'<div[^>]*id="ref-lyon".*?</div>', r'<div[^>]*id="ref-smith".*?</div>'),
    ),
    "a work without its name": ("proof-work", replaced(LAST, ' id="ref-lyon"', "")),
    "words hidden by an attribute": ("proof-hidden", replaced(TEXT, "<p>Nobody", "<p hidden=''>Nobody")),
    "words hidden by a style": ("proof-hidden", replaced(TEXT, "<p>Nobody", "<p style='color: #fff'>Nobody")),
    "words hidden by their place": (
        "proof-hidden",
        replaced("EPUB/styles/stylesheet.css", "$", "\np:first-child, p:nth-child(n) { display: none }"),
    ),
    "words hidden by what stands before them": (
        "proof-hidden",
        replaced("EPUB/styles/stylesheet.css", "$", "\nsection > p + p:not(.x) { visibility: hidden }"),
    ),
    "words hidden by the stylesheet": (
        "proof-hidden",
        replaced("EPUB/styles/stylesheet.css", "$", "\nblockquote p { display: none }"),
    ),
    "a heading not in the contents": (
        "proof-contents",
        replaced("EPUB/text/nav.xhtml", "The works", "Works"),
    ),
    "the title changed": (
        "proof-title",
        replaced("EPUB/text/title.xhtml", r"(<h1[^>]*>[^<]*)Hinterland", r"\1Interland"),
    ),
    "an author dropped": ("proof-title", replaced("EPUB/text/title.xhtml", r"<p[^>]*>John Smith</p>", "")),
    "the note of thanks changed": (
        "proof-note-text",
        replaced("EPUB/text/title.xhtml", "archive of the port", "port"),
    ),
    "a list counted from another number": ("proof-list-number", replaced(TEXT, '<ol start="7"', "<ol")),
    "a file that is no XML": ("proof-unreadable", replaced(TEXT, "</body>", "")),
}


@pytest.mark.parametrize("name", EPUB)
def test_damage_to_the_epub_is_found(name: str):
    check("epub", *EPUB[name])


def vanished(words: str, properties: str) -> Damage:
    return replaced(BODY, f'<w:r>(?=<w:t xml:space="preserve">{words})', f"<w:r><w:rPr>{properties}</w:rPr>")


def placed(properties: str) -> Damage:
    """The first paragraph of plain text set elsewhere."""
    return replaced(BODY, r'(<w:pStyle w:val="(?:BodyText|FirstParagraph)"\s*/>)', rf"\1{properties}")


def paragraph(words: str) -> str:
    return rf"<w:p>(?:(?!</w:p>).)*{words}(?:(?!</w:p>).)*</w:p>"


def emptied(files: dict[str, bytes]) -> None:
    name = next(name for name in files if name.startswith("word/media/"))
    files[name] = b""


DOCX: dict[str, tuple[str, Damage]] = {
    "a word dropped": ("proof-text", replaced(BODY, "ten weeks", "weeks")),
    "a letter changed": ("proof-text", replaced(BODY, "difficult", "diffikult")),
    "a paragraph dropped": ("proof-text", replaced(BODY, paragraph("Nobody counted"), "")),
    "a paragraph doubled": ("proof-text", again(BODY, paragraph("Last words"))),
    "two paragraphs swapped": (
        "proof-text",
        swapped(BODY, paragraph("first the masons"), paragraph("then the divers")),
    ),
    "a heading made a paragraph": ("proof-heading", replaced(BODY, '"Heading2"', '"BodyText"')),
    "a heading of another level": ("proof-heading-level", replaced(BODY, '"Heading2"', '"Heading3"')),
    "a paragraph made a heading": ("proof-heading", replaced(BODY, '"BodyText"', '"Heading2"')),
    "a row dropped": (
        "proof-text",
        replaced(BODY, r"<w:tr>(?:(?!</w:tr>).)*1902(?:(?!</w:tr>).)*</w:tr>", ""),
    ),
    "words deleted by a tracked change": (
        "proof-text",
        replaced(BODY, r"(<w:r><w:t[^>]*>Nobody.*?</w:r>)", r'<w:del w:id="900" w:author="x">\1</w:del>'),
    ),
    "a note dropped": (
        "proof-note-text",
        replaced(NOTES, r'<w:footnote w:id="\d+">(?:(?!</w:footnote>).)*The plan is.*?</w:footnote>', ""),
    ),
    "a note's words changed": ("proof-note-text", replaced(NOTES, "The plan is lost", "The plan was lost")),
    "a call dropped": (
        "proof-notes",
        replaced(BODY, RUN + r'<w:footnoteReference w:id="\d+"/></w:r>', ""),
    ),
    "a call doubled": ("proof-notes", again(BODY, RUN + r'<w:footnoteReference w:id="\d+"/></w:r>')),
    "two calls swapped": (
        "proof-note-text",
        swapped(BODY, r"<w:footnoteReference [^>]*>"),
    ),
    "a note without its number": ("proof-note-number", replaced(NOTES, r"<w:footnoteRef/>", "")),
    "notes counted from another number": (
        "proof-note-number",
        replaced("word/settings.xml", "<w:footnotePr>", '<w:footnotePr><w:numStart w:val="3"/>'),
    ),
    "a bookmark renamed": ("proof-link", replaced(BODY, 'w:name="the-works"', 'w:name="the_works"')),
    "a link to the web changed": (
        "proof-link",
        replaced("word/_rels/document.xml.rels", "example.org/archive", "example.org/archives"),
    ),
    "a picture emptied": ("proof-image", zipped(emptied)),
    "a picture's element dropped": ("proof-image", replaced(BODY, r"<w:drawing>.*?</w:drawing>", "")),
    "words hidden": ("proof-hidden", vanished("Nobody", "<w:vanish/>")),
    "a paragraph framed off the page": ("proof-off-page", placed('<w:framePr w:x="-20000" w:y="1"/>')),
    "a paragraph indented off the page": ("proof-off-page", placed('<w:ind w:left="30000"/>')),
    "words in white": ("proof-hidden", vanished("Nobody", '<w:color w:val="FFFFFF"/>')),
    "words too small to see": ("proof-hidden", vanished("Nobody", '<w:sz w:val="2"/>')),
    "a work dropped from the bibliography": ("proof-text", replaced(BODY, paragraph("Lyon, Eugene"), "")),
    "the title changed": ("proof-title", replaced(BODY, "Hinterland", "Interland")),
    "words put in": ("proof-text", replaced(BODY, "Last words", "The last words")),
    "a file that is no container": ("proof-unreadable", lambda data: data[: len(data) // 2]),
}


@pytest.mark.parametrize("name", DOCX)
def test_damage_to_the_word_file_is_found(name: str):
    check("docx", *DOCX[name])


def notdef(stream: bytes) -> bytes:
    return re.sub(rb"<[0-9a-f]{4}", b"<0000", stream, count=1)


def moved(x: int, y: int) -> Any:
    return lambda stream: b"\nq 1 0 0 1 %d %d cm\n" % (x, y) + stream + b"\nQ\n"


def swap_ids(pdf: pikepdf.Pdf, _: bytes) -> None:
    one, other = [note for note in elements(pdf, "Note") if str(note.ID) in ("fn-1", "fn-2")]
    one.ID, other.ID = other.ID, one.ID


def retargeted(old: str, new: str) -> Damage:
    def change(pdf: pikepdf.Pdf, _: bytes) -> None:
        for _, one in links(pdf, old):
            one.Dest = pikepdf.String(new)

    return printed(change)


def unlinked(target: str) -> Damage:
    def change(pdf: pikepdf.Pdf, _: bytes) -> None:
        for page, one in links(pdf, target):
            page.Annots = pikepdf.Array([other for other in page.Annots if other != one])

    return printed(change)


def renamed(pdf: pikepdf.Pdf, _: bytes) -> None:
    names = pdf.Root.Names.Dests.Names
    for at in range(0, len(names), 2):
        if str(names[at]) == "the-works":
            names[at] = pikepdf.String("the-workz")


def another_address(pdf: pikepdf.Pdf, _: bytes) -> None:
    for page in pdf.pages:
        for one in page.get("/Annots", ()):
            if "/A" in one and "archive" in str(one.A.get("/URI", "")):
                one.A.URI = pikepdf.String("https://example.org/other")


def element_dropped(kind: str) -> Damage:
    def change(pdf: pikepdf.Pdf, _: bytes) -> None:
        elements(pdf, kind)[0].K = pikepdf.Array()

    return printed(change)


def kind_changed(old: str, new: str) -> Damage:
    def change(pdf: pikepdf.Pdf, _: bytes) -> None:
        elements(pdf, old)[-1].S = pikepdf.Name(f"/{new}")

    return printed(change)


def with_image(rewrite: Any) -> Damage:
    def change(pdf: pikepdf.Pdf, _: bytes) -> None:
        for page in pdf.pages:
            for image in page.Resources.get("/XObject", {}).values():
                if image.get("/Subtype") == "/Image":
                    rewrite(image)

    return printed(change)


def one_colour(image: Any) -> None:
    size = int(image.Width) * int(image.Height)
    image.write(b"\x80" * size * (3 if image.ColorSpace == "/DeviceRGB" else 1))


def fewer_pixels(image: Any) -> None:
    one_colour(image)
    image.Width = 10


def pages_swapped(pdf: pikepdf.Pdf, _: bytes) -> None:
    last = pdf.pages[1]
    del pdf.pages[1]
    pdf.pages.append(last)


def bookmarks_dropped(pdf: pikepdf.Pdf, _: bytes) -> None:
    del pdf.Root.Outlines


def untagged(pdf: pikepdf.Pdf, _: bytes) -> None:
    del pdf.Root.StructTreeRoot


def paragraphs_swapped(pdf: pikepdf.Pdf, _: bytes) -> None:
    section = elements(pdf, "Sect")[0]
    kids = list(section.K)
    kids[1], kids[2] = kids[2], kids[1]
    section.K = pikepdf.Array(kids)


SECOND = "The second paragraph"
PDF: dict[str, tuple[str, Damage]] = {
    "a line dropped": ("proof-text", line(SECOND, lambda _: b"\n")),
    "a letter changed": ("proof-text", line(SECOND, other_letter)),
    "two lines swapped": ("proof-text", exchange("Nobody counted", "first the masons")),
    "two notes' words swapped": ("proof-note-text", exchange("Pearson wrote of it", "The plan is lost")),
    "a line painted twice": ("proof-overprint", line(SECOND, lambda stream: stream + stream)),
    "a line off the page": ("proof-off-page", line(SECOND, moved(-400, 0))),
    "a note off the page": ("proof-off-page", line("The plan is lost", moved(0, 1200))),
    "a note in the margin": ("proof-off-measure", line("The plan is lost", moved(-30, 0))),
    "a table's cell off the measure": ("proof-off-measure", line("2,377", moved(200, 0))),
    "code off the measure": ("proof-off-measure", line("kept as it is", moved(400, 0))),
    "a line over another": ("proof-overprint", line("then the divers", moved(0, -19))),
    "a line above the one before": ("proof-order", line("Nobody counted", moved(0, -200))),
    "a line in white": ("proof-hidden", line(SECOND, lambda stream: b"\n1 1 1 rg\n" + stream)),
    "a line invisible": ("proof-hidden", line(SECOND, lambda stream: b"\n3 Tr\n" + stream + b"\n0 Tr\n")),
    "a line covered": ("proof-hidden", painted(SECOND, b"0.9 g 0 0 432 648 re f")),
    "a line too small": (
        "proof-hidden",
        line(SECOND, lambda stream: stream.replace(b"1 0 0 -1", b".01 0 0 -.01")),
    ),
    "a glyph missing": ("proof-glyph", line(SECOND, notdef)),
    "two notes' names swapped": ("proof-link", printed(swap_ids)),
    "a call that leads elsewhere": ("proof-link", retargeted("fn-1", "fn-3")),
    "a call that leads nowhere": ("proof-link", retargeted("fn-1", "fn-99")),
    "a call without its link": ("proof-link", unlinked("fn-2")),
    "a note without its link back": ("proof-backlink", unlinked("fnref-2")),
    "a name in the text lost": ("proof-link", printed(renamed)),
    "a link to the web changed": ("proof-link", printed(another_address)),
    "a note out of the structure": ("proof-note-text", element_dropped("Note")),
    "a heading made a paragraph": ("proof-heading", kind_changed("H2", "P")),
    "a heading of another level": ("proof-heading-level", kind_changed("H2", "H3")),
    "a row dropped": ("proof-text", element_dropped("TBody")),
    "two paragraphs swapped": ("proof-text", printed(paragraphs_swapped)),
    "a picture of one colour": ("proof-image-blank", with_image(one_colour)),
    "a picture with other pixels": ("proof-image", with_image(fewer_pixels)),
    "a picture not painted": ("proof-image", redrawn(rb"/\S+ Do\b", b"")),
    "a picture off the page": ("proof-image-cut", redrawn(rb"(/\S+ Do\b)", rb"q 1 0 0 1 .9 0 cm \1 Q")),
    "pages in another order": ("proof-text", printed(pages_swapped)),
    "words painted among the text": (
        "proof-text-extra",
        line(SECOND, lambda stream: stream + b"\nEMC\n/Artifact BMC\nq 1 0 0 1 0 60 cm" + stream + b"Q\n"),
    ),
    "bookmarks dropped": ("proof-contents", printed(bookmarks_dropped)),
    "no structure": ("proof-text", printed(untagged)),
    "a list counted from another number": ("proof-list-number", line("7.", other_letter)),
    "the head of a table set again": ("proof-text-extra", kind_changed("Caption", "Artifact")),
    "half a file": ("proof-unreadable", lambda data: data[:2000]),
}


@pytest.mark.parametrize("name", PDF)
def test_damage_to_the_pdf_is_found(name: str):
    check("pdf", *PDF[name])


@pytest.mark.parametrize("name", PDF)
def test_damage_to_the_pdf_is_found_though_its_pages_were_seen_before(name: str, seen: Cache):
    own, (code, damage) = book(BOOK), PDF[name]
    damaged = damage(own.files["pdf"])
    found = own.prove("pdf", damaged, seen)
    assert code in {one.code for one in found}
    assert found == own.prove("pdf", damaged)  # all that is found, and nothing else


@pytest.fixture
def seen(tmp_path: Path) -> Cache:
    """A cache that holds the pages of the sound file."""
    kept = Cache(tmp_path)
    book(BOOK).prove("pdf", written_again(book(BOOK).files["pdf"]), kept)
    return kept


def test_a_page_that_was_seen_is_not_looked_at_again(seen: Cache, monkeypatch: pytest.MonkeyPatch):
    own = book(BOOK)
    looked: list[int] = []
    sheet = Eye.sheet

    def look(eye: Eye, page: Any, number: int, area: Any) -> Any:
        looked.append(number)
        return sheet(eye, page, number, area)

    monkeypatch.setattr(Eye, "sheet", look)
    damaged = line("Nobody counted", other_letter)(own.files["pdf"])
    looked.clear()
    own.prove("pdf", damaged, seen)
    assert looked == [2]


def check(kind: str, code: str, damage: Damage) -> None:
    own = book(BOOK)
    damaged = damage(own.files[kind])
    assert damaged != own.files[kind]
    assert code in own.codes(kind, damaged)


def test_a_fault_tells_the_line_of_the_manuscript_and_the_page():
    own = book(BOOK)
    found = own.prove("pdf", line("Nobody counted", other_letter)(own.files["pdf"]))
    told = next(one for one in found if one.code == "proof-text")
    assert "page 2" in told.message
    assert told.place
    line_of_it = own.sources[0].text.split("\n")[(told.place.line or 0) - 1]
    assert "Nobody counted" in line_of_it

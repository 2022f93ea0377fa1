"""The print PDF: the text as one document of pages, its notes at the foot of the page of their call."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from lxml import etree

from pipeline import frontmatter, markup, weasy
from pipeline.fonts import Face
from pipeline.markup import Written
from pipeline.model import Edition, Image, Manuscript, Note, Source

# The address space of what the project holds; nothing else is ever fetched.
OURS = "octavo:"
# A bookmark has the heading's words without the numbers of its notes (CSS GCPM 3, 6.2).
BOOKMARKS = "h1, h2, h3, h4, h5, h6 { bookmark-label: attr(data-bookmark) }"
# The head of a table stands again on every page of it; its foot, mostly a total, once at its end.
TABLES = (
    "tfoot { display: table-row-group } math.block { display: block; text-align: center }"
    " table:has(> caption) { min-width: 12em }"  # a caption is no wider than its table
    f" .{markup.TIGHT} td, .{markup.TIGHT} th {{ overflow-wrap: anywhere }}"
)


def make(
    manuscript: Manuscript,
    title: Written,
    chapters: Sequence[Written],
    stylesheet: Source,
    faces: Sequence[Face],
    created: datetime | None,
) -> Edition:
    """The PDF of the book in the stylesheet's page."""
    printed = weasy.render(**asked(manuscript, title, chapters, stylesheet, faces, created))
    return edition(printed)


def edition(printed: weasy.Printed) -> Edition:
    """What was printed, as an edition."""
    return Edition("pdf", printed.pdf, printed.findings)


def asked(
    manuscript: Manuscript,
    title: Written,
    chapters: Sequence[Written],
    stylesheet: Source,
    faces: Sequence[Face],
    created: datetime | None,
) -> dict[str, Any]:
    """The arguments of `weasy.render` that print the book."""
    html = document(manuscript, title, chapters, created)
    resources = {f"{OURS}fonts/{face.file_name}": face.data for face in faces}
    resources |= {f"{OURS}{name}": image.data for name, image in manuscript.images.items()}
    name = hashlib.sha256(etree.tostring(html) + stylesheet.text.encode()).digest()[:16]
    css = [font_faces(faces), BOOKMARKS, TABLES, stylesheet.text]
    return {"html": html, "stylesheets": css, "resources": resources, "identifier": name}


def font_faces(faces: Sequence[Face]) -> str:
    """CSS that names every face (CSS Fonts 4, section 11)."""
    return "\n".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style}; '
        f'src: url("{OURS}fonts/{face.file_name}") }}'
        for face in faces
    )


def document(
    manuscript: Manuscript, title: Written, chapters: Sequence[Written], created: datetime | None
) -> etree._Element:
    """The whole book as one element tree, its notes at their calls."""
    data = manuscript.metadata
    html = etree.Element("html", {"lang": data.lang, "dir": data.direction})
    head = etree.SubElement(html, "head")
    etree.SubElement(head, "title").text = data.title
    for name, content in _properties(manuscript, created):
        etree.SubElement(head, "meta", {"name": name, "content": content})
    body = etree.SubElement(html, "body")
    opening = markup.for_print(title)
    for header in opening.iter("header"):
        header.set("data-verso", header.get("data-verso") or data.title)
    parts = [opening, *printed(chapters, manuscript)]
    markup.fill_lists(opening, parts[1:])
    markup.opened(parts)
    for part in parts:
        _add_text(body, part.text or "")
        body.extend(list(part))
    _shorten(body)
    _resolve(body, manuscript.images)
    _hang(body)
    _count(body)
    markup.mark_tight(body)
    markup.print_maths(body)
    _place(body, manuscript.notes)
    return html


def _add_text(body: etree._Element, text: str) -> None:
    """Words before a part's first element stay words before it."""
    if not text.strip():
        return
    if len(body):
        body[-1].tail = (body[-1].tail or "") + text
    else:
        body.text = (body.text or "") + text


def printed(chapters: Sequence[Written], manuscript: Manuscript) -> Iterator[etree._Element]:
    """Each chapter with its notes at their calls or after it; or all notes before the bibliography."""
    place, word = manuscript.settings.notes.place, markup.term("notes", manuscript.metadata.lang)
    last = markup.last_of_text(chapters)
    groups = [(chapter.title if len(chapters) > 1 else "", chapter.notes) for chapter in chapters]
    for number, chapter in enumerate(chapters):
        body = markup.for_print(chapter) if place == "foot" else markup.with_calls(chapter)
        if place == "chapter-end" and chapter.notes:
            body.append(markup.end_notes([("", chapter.notes)], word, 2))
        yield body
        if place == "book-end" and number == last and any(chapter.notes for chapter in chapters):
            end = etree.Element("div")
            end.append(markup.end_notes(groups, word))
            yield end


def _properties(manuscript: Manuscript, created: datetime | None) -> Iterator[tuple[str, str]]:
    data = manuscript.metadata
    yield from (("author", author) for author in data.authors)
    if data.keywords:
        yield "keywords", ", ".join(data.keywords)
    if data.description:
        yield "description", data.description
    yield "generator", "Octavo"
    if created:
        yield "dcterms.created", created.strftime("%Y-%m-%dT%H:%M:%SZ")
        yield "dcterms.modified", created.strftime("%Y-%m-%dT%H:%M:%SZ")


def _shorten(body: etree._Element) -> None:
    """A heading's words for the running heads are no longer than the line; its bookmark has them all."""
    for heading in body.iter(*markup.HEADINGS):
        if words := heading.get("data-title"):
            heading.set("data-bookmark", words)
            heading.set("data-title", frontmatter.cut(words, frontmatter.RUNNING_CHAPTER))


def _count(body: etree._Element) -> None:
    """Begin every list at its own number: WeasyPrint knows `start` by no stylesheet (HTML, 4.4.5)."""
    for numbered in body.iter("ol"):
        if (start := numbered.get("start") or "").lstrip("-").isdigit():
            numbered.set("style", f"counter-reset: list-item {int(start) - 1}")


def _hang(body: etree._Element) -> None:
    """Take pandoc's line end from each entry's beginning: after the box that hangs it, it is a space."""
    for entry in body.iter("div"):
        if "csl-entry" in (entry.get("class") or "").split() and entry.text:
            entry.text = entry.text.lstrip() or None


def _place(body: etree._Element, notes: Sequence[Note]) -> None:
    """Tell every note where its call was written, so that a finding about it can name the line."""
    places = {f"fn-{note.serial}": note.place for note in notes}
    for note in body.iter("span"):
        if (place := places.get(note.get("id") or "")) is not None:
            note.set("data-place", str(place))


def _resolve(body: etree._Element, images: Mapping[str, Image]) -> None:
    """Give every picture its address among what the project holds."""
    for picture in body.iter("img"):
        source = picture.get("src") or ""
        if source in images:
            picture.set("src", OURS + source)

"""Small books for the tests: markdown in, written chapters out."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from pipeline import chapters, citations, csl, finishing, markup, pandoc, titles
from pipeline.markup import Written
from pipeline.model import Finding, Image, Manuscript, NoteSettings, Settings


@dataclass(frozen=True)
class Book:
    manuscript: Manuscript
    title: Written
    chapters: tuple[Written, ...]
    findings: tuple[Finding, ...]


def book(
    *texts: str, header: str = "title: A Book", place: str = "foot", images: tuple[Image, ...] = ()
) -> Book:
    """The book of these chapter files (`1.md`, `2.md` …)."""
    head, *bodies = pandoc.read(list(texts), [f"---\n{header}\n---\n"])
    metadata = titles.metadata(head.meta)
    files = [
        chapters.Text(f"{number}.md", reading.blocks, *chapters.named(reading.blocks), key=reading.answer)
        for number, reading in enumerate(bodies, 1)
    ]
    settings = NoteSettings(place=place)
    parts = finishing.parts(chapters.unify(files), in_notes=False)
    style = csl.resolve("chicago", None)
    assert isinstance(style, csl.Style)
    cited = citations.cite([part.gathered for part in parts], {}, style, [], pandoc.cite, Settings())
    drafts = finishing.drafts(parts, cited, metadata.title, metadata.lang, None)
    numbered, ledger = finishing.finish(drafts, settings)
    shown = {image.target: image for image in images}
    manuscript = Manuscript(metadata, numbered, ledger, shown, Settings(notes=settings))
    title, written, findings = markup.book(metadata, numbered, pandoc.write_html)
    return Book(manuscript, title, written, findings)


def chapter(text: str) -> Written:
    return book(text).chapters[0]


def html(element: etree._Element) -> str:
    """The content of the element as text, line ends laid together."""
    whole = etree.tostring(element, encoding="unicode")
    return " ".join(whole.split()).replace("> <", "><")


def words(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())

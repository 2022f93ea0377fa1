"""The Word edition: native notes, named styles, nothing of anyone's default look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pipeline import frontmatter, tree
from pipeline.editions.word import notes as native
from pipeline.editions.word import sections
from pipeline.editions.word.contents import bookmark, fill_lists, pages_filled
from pipeline.editions.word.direction import mark_right_to_left
from pipeline.editions.word.dress import dressed
from pipeline.editions.word.foot import space_front
from pipeline.editions.word.front import front, pages
from pipeline.editions.word.heads import with_own_words
from pipeline.editions.word.links import without_dead_links
from pipeline.editions.word.numbering import mend_numbering
from pipeline.editions.word.package import assembled, with_own_styles
from pipeline.editions.word.paragraphs import mend_paragraphs
from pipeline.editions.word.properties import application_properties, core_properties
from pipeline.editions.word.raw import without_raw
from pipeline.editions.word.tables import mend_tables
from pipeline.frontmatter.style import asked
from pipeline.house_style import Face, Stylesheet, WordStyles, word_styles
from pipeline.house_style.ooxml import Xml, packed, parse, q, serialize, unpacked
from pipeline.model import Block, Chapter, Edition, Finding, Image, Manuscript
from pipeline.pandoc import Kept

Writer = Callable[[dict[str, Any], bytes, Mapping[str, Image]], bytes]
MISSING = {"t": "MetaString", "c": "en-US"}
PANDOC_API = [1, 23, 1, 1]


def docx(manuscript: Manuscript, stylesheet: Stylesheet, *, created: datetime | None, write: Writer,
         fonts: tuple[Face, ...] = (), kept: Kept | None = None) -> Edition:  # fmt: skip
    """The manuscript as a Word file; `write` is pandoc's Word writer (tree, reference.docx, pictures)."""
    metadata = manuscript.metadata
    styles = word_styles(
        stylesheet,
        lang=metadata.lang,
        direction=metadata.direction,
        running=_running(manuscript),
        fonts=fonts,
        kept=kept,
    )
    before = pages(metadata, asked(stylesheet.text, manuscript.settings), styles.mending)
    blocks, findings = _text(manuscript, styles, opened=bool(before))
    blocks[:0] = before
    meta = front(metadata, styles.mending) if not before else {"lang": metadata.meta.get("lang") or MISSING}
    whole = {"pandoc-api-version": PANDOC_API, "meta": meta, "blocks": blocks}
    written = unpacked(write(whole, styles.reference_docx, manuscript.images))
    parts = _mended(written, manuscript, styles, stylesheet.text, created)
    return Edition("docx", packed(parts), (*styles.findings, *findings))


def _running(manuscript: Manuscript) -> dict[str, str]:
    """The words of the running heads: author on the verso, title on the recto."""
    metadata = manuscript.metadata
    authors, title = frontmatter.running(metadata)
    chapter = next((one.title for one in manuscript.chapters if one.title and not _is_part(one)), "")
    return {
        "title": title,
        "author": authors,
        "verso": authors or title,
        "recto": title,
        "heading 1": chapter,
    }


def with_pages(edition: Edition, pages: Mapping[str, str]) -> Edition:
    """The edition with page numbers in its lists; `pages` has the label of the page of each named place."""
    parts = unpacked(edition.data)
    document = parse(parts["word/document.xml"])
    pages_filled(document, pages)
    return replace(edition, data=packed({**parts, "word/document.xml": serialize(document)}))


def _unnumbered(manuscript: Manuscript) -> set[str]:
    """The bookmarks of the headings that are not numbered: they stand apart in the contents."""
    headings = (
        block
        for chapter in manuscript.chapters
        for block in tree.elements(list(chapter.blocks), "Header")
        if tree.has_class(block, "unnumbered")
    )
    return {bookmark(tree.identifier(heading)) for heading in headings}


def _is_part(chapter: Chapter) -> bool:
    return any(tree.has_class(block, "part") for block in chapter.blocks[:1])


def _text(manuscript: Manuscript, styles: WordStyles, *, opened: bool) -> tuple[list[Block], list[Finding]]:
    """The chapters' blocks, dressed, with a sign between them where each is a section."""
    blocks: list[Block] = []
    findings: list[Finding] = []
    divided = sections.needed(manuscript.settings.notes, styles.mending)
    for number, chapter in enumerate(manuscript.chapters):
        clean, told = without_raw(chapter.blocks, chapter.source)
        findings += told
        titled = styles.mending.chapter_start and manuscript.metadata.title and not opened
        if divided and (number or titled):
            blocks.append(sections.chapter_mark())
        blocks += dressed(clean, styles.mending)
    return blocks, findings


def _mended(written: Mapping[str, bytes], manuscript: Manuscript, styles: WordStyles, stylesheet_text: str,
            created: datetime | None) -> dict[str, bytes]:  # fmt: skip
    settings, mending = manuscript.settings.notes, styles.mending
    reference = styles.parts
    document, numbering = parse(written["word/document.xml"]), parse(written["word/numbering.xml"])
    footnotes = native.with_separators(parse(written["word/footnotes.xml"]), reference["word/footnotes.xml"])
    endnotes = parse(reference["word/endnotes.xml"])
    mend_numbering(numbering, mending)
    sections.divide(document, settings, mending)
    labels = {str(note.serial): note.label for note in manuscript.notes}
    kept = native.number_notes(document, footnotes, labels, restart=settings.numbering == "chapter")
    native.mend_notes(footnotes, mending)
    if settings.place != "foot":
        endnotes = native.to_endnotes(document, footnotes, reference["word/endnotes.xml"], kept)
    body = document.find(q("w:body"))
    assert body is not None
    mend_tables(body, mending)
    mend_paragraphs(body, mending)
    fill_lists(body, asked(stylesheet_text, manuscript.settings).depth, _unnumbered(manuscript))
    space_front(body, footnotes, mending)
    without_dead_links((document, footnotes, endnotes))
    for text in (document, footnotes, endnotes):
        mark_right_to_left(text)
    written, reference = with_own_words(document, written, reference)
    texts: dict[str, Xml] = {
        "document": document, "numbering": numbering, "footnotes": footnotes, "endnotes": endnotes,
    }  # fmt: skip
    texts["styles"] = with_own_styles(
        reference["word/styles.xml"], written["word/styles.xml"], texts.values()
    )
    properties = {
        "docProps/core.xml": core_properties(manuscript.metadata, created),
        "docProps/app.xml": application_properties(manuscript.metadata),
    }
    return assembled(written, reference, texts, properties, settings)

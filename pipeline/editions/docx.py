"""The Word edition: native notes, named styles, nothing of anyone's default look."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from pipeline import frontmatter, tree
from pipeline.cache import Kept
from pipeline.editions.word import notes as native
from pipeline.editions.word import sections
from pipeline.editions.word.contents import bookmark, fill_lists, pages_asked, pages_filled
from pipeline.editions.word.dress import dressed
from pipeline.editions.word.foot import space_front
from pipeline.editions.word.front import front, pages
from pipeline.editions.word.heads import with_own_words
from pipeline.editions.word.joining import joined
from pipeline.editions.word.links import without_dead_links
from pipeline.editions.word.numbering import mend_numbering
from pipeline.editions.word.package import assembled, with_own_styles
from pipeline.editions.word.piece import Dressed, Piece, Stretch, Writer, pieces
from pipeline.editions.word.properties import application_properties, core_properties
from pipeline.editions.word.raw import without_raw
from pipeline.frontmatter.style import asked
from pipeline.house_style import Face, Stylesheet, WordStyles, word_styles
from pipeline.house_style.ooxml import Xml, packed, parse, q, serialize
from pipeline.house_style.word_mending import Mending
from pipeline.model import Block, Chapter, Edition, Finding, Manuscript

MISSING = {"t": "MetaString", "c": "en-US"}


@dataclass(frozen=True, slots=True)
class Made:
    """A Word file that waits for the page numbers in its lists: its text, its other parts, what was found."""

    document: Xml
    parts: Mapping[str, bytes]
    findings: tuple[Finding, ...]


def docx(manuscript: Manuscript, stylesheet: Stylesheet, *, created: datetime | None, write: Writer,
         fonts: tuple[Face, ...] = (), kept: Kept | None = None) -> Edition:  # fmt: skip
    """The manuscript as a Word file; `write` is pandoc's Word writer (trees, reference.docx, pictures)."""
    return edition(make(manuscript, stylesheet, created=created, write=write, fonts=fonts, kept=kept))


def make(manuscript: Manuscript, stylesheet: Stylesheet, *, created: datetime | None, write: Writer,
         fonts: tuple[Face, ...] = (), kept: Kept | None = None) -> Made:  # fmt: skip
    """As `docx`, before the lists have page numbers."""
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
    found = pieces(_stretches(manuscript, styles, before), styles, manuscript.images, write, kept)
    findings = (*styles.findings, *(one for piece in found for one in piece.findings))
    document, parts = _mended(found, manuscript, styles, stylesheet.text, created)
    return Made(document, parts, findings)


def pages_in_lists(made: Made, places: Mapping[str, str]) -> dict[str, str]:
    """The pages that the lists show; `places` has the label of the printed page of each named place."""
    return pages_asked(made.document, places)


def edition(made: Made, in_lists: Mapping[str, str] | None = None) -> Edition:
    """The file, with these pages in its lists (see `pages_in_lists`)."""
    if in_lists is not None:
        pages_filled(made.document, in_lists)
    data = packed({**made.parts, "word/document.xml": serialize(made.document)})
    return Edition("docx", data, made.findings)


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


def _is_part(chapter: Chapter) -> bool:
    return any(tree.has_class(block, "part") for block in chapter.blocks[:1])


def _stretches(manuscript: Manuscript, styles: WordStyles, before: list[Block]) -> list[Stretch]:
    """The pages before the text or the title block; then each chapter, before a section's a sign."""
    metadata, mending = manuscript.metadata, styles.mending
    lang = {"lang": metadata.meta.get("lang") or MISSING}
    divided = sections.needed(manuscript.settings.notes, mending)
    titled = mending.chapter_start and metadata.title and not before
    meta = lang if before else front(metadata, mending)
    opening = json.dumps([before, meta])
    found = [Stretch(opening, lambda: Dressed(before), meta)]
    for number, chapter in enumerate(manuscript.chapters):
        mark = [sections.chapter_mark()] if divided and (number or titled) else []
        key = json.dumps([mark, lang, chapter.digest])
        found.append(Stretch(key, partial(_dressed, chapter, mark, mending), lang))
    return found


def _dressed(chapter: Chapter, mark: list[Block], mending: Mending) -> Dressed:
    clean, findings = without_raw(chapter.blocks, chapter.source)
    headings = tree.blocks(chapter.blocks, "Header")
    unnumbered = [one for one in headings if tree.has_class(one, "unnumbered")]
    around = tree.blocks(chapter.blocks, "BlockQuote", "OrderedList", "BulletList", "DefinitionList", "Table")
    inner = [heading for one in around for heading in tree.blocks(one, "Header")]
    names = (tuple(bookmark(tree.identifier(one)) for one in found) for found in (unnumbered, inner))
    return Dressed([*mark, *dressed(clean, mending)], findings, *names)


def _mended(found: Sequence[Piece], manuscript: Manuscript, styles: WordStyles, stylesheet_text: str,
            created: datetime | None) -> tuple[Xml, dict[str, bytes]]:  # fmt: skip
    """The document and every other part: what only the whole text can tell is mended here."""
    settings, mending = manuscript.settings.notes, styles.mending
    text, reference = joined(found), styles.parts
    document, numbering = text.parts["document"], text.parts["numbering"]
    footnotes = native.with_separators(text.parts["footnotes"], reference["word/footnotes.xml"])
    endnotes = parse(reference["word/endnotes.xml"])
    mend_numbering(numbering, mending)
    sections.divide(document, settings, mending)
    labels = {str(note.serial): note.label for note in manuscript.notes}
    kept = native.number_notes(document, footnotes, labels, restart=settings.numbering == "chapter")
    if settings.place != "foot":
        endnotes = native.to_endnotes(document, footnotes, reference["word/endnotes.xml"], kept)
    body = document.find(q("w:body"))
    assert body is not None
    depth = asked(stylesheet_text, manuscript.settings).depth
    unnumbered = {name for piece in found for name in piece.unnumbered}
    inner = {name for piece in found for name in piece.inner}
    fill_lists(body, depth, unnumbered, inner)
    space_front(body, footnotes, mending)
    without_dead_links((document, footnotes, endnotes))
    document_links, reference = with_own_words(document, text.parts["document-links"], reference)
    texts: dict[str, Xml] = {
        "document": document, "numbering": numbering, "footnotes": footnotes, "endnotes": endnotes,
        "styles": with_own_styles(reference["word/styles.xml"], text.parts["styles"]),
    }  # fmt: skip
    properties = {
        "docProps/core.xml": core_properties(manuscript.metadata, created),
        "docProps/app.xml": application_properties(manuscript.metadata),
    }
    links = {"document": document_links, "footnotes": text.parts["footnotes-links"]}
    return document, assembled(text.media, links, reference, texts, properties, settings)

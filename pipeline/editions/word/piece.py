"""A stretch of the text as Word has it, made by itself and kept: the pages before the text, or a chapter.

All is mended in it that its neighbours have no part in, so that an unchanged chapter costs no more than to be
read and joined.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from lxml import etree

from pipeline.cache import Kept, bundled, kept_or_made, unbundled
from pipeline.editions.word import notes
from pipeline.editions.word.direction import mark_right_to_left
from pipeline.editions.word.paragraphs import mend_paragraphs
from pipeline.editions.word.tables import mend_tables
from pipeline.house_style import WordStyles
from pipeline.house_style.ooxml import Xml, parse, q, root, unpacked
from pipeline.house_style.word_mending import Mending
from pipeline.model import Block, Finding, Image

Writer = Callable[[Sequence[dict[str, Any]], bytes, Mapping[str, Image]], list[bytes]]
PANDOC_API = [1, 23, 1, 1]
_PARTS = ("document", "footnotes", "numbering", "styles", "document-links", "footnotes-links")


@dataclass(frozen=True, slots=True)
class Dressed:
    """Blocks dressed for pandoc, and what of them Word cannot have.

    The bookmarks of the headings that are not numbered, and of those in quotations, lists and tables: they
    stand apart in the contents.
    """

    blocks: list[Block]
    findings: Sequence[Finding] = ()
    unnumbered: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a piece is made of; `key` tells it from any other."""

    key: str
    make: Callable[[], Dressed]
    meta: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """The parts of a Word file that hold one stretch, by their names, its pictures; else as `Dressed`."""

    parts: Mapping[str, Xml]
    media: Mapping[str, bytes]
    findings: tuple[Finding, ...]
    unnumbered: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()


def pieces(
    stretches: Sequence[Stretch],
    styles: WordStyles,
    images: Mapping[str, Image],
    write: Writer,
    kept: Kept | None,
) -> list[Piece]:
    """The stretches in these styles; those that are not kept are written by one run of pandoc."""
    look = _look(styles)
    shown = {name: sha256(image.data).hexdigest() for name, image in images.items()}
    keys = [json.dumps([look, one.key, sorted(shown.items())]).encode() for one in stretches]

    def made(missing: list[int]) -> Iterator[Piece]:
        texts = [stretches[at].make() for at in missing]
        trees = [
            {"pandoc-api-version": PANDOC_API, "meta": dict(stretches[at].meta), "blocks": text.blocks}
            for at, text in zip(missing, texts, strict=True)
        ]
        files = write(trees, styles.reference_docx, images)
        for data, text in zip(files, texts, strict=True):
            yield _made(unpacked(data), styles, text)

    return kept_or_made(kept, "word-piece", keys, made, _packed, _unpacked)


def _look(styles: WordStyles) -> str:
    """What tells one set of styles from another."""
    mending = json.dumps(asdict(styles.mending), sort_keys=True, default=sorted)
    return sha256(styles.parts["word/styles.xml"] + mending.encode()).hexdigest()


def _made(written: Mapping[str, bytes], styles: WordStyles, text: Dressed) -> Piece:
    """What pandoc wrote, mended."""
    document, footnotes = parse(written["word/document.xml"]), parse(written["word/footnotes.xml"])
    for separator in [note for note in footnotes if note.get(q("w:type")) is not None]:
        footnotes.remove(separator)
    _mend(document, footnotes, styles.mending)
    links = {name: parse(written[f"word/_rels/{name}.xml.rels"]) for name in ("document", "footnotes")}
    parts = {
        "document": document,
        "footnotes": footnotes,
        "numbering": parse(written["word/numbering.xml"]),
        "styles": _own_styles(
            written["word/styles.xml"], styles.parts["word/styles.xml"], document, footnotes
        ),
        **{f"{name}-links": part for name, part in links.items()},
    }
    media = {name: data for name, data in written.items() if name.startswith("word/media/")}
    return Piece(parts, media, tuple(text.findings), text.unnumbered, text.inner)


def _mend(document: Xml, footnotes: Xml, mending: Mending) -> None:
    body = document.find(q("w:body"))
    assert body is not None
    notes.mend_notes(footnotes, mending)
    mend_tables(body, mending)
    mend_paragraphs(body, mending)
    for text in (document, footnotes):
        mark_right_to_left(text)


def _own_styles(written: bytes, ours: bytes, *texts: Xml) -> Xml:
    """The styles that the author named in the text and pandoc has made for it."""
    known = {str(style.get(q("w:styleId"))) for style in parse(ours).iter(q("w:style"))}
    tags = [q(name) for name in ("w:pStyle", "w:rStyle", "w:tblStyle")]
    used = {str(one.get(q("w:val"))) for text in texts for one in text.iter(*tags)} - known
    own = [one for one in parse(written).iter(q("w:style")) if one.get(q("w:styleId")) in used]
    return root("w:styles", *own)


def _packed(piece: Piece) -> bytes:
    """The piece as bytes, all its namespaces kept: what is read again gives the same file as what is new."""
    head = {
        "findings": [one.row() for one in piece.findings],
        "media": list(piece.media),
        "headings": [piece.unnumbered, piece.inner],
    }
    return bundled(head, [*(etree.tostring(piece.parts[name]) for name in _PARTS), *piece.media.values()])


def _unpacked(data: bytes) -> Piece:
    head, blobs = unbundled(data)
    parts = {name: parse(blob) for name, blob in zip(_PARTS, blobs, strict=False)}
    media = dict(zip(head["media"], blobs[len(_PARTS) :], strict=True))
    unnumbered, inner = map(tuple, head["headings"])
    return Piece(parts, media, tuple(map(Finding.of, head["findings"])), unnumbered, inner)

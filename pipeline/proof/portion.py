"""What one chapter should be in every finished file, gathered from its tree alone, and kept by its words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from pipeline import tree
from pipeline.cache import Kept, kept_or_made
from pipeline.model import Block, Chapter, Manuscript, Note
from pipeline.proof.numbering import item_number
from pipeline.proof.reading import Heading
from pipeline.proof.stream import GAP, each_word, letters

_FORMS = {"LowerAlpha": "lowerLetter", "UpperAlpha": "lowerLetter", "LowerRoman": "lowerRoman",
          "UpperRoman": "lowerRoman"}  # fmt: skip
_SCHEMES = ("http:", "https:", "mailto:")
_CAPTIONED = {"Figure": "figures", "Table": "tables"}


@dataclass(frozen=True, slots=True)
class Portion:
    """A chapter: its letters, headings, entries of the contents, pictures, links, works, numbers of items.

    Of its notes the letters, and whether they cite. `furniture` are the words of its headings; `captions` the
    letters of those of figures and tables; `is_list` says that it is a list of works; `doubts` are citations
    without words (by their keys) and words in bold that ask for a source.
    """

    text: str
    headings: Sequence[Heading]
    contents: Sequence[str]
    pictures: Sequence[str]
    links: Sequence[str]
    references: Sequence[str]
    numbers: Sequence[str]
    notes: Sequence[tuple[str, bool]]
    note_pictures: Sequence[str]
    note_numbers: Sequence[str]
    furniture: Sequence[str]
    captions: Sequence[tuple[str, str]]
    is_list: bool
    doubts: Sequence[tuple[str, str]]

    def packed(self) -> bytes:
        """The portion as data."""
        headings = [(one.level, one.text, one.words) for one in self.headings]
        return json.dumps([self.text, headings, *(getattr(self, name) for name in _FIELDS)]).encode()

    @classmethod
    def unpacked(cls, data: bytes) -> Portion:
        """What `packed` gave."""
        text, headings, *rest = json.loads(data)
        known = [Heading(level, own, words=words) for level, own, words in headings]
        named = dict(zip(_FIELDS, rest, strict=True))
        for name in ("notes", "captions", "doubts"):
            named[name] = [(one, other) for one, other in named[name]]
        return cls(text, known, **named)


_FIELDS = ("contents", "pictures", "links", "references", "numbers", "notes", "note_pictures", "note_numbers",
           "furniture", "captions", "is_list", "doubts")  # fmt: skip


@dataclass(slots=True)
class Parts:
    """The pieces of a text while it is gathered."""

    words: list[str] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    references: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


def portions(manuscript: Manuscript, kept: Kept | None) -> list[Portion]:
    """The portion of each chapter; one that is kept needs no tree."""
    notes: dict[int, list[Note]] = {}
    for note in manuscript.notes:
        notes.setdefault(note.chapter, []).append(note)
    chapters = manuscript.chapters

    def make(missing: Sequence[int]) -> Iterator[Portion]:
        return (_portion(chapters[at], notes.get(at, ())) for at in missing)

    keys = [chapter.digest.encode() for chapter in chapters] if kept else [b""] * len(chapters)
    return kept_or_made(kept, "proof-portion", keys, make, Portion.packed, Portion.unpacked)


def _portion(chapter: Chapter, notes: Sequence[Note]) -> Portion:
    blocks = list(chapter.blocks)
    parts, of_notes, told = Parts(), Parts(), []
    _gather(blocks, parts)
    for note in notes:
        of_notes.words = []
        _gather(list(note.blocks), of_notes)
        cites = any(tree.has_class(one, "citation") for one in tree.elements(list(note.blocks), "Span"))
        told.append((folded(of_notes.words), cites))
    titles = [chapter.title, *(tree.stringify(one["c"][2]) for one in tree.blocks(blocks, "Header"))]
    return Portion(
        folded(parts.words),
        parts.headings,
        parts.contents,
        parts.pictures,
        sorted(parts.links | of_notes.links),
        parts.references,
        parts.numbers,
        told,
        of_notes.pictures,
        of_notes.numbers,
        list(dict.fromkeys(word for title in titles for word in each_word(title))),
        list(_captions(blocks)),
        any(tree.has_class(one, "csl-bib-body") for one in tree.blocks(blocks, "Div")),
        list(_doubts(blocks)),
    )


def _captions(blocks: list[Block]) -> Iterator[tuple[str, str]]:
    """The letters of the first paragraph of each caption, without calls, and what it is of."""
    for one in tree.elements(blocks, *_CAPTIONED):
        own = one["c"][1][1]
        bare = [tree.plain(without_calls(tree.inlines_of(own[0]) or []))] if own else []
        if text := letters_of(bare):
            yield _CAPTIONED[one["t"]], text


def _doubts(blocks: list[Block]) -> Iterator[tuple[str, str]]:
    """Citations without words, and words in bold that end with a question mark; notes within."""
    for one in tree.elements(blocks, "Strong", "Cite"):
        words = tree.stringify(one, notes=True).strip()
        if one["t"] == "Cite" and not words:
            yield "wordless", ", ".join(cited["citationId"] for cited in one["c"][0])
        elif one["t"] == "Strong" and words.endswith("?"):
            yield "asked", words


def folded(words: Sequence[str]) -> str:
    """The letters of the pieces, gaps kept."""
    return GAP.join(letters(piece) for piece in "".join(words).split(GAP))


def letters_of(blocks: Sequence[Block]) -> str:
    """The letters of some blocks, as they are compared."""
    own = Parts()
    _gather(list(blocks), own)
    return folded(own.words)


def _gather(node: Any, parts: Parts) -> None:
    """The words of a node in reading order, with the number of each call and without the notes."""
    if isinstance(node, list):
        for child in node:
            _gather(child, parts)
        return
    if not isinstance(node, dict):
        return
    kind: str | None = node.get("t")
    content: Any = node.get("c")
    if kind is None:
        for value in node.values():
            _gather(value, parts)
    elif kind in ("Str", "MetaString"):
        parts.words.append(content)
    elif kind in ("Space", "SoftBreak", "LineBreak"):
        parts.words.append(" ")
    elif kind in ("Code", "CodeBlock"):
        parts.words.append(content[1])
    elif kind == "Math":
        parts.words.append(GAP)
    elif kind == "Quoted" or kind == "Cite":
        _gather(content[1], parts)
    elif kind not in ("RawInline", "RawBlock", "Note") and content is not None:
        _gather_marked(node, parts)


def _gather_marked(node: dict[str, Any], parts: Parts) -> None:
    """The words of what has more to it than words: pictures, links, headings, calls, entries."""
    kind, content = node["t"], node["c"]
    if kind == "Image":
        parts.pictures.append(content[2][0])
        calls = [one for one in tree.elements(content[1], "Span") if tree.has_class(one, "note-call")]
        _gather(calls, parts)
    elif kind == "Link":
        target = content[2][0]
        if target.lower().startswith(_SCHEMES):
            parts.links.add(link(target))
        _gather(content[1], parts)
    elif kind == "Span" and (tree.has_class(node, "note-call") or tree.has_class(node, "note-again")):
        parts.words.append(tree.attribute(node, "number") or "")
    elif kind == "Header":
        begun = len(parts.words)
        _gather(content[2], parts)
        bare = letters_of([tree.plain(without_calls(content[2]))])
        parts.headings.append(Heading(content[0], folded(parts.words[begun:]), words=bare))
        if content[0] == 1 and GAP not in parts.headings[-1].text:
            parts.contents.append(letters(tree.stringify(content[2])))
    elif kind == "OrderedList":
        (start, style, _), items = content
        form = _FORMS.get(style["t"], "decimal")
        parts.numbers += [item_number(start + at, form) for at in range(len(items))]
        _gather_apart(items, parts)
    elif kind == "Figure":
        _gather(content[2], parts)
        _gather(content[1], parts)
    else:
        if kind == "Div" and tree.has_class(node, "csl-entry"):
            parts.references.append(tree.identifier(node).removeprefix("ref-"))
        (_gather if kind == "Div" else _gather_apart)(content, parts)


def _gather_apart(content: Any, parts: Parts) -> None:
    """The words of a quotation, a list or a table: a heading in it is no part of the book."""
    begun, listed = len(parts.headings), len(parts.contents)
    _gather(content, parts)
    del parts.contents[listed:]
    parts.headings[begun:] = [replace(one, words="") for one in parts.headings[begun:]]


def without_calls(inlines: list[Any]) -> list[Any]:
    """The inlines without calls of notes."""

    def drop(element: dict[str, Any]) -> list[Any] | None:
        return [] if {"note-call", "note-again"} & set(tree.classes(element)) else None

    bare: list[Any] = tree.walk(drop, inlines)
    return bare


def link(target: str) -> str:
    """An address as it is compared: quoted characters and its closing slash left out of account."""
    return unquote(target).rstrip("/")

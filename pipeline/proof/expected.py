"""What every finished file must hold, gathered from the manuscript alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from pipeline import tree
from pipeline.markup import term
from pipeline.model import Block, Image, Manuscript
from pipeline.proof.numbering import item_number
from pipeline.proof.reading import Heading, ReadNote
from pipeline.proof.stream import GAP, each_word, letters

_FORMS = {"LowerAlpha": "lowerLetter", "UpperAlpha": "lowerLetter", "LowerRoman": "lowerRoman",
          "UpperRoman": "lowerRoman"}  # fmt: skip
_SCHEMES = ("http:", "https:", "mailto:")


@dataclass(frozen=True, slots=True)
class Expected:
    """Title page, text, notes, headings (with the words of the table of contents), pictures, links, works.

    `title` is the title with subtitle, authors and date; `abstract` its heading and words. `printed` is the
    text with the headings that stand over endnotes in print.
    """

    title: str
    abstract: str
    body: str
    printed: str
    notes: tuple[ReadNote, ...]
    title_notes: tuple[str, ...]
    headings: tuple[Heading, ...]
    printed_headings: tuple[Heading, ...]
    contents: tuple[str, ...]
    pictures: tuple[Image, ...]
    in_notes: bool  # whether some of the pictures stand in notes, which an edition places as it likes
    links: frozenset[str]
    references: tuple[str, ...]
    numbers: tuple[str, ...]
    furniture: frozenset[str]


@dataclass(slots=True)
class _Parts:
    """The pieces of a text while it is gathered."""

    words: list[str] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    references: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


def expected(manuscript: Manuscript) -> Expected:
    """What the finished text holds, independent of any edition."""
    parts = _Parts()
    ends: list[tuple[int, int]] = []  # of each chapter: pieces and headings so far
    for chapter in manuscript.chapters:
        _gather(list(chapter.blocks), parts)
        ends.append((len(parts.words), len(parts.headings)))
    printed = _printed(manuscript, parts, ends)
    notes, in_text = [], len(parts.pictures)
    for note in manuscript.notes:
        own = _Parts(pictures=parts.pictures, links=parts.links, numbers=parts.numbers)
        _gather(list(note.blocks), own)
        notes.append(ReadNote(note.label, folded(own.words)))
    data = manuscript.metadata
    abstract = letters_of(_values(data.meta.get("abstract")))
    if abstract:
        heading = tree.stringify(data.meta.get("abstract-title") or []) or term("abstract", data.lang)
        abstract = letters(heading) + abstract
    pictures = [manuscript.images[name] for name in parts.pictures if name in manuscript.images]
    lines = (data.title, data.subtitle, *data.authors, data.date)
    return Expected(
        title=letters(" ".join(lines)),
        abstract=abstract,
        body=folded(parts.words),
        printed=folded(printed.words),
        notes=tuple(notes),
        title_notes=tuple(_title_notes(manuscript)),
        headings=tuple(heading for heading in parts.headings if heading.text),
        printed_headings=tuple(heading for heading in printed.headings if heading.text),
        contents=tuple(entry for entry in parts.contents if entry),
        pictures=tuple(pictures),
        in_notes=len(parts.pictures) > in_text,
        links=frozenset(parts.links),
        references=tuple(parts.references),
        numbers=tuple(parts.numbers),
        furniture=_furniture(manuscript),
    )


def _printed(manuscript: Manuscript, parts: _Parts, ends: Sequence[tuple[int, int]]) -> _Parts:
    """The text with the headings over endnotes, after each chapter or before the bibliography."""
    place, word = manuscript.settings.notes.place, term("notes", manuscript.metadata.lang)
    called = {note.chapter for note in manuscript.notes}
    printed = _Parts()
    words = headings = 0
    last = _last_of_text(manuscript)
    for number, (more_words, more_headings) in enumerate(ends):
        printed.words += parts.words[words:more_words]
        printed.headings += parts.headings[headings:more_headings]
        words, headings = more_words, more_headings
        if place == "chapter-end" and number in called:
            _head(printed, 2, word)
        if place == "book-end" and called and number == last:
            _head(printed, 1, word)
            for other, chapter in enumerate(manuscript.chapters):
                if other in called and len(ends) > 1:
                    _head(printed, 2, chapter.title)
    return printed


def _last_of_text(manuscript: Manuscript) -> int:
    """The number of the chapter after which the notes of the book stand: only lists of works follow them."""
    called = {note.chapter for note in manuscript.notes}
    last = len(manuscript.chapters) - 1
    while last > max(called, default=0) and any(
        tree.has_class(one, "csl-bib-body") for one in tree.blocks(manuscript.chapters[last].blocks, "Div")
    ):
        last -= 1
    return last


def _head(parts: _Parts, level: int, words: str) -> None:
    parts.words.append(words)
    parts.headings.append(Heading(level, letters(words), words=letters(words) if level == 1 else ""))


def folded(words: Sequence[str]) -> str:
    """The letters of the pieces, gaps kept."""
    return GAP.join(letters(piece) for piece in "".join(words).split(GAP))


def letters_of(blocks: Sequence[Block]) -> str:
    """The letters of some blocks, as they are compared."""
    own = _Parts()
    _gather(list(blocks), own)
    return folded(own.words)


def _values(value: Any) -> list[Any]:
    return [value] if value else []


def _title_notes(manuscript: Manuscript) -> Iterator[str]:
    """The letters of the notes to the title page, in order."""
    meta = manuscript.metadata.meta
    for key in ("title", "subtitle", "author", "date", "abstract"):
        yield from (letters_of(note["c"]) for note in tree.elements(meta.get(key) or [], "Note"))
        if key == "title" and (thanks := letters_of(_values(meta.get("thanks")))):
            yield thanks


def _furniture(manuscript: Manuscript) -> frozenset[str]:
    """The words that running heads and headings over endnotes may be made of."""
    data = manuscript.metadata
    lines = [data.title, data.subtitle, *data.authors, data.date, data.publisher, term("notes", data.lang)]
    lines += [term(name, data.lang) for name in ("contents", "figures", "tables")]
    for chapter in manuscript.chapters:
        lines.append(chapter.title)
        lines += [tree.stringify(header["c"][2]) for header in tree.blocks(chapter.blocks, "Header")]
    return frozenset(word for line in lines for word in each_word(line))


def _gather(node: Any, parts: _Parts) -> None:
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


def _gather_marked(node: dict[str, Any], parts: _Parts) -> None:
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


def _gather_apart(content: Any, parts: _Parts) -> None:
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

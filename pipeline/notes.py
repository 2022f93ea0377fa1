"""Pure: the notes of the book — numbered, called again, pointed at — and the list of them.

A note wears its number from here on: `Span[("fnref-12", ["note-call"], [["number", "12"]]), [Note]]`,
12 in the id counting through the document, the number being what is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline import tree
from pipeline.model import Block, Chapter, Inline, Note, NoteSettings, Place

# `@note:trotsky` in a text points at the note whose label is `trotsky`.
POINTER = "note:"


@dataclass(frozen=True, slots=True)
class Call:
    """One note call as typed: its label (None for an inline note) and its place."""

    label: str | None
    place: Place


def name(blocks: Sequence[Block], calls: Sequence[Call], source: str) -> list[Block]:
    """The blocks of one file with every note's label and line beside it, and later calls of a note marked.

    Pandoc prints a note twice that is called twice; here the second call becomes a pointer to the first. Where the
    calls don't match pandoc's notes one for one, the notes stay as they are, without a line.
    """
    found = sum(1 for _ in tree.elements(blocks, "Note"))
    typed: Iterator[Call | None] = iter(calls if found == len(calls) else [None] * found)
    seen: set[str] = set()

    def mark(element: dict[str, Any]) -> dict[str, Any] | None:
        if element["t"] != "Note":
            return None
        call = next(typed)
        if call is None:
            return _marked(element, {"source": source})
        pairs = {"source": source, "line": str(call.place.line), "column": str(call.place.column)}
        if call.label is None:
            return _marked(element, pairs)
        pairs["label"] = call.label
        if call.label in seen:
            return tree.span([], "", ["note-again"], pairs)
        seen.add(call.label)
        return _marked(element, pairs)

    named: list[Block] = tree.walk(mark, blocks)
    return named


def _marked(note: Inline, pairs: Mapping[str, str]) -> Inline:
    return tree.span([note], "", ["note-call"], pairs)


def point(blocks: Sequence[Block], source: str) -> list[Block]:
    """`[see n. @note:trotsky]` as pointers, so that the citation processor never sees them."""

    def replace_pointers(element: dict[str, Any]) -> list[Inline] | None:
        if element["t"] != "Cite":
            return None
        citations = element["c"][0]
        if not any(one["citationId"].startswith(POINTER) for one in citations):
            return None
        words: list[Inline] = []
        for position, one in enumerate(citations):
            if position:
                words += [tree.string(";"), tree.SPACE]
            prefix, suffix = one["citationPrefix"], one["citationSuffix"]
            words += [*prefix, tree.SPACE] if prefix else []
            label = one["citationId"].removeprefix(POINTER)
            if one["citationId"].startswith(POINTER):
                words.append(tree.span([], "", ["note-pointer"], {"label": label, "source": source}))
            else:
                words.append({"t": "Cite", "c": [[one | {"citationPrefix": [], "citationSuffix": []}], []]})
            words += suffix
        return words

    pointed: list[Block] = tree.walk(replace_pointers, blocks)
    return pointed


def number(chapters: Sequence[Chapter], settings: NoteSettings) -> tuple[list[Chapter], tuple[Note, ...]]:
    """The chapters with every call numbered, and the list of the notes in order.

    Numbers run through the book, or start afresh in each chapter that has a heading of its own.
    """
    notes: list[Note] = []
    serials: dict[tuple[str, str], int] = {}
    numbered: list[Chapter] = []
    label = 0
    for position, chapter in enumerate(chapters):
        if settings.numbering == "chapter":
            label = 0

        def call(element: dict[str, Any], position: int = position) -> dict[str, Any] | None:
            nonlocal label
            if element["t"] == "Note":
                element = tree.span([element], "", ["note-call"])
            elif element["t"] != "Span" or not tree.has_class(element, "note-call"):
                return None
            inner = element["c"][1][0]
            if inner.get("t") != "Note":
                return None
            label += 1
            notes.append(_note(element, inner, len(notes) + 1, str(label), position))
            typed = (tree.attribute(element, "source") or "", tree.attribute(element, "label") or "")
            if typed[1]:
                serials.setdefault(typed, len(notes))
                serials.setdefault(("", typed[1]), len(notes))
            return tree.span([inner], f"fnref-{len(notes)}", ["note-call"], {"number": str(label)})

        numbered.append(replace(chapter, blocks=tuple(tree.walk(call, list(chapter.blocks)))))
    pointed = [_resolve(chapter, notes, serials) for chapter in numbered]
    return pointed, tuple(_resolved(note, notes, serials) for note in notes)


def _note(call: Inline, note: Inline, serial: int, label: str, chapter: int) -> Note:
    source, line = tree.attribute(call, "source"), tree.attribute(call, "line")
    place = None
    if source:
        place = Place(source, int(line), int(tree.attribute(call, "column") or 1)) if line else Place(source)
    return Note(serial, label, tuple(note["c"]), chapter, place)


def _resolve(chapter: Chapter, notes: Sequence[Note], serials: Mapping[tuple[str, str], int]) -> Chapter:
    return replace(chapter, blocks=tuple(_pointers(list(chapter.blocks), notes, serials)))


def _resolved(note: Note, notes: Sequence[Note], serials: Mapping[tuple[str, str], int]) -> Note:
    return replace(note, blocks=tuple(_pointers(list(note.blocks), notes, serials)))


def _pointers(
    blocks: list[Block], notes: Sequence[Note], serials: Mapping[tuple[str, str], int]
) -> list[Block]:
    """The blocks with later calls and pointers carrying the number of their note."""

    def fill(element: dict[str, Any]) -> dict[str, Any] | None:
        if element["t"] != "Span":
            return None
        again = tree.has_class(element, "note-again")
        if not again and not tree.has_class(element, "note-pointer"):
            return None
        source, label = tree.attribute(element, "source") or "", tree.attribute(element, "label") or ""
        serial = serials.get((source, label)) or serials.get(("", label))
        if serial is None:
            return {"t": "Strong", "c": [tree.string(f"{label}?")]}
        shown = notes[serial - 1].label
        if again:
            return tree.span([], "", ["note-again"], {"note": str(serial), "number": shown})
        link = {
            "t": "Link",
            "c": [tree.attr("", ["note-pointer"]), [tree.string(shown)], [f"#fn-{serial}", ""]],
        }
        return link

    filled: list[Block] = tree.walk(fill, blocks)
    return filled


def labels(blocks: Sequence[Block]) -> set[str]:
    """The labels of the notes called in the blocks, before they are numbered."""
    spans = tree.elements(blocks, "Span")
    return {tree.attribute(one, "label") or "" for one in spans if tree.has_class(one, "note-call")} - {""}

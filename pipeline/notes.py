"""Pure: the notes of the book — numbered, called again, pointed at — and the list of them.

A note wears its number from here on: `Span[("fnref-12", ["note-call"], [["number", "12"]]), [Note]]`,
12 in the id counting through the document, the number being what is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pipeline import tree
from pipeline.model import ERROR, WARNING, Block, Finding, Inline, Note, Place, Use

# `@note:trotsky` in a text points at the note whose label is `trotsky`.
POINTER = "note:"
_CALLS = {"note-call", "note-again"}


@dataclass(frozen=True, slots=True)
class Call:
    """One note call as typed: its label (None for an inline note), its place, if in a table's caption."""

    label: str | None
    place: Place
    caption: bool = False


def name(blocks: Sequence[Block], calls: Sequence[Call], source: str) -> list[Block]:
    """The blocks of one file with every note's label and line beside it, and later calls of a note marked.

    Pandoc prints a note twice that is called twice; here the second call becomes a pointer to the first.
    Where the calls don't match pandoc's notes one for one, the notes stay as they are, without a line.
    """
    found = _count(blocks)
    waiting: list[Call | None] = list(reversed(calls)) if found == len(calls) else [None] * found
    seen: set[str] = set()

    def mark(element: dict[str, Any]) -> dict[str, Any] | None:
        if element["t"] == "Table":
            _caption_first(waiting, _count(element))
        if element["t"] != "Note":
            return None
        call = waiting.pop()
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


def _count(content: Any) -> int:
    return sum(1 for _ in tree.elements(content, "Note"))


def _caption_first(waiting: list[Call | None], count: int) -> None:
    """Bring the next calls into the order of a table in pandoc's tree: its caption's come before its cells'.

    The calls wait in reverse; the caption is typed before the table or after it.
    """
    begin = len(waiting) - count
    waiting[begin:] = sorted(waiting[begin:], key=lambda call: call is not None and call.caption)


def _marked(note: Inline, pairs: Mapping[str, str]) -> Inline:
    return tree.span([note], "", ["note-call"], pairs)


def point(blocks: Sequence[Block], source: str) -> list[Block]:
    """`[see n. @note:trotsky]` as pointers, so that the citation processor never sees them.

    Beside a work in the same brackets, a pointer is part of that citation. No line ends before its number.
    """

    def replace_pointers(element: dict[str, Any]) -> list[Inline] | None:
        if element["t"] != "Cite" or not any(_points(one) for one in element["c"][0]):
            return None
        works: list[dict[str, Any]] = []
        before: list[Inline] = []
        for position, one in enumerate(element["c"][0]):
            parted = [tree.string(";"), tree.SPACE] if position else []
            if not _points(one):
                # What stands before the first work is part of its citation.
                prefix = (
                    one["citationPrefix"]
                    if works or not before
                    else [*before, *parted, *one["citationPrefix"]]
                )
                works.append({**one, "citationPrefix": prefix})
            elif works:
                suffix = [*works[-1]["citationSuffix"], *parted, *_pointed(one, source)]
                works[-1] = {**works[-1], "citationSuffix": suffix}
            else:
                before += [*parted, *_pointed(one, source)]
        return [{"t": "Cite", "c": [works, []]}] if works else before

    pointed: list[Block] = tree.walk(replace_pointers, blocks)
    unbroken: list[Block] = tree.walk_inlines(_unbroken, pointed)
    return unbroken


def _points(citation: Mapping[str, Any]) -> bool:
    return str(citation["citationId"]).startswith(POINTER)


def _pointed(citation: Mapping[str, Any], source: str) -> list[Inline]:
    """The pointer with the words around it."""
    prefix, suffix = citation["citationPrefix"], citation["citationSuffix"]
    label = str(citation["citationId"]).removeprefix(POINTER)
    # The number is not known yet; a figure in its place tells a style that the note does not end in a point.
    pointer = tree.span([tree.string("0")], "", ["note-pointer"], {"label": label, "source": source})
    return [*prefix, *([tree.SPACE] if prefix else []), pointer, *suffix]


def _unbroken(items: list[Inline]) -> list[Inline]:
    """The inlines with a no-break space between a word and the number that a pointer will be."""
    if not any(_is_pointer(item) for item in items):
        return items
    out: list[Inline] = []
    for item in items:
        if _is_pointer(item) and len(out) > 1 and out[-1]["t"] in tree.SPACES and out[-2]["t"] == "Str":
            word = out[-2]["c"]
            out[-2:] = [tree.string(f"{word}\u00a0")]
        out.append(item)
    return out


def _is_pointer(item: Inline) -> bool:
    return item["t"] == "Span" and tree.has_class(item, "note-pointer")


def placed(notes: Sequence[Note], uses: Sequence[Use], typed: Sequence[Call]) -> tuple[Note, ...]:
    """The notes, those that a citation in the text makes with the place where it was typed.

    `typed` are the citations of the running text, a Call's label being the key, in the order of the text.
    """
    waiting: dict[tuple[str, str], list[Place]] = {}
    for one in reversed(typed):
        waiting.setdefault((one.place.file, one.label or ""), []).append(one.place)
    works: dict[int, list[Use]] = {}
    for use in uses:
        if use.note is not None and use.chapter >= 0:
            works.setdefault(use.note, []).append(use)
    found = []
    for note in notes:
        own = [] if note.place and note.place.line else works.get(note.serial, [])
        places = [
            place
            for use in own
            if (queue := waiting.get((note.place.file if note.place else "", use.key)))
            and (place := queue.pop())
        ]
        found.append(note.altered(place=places[0]) if places else note)
    return tuple(found)


def lost_pointers(pointers: Sequence[Call], calls: Sequence[Call]) -> list[Finding]:
    """A finding for each pointer to a note that isn't there, or that several other files have."""
    files: dict[str, set[str]] = {}
    for call in calls:
        files.setdefault(call.label or "", set()).add(call.place.file)
    found = []
    for pointer in pointers:
        label = pointer.label or ""
        homes = files.get(label, set()) if label else set()
        if not homes:
            near = get_close_matches(label, [one for one in files if one], 1)
            hint = (
                f"did you mean @note:{near[0]}?" if near else "write @note: and the label of a note: [^label]"
            )
            message = f"no note is called by the label '{label}'"
            found.append(Finding("note-pointer-unknown", ERROR, message, pointer.place, hint))
        elif len(homes) > 1 and pointer.place.file not in homes:
            message = f"several files have a note '{label}': the number of the first is printed"
            hint = "give the note that you mean a label of its own"
            found.append(Finding("note-pointer-ambiguous", WARNING, message, pointer.place, hint))
    return found


def far_pointers(pointers: Sequence[tuple[Call, str]], chapters: Mapping[str, str]) -> list[Finding]:
    """A finding for each pointer to a note of another chapter: its number is another note's there.

    `pointers` come with their chapter; `chapters` has that of each label, and of each "file label".
    """
    found = []
    for pointer, chapter in pointers:
        home = chapters.get(f"{pointer.place.file} {pointer.label}") or chapters.get(pointer.label or "")
        if home and home != chapter:
            message = (
                f"the note '{pointer.label}' is in another chapter, and its number begins afresh in each"
            )
            hint = 'name the chapter too ("see chap. 1, n. 5"), then ignore this; or number the notes through'
            found.append(Finding("note-pointer-chapter", WARNING, message, pointer.place, hint))
    return found


@dataclass(frozen=True, slots=True)
class Numbered:
    """The blocks of a chapter with every call numbered, and its notes, whose blocks stand in them.

    `homes` are file, label and serial number of each note that has a label; `pointed` says whether anything
    in the chapter points at a note.
    """

    blocks: tuple[Block, ...]
    notes: tuple[Numeral, ...]
    homes: tuple[tuple[str, str, int], ...]
    pointed: bool


@dataclass(frozen=True, slots=True)
class Numeral:
    """A note's number and where it is called: all of a `Note` but its words."""

    serial: int
    label: str
    place: Place | None


def number(blocks: Sequence[Block], file: str, serial: int, label: int) -> Numbered:
    """A chapter of the file numbered; its first note is the text's note `serial`, `label` its number."""
    numbering = _Numbering(file, serial, label)
    numbered = tuple(tree.walk(numbering.call, list(blocks)))
    return Numbered(numbered, tuple(numbering.notes), tuple(numbering.homes), numbering.pointed)


def words(blocks: Sequence[Block]) -> dict[int, tuple[Block, ...]]:
    """The blocks of every note called in numbered blocks, by its serial number."""
    return {
        int(tree.identifier(call).removeprefix("fnref-")): tuple(call["c"][1][0]["c"])
        for call in tree.elements(list(blocks), "Span")
        if tree.has_class(call, "note-call") and tree.identifier(call)
    }


class _Numbering:
    """Goes once through a chapter, counting; `pointed` says whether anything points at a note."""

    def __init__(self, file: str, serial: int, label: int) -> None:
        self.notes: list[Numeral] = []
        self.homes: list[tuple[str, str, int]] = []
        self.pointed = False
        self._file, self._serial, self._label = file, serial, label

    def call(self, element: dict[str, Any]) -> dict[str, Any] | list[Inline] | None:
        """The element numbered, where it is the call of a note."""
        kind = element["t"]
        if kind == "Link" and (apart := _after_link(element)):
            rewritten: list[Inline] = tree.walk(self.call, apart)  # its link holds no call any more
            return rewritten
        if kind == "Note":
            element = tree.span([element], "", ["note-call"])
        elif kind != "Span":
            return None
        elif not tree.has_class(element, "note-call"):
            self.pointed = self.pointed or bool({"note-again", "note-pointer"} & set(element["c"][0][1]))
            return None
        inner = element["c"][1][0]
        if inner.get("t") != "Note":
            return None
        return self._numbered(element, inner)

    def _numbered(self, element: Inline, inner: Inline) -> Inline:
        """The call of the next note, with its number; links and pointers are looked for in the note too."""
        inside = list(tree.elements(inner, "Span", "Link"))
        if any(one["t"] == "Link" for one in inside):
            inner = tree.walk(_after_link, inner)
        spans = (set(one["c"][0][1]) for one in inside if one["t"] == "Span")
        self.pointed = self.pointed or any({"note-again", "note-pointer"} & classes for classes in spans)
        serial, label = self._serial + len(self.notes), str(self._label + len(self.notes))
        self.notes.append(Numeral(serial, label, _place(element, self._file)))
        if typed := tree.attribute(element, "label"):
            self.homes.append((tree.attribute(element, "source") or "", typed, serial))
        return tree.span([inner], f"fnref-{serial}", ["note-call"], {"number": label})


def _place(call: Inline, file: str) -> Place | None:
    source, line = tree.attribute(call, "source") or file, tree.attribute(call, "line")
    if not source:
        return None
    return Place(source, int(line), int(tree.attribute(call, "column") or 1)) if line else Place(source)


def _after_link(element: dict[str, Any]) -> list[Inline] | None:
    """A link with the calls in it after it: no edition can have a link within a link."""
    if element["t"] != "Link":
        return None
    calls: list[Inline] = []

    def take(inner: dict[str, Any]) -> list[Inline] | None:
        if inner["t"] != "Note" and not _CALLS.intersection(tree.classes(inner)):
            return None
        calls.append(inner)
        return []

    triple, words, target = element["c"]
    left = tree.walk(take, words)
    return [{"t": "Link", "c": [triple, left, target]}, *calls] if calls else None


@dataclass(frozen=True, slots=True)
class Serials:
    """Which note a label means, from each file, and the number that is printed of each note."""

    of: Mapping[tuple[str, str], int]
    shown: Mapping[int, str]

    @classmethod
    def all(cls, numerals: Iterable[Numeral], homes: Iterable[tuple[str, str, int]]) -> Serials:
        """Those of the whole text; for `homes` see `Numbered`."""
        found: dict[tuple[str, str], int] = {}
        for source, label, serial in homes:
            found.setdefault((source, label), serial)
            found.setdefault(("", label), serial)
        return cls(found, {note.serial: note.label for note in numerals})

    def rows(self) -> list[Any]:
        """All that they say, as data."""
        return [[*name, serial, self.shown[serial]] for name, serial in self.of.items()]


def resolved(blocks: Sequence[Block], serials: Serials) -> tuple[Block, ...]:
    """The blocks with later calls and pointers carrying the number of their note."""

    def fill(element: dict[str, Any]) -> dict[str, Any] | None:
        if element["t"] != "Span":
            return None
        again = tree.has_class(element, "note-again")
        if not again and not tree.has_class(element, "note-pointer"):
            return None
        source, label = tree.attribute(element, "source") or "", tree.attribute(element, "label") or ""
        serial = serials.of.get((source, label)) or serials.of.get(("", label))
        if serial is None:
            return {"t": "Strong", "c": [tree.string(f"{label}?")]}
        shown = serials.shown[serial]
        if again:
            return tree.span([], "", ["note-again"], {"note": str(serial), "number": shown})
        return {
            "t": "Link",
            "c": [tree.attr("", ["note-pointer"]), [tree.string(shown)], [f"#fn-{serial}", ""]],
        }

    return tuple(tree.walk(fill, list(blocks)))

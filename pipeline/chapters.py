"""Pure: the text of the files, cut into chapters whose ids never collide."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pipeline import tree
from pipeline.model import Block, Late

_UNSAFE = re.compile(r"[^\w-]+")


@dataclass(frozen=True)
class Text(Late):
    """The blocks of one source file; every id in it and every picture's target, each once.

    `key` is a digest of all that the blocks are made of, `letters` about how long they are.
    """

    source: str
    blocks: list[Block]
    names: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    key: str = ""
    letters: int = 0

    def with_names(self, moved: Mapping[str, str]) -> Text:
        """The text with these ids renamed, and the links to them."""
        return self._changed(moved, lambda: _rename(self.blocks, moved))

    def with_pictures(self, named: Mapping[str, str]) -> Text:
        """The text with these pictures' targets renamed."""
        return self._changed(named, lambda: _repictured(self.blocks, named))

    def _changed(self, by: Mapping[str, str], make: Callable[[], list[Block]]) -> Text:
        if not by:
            return self
        key = sha256(json.dumps([self.key, list(by.items())]).encode()).hexdigest()
        known = {
            "source": self.source,
            "names": self.names,
            "pictures": self.pictures,
            "letters": self.letters,
        }
        return Text.late("blocks", make, **known, key=key)


@dataclass(frozen=True, slots=True)
class Piece:
    """What will be a chapter: the id and the title that its heading gives it, if it has one; its blocks."""

    id: str | None
    title: str | None
    blocks: tuple[Block, ...]


def named(blocks: Sequence[Block]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the blocks and their pictures' targets, each once."""
    names: dict[str, None] = {}
    pictures: dict[str, None] = {}
    for element in tree.elements(list(blocks), *tree.ATTRIBUTES_AT):
        names[tree.identifier(element)] = None
        if element["t"] == "Image":
            pictures[element["c"][2][0]] = None
    names.pop("", None)
    return tuple(names), tuple(pictures)


def paragraphs_apart(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with every paragraph of a definition a paragraph.

    pandoc reads those of a tight definition as Plain, several after each other; in HTML they run together.
    """

    def apart(element: dict[str, Any]) -> dict[str, Any] | None:
        if element["t"] != "DefinitionList":
            return None
        entries = [[term, [_apart(tree.walk(apart, one)) for one in told]] for term, told in element["c"]]
        return {**element, "c": entries}

    made: list[Block] = tree.walk(apart, list(blocks))
    return made


def _apart(definition: list[Block]) -> list[Block]:
    if sum(block["t"] == "Plain" for block in definition) < 2:
        return definition
    return [tree.para(block["c"]) if block["t"] == "Plain" else block for block in definition]


def parts_first(blocks: Sequence[Block]) -> list[Block]:
    """Level-1 headings made parts and everything below them raised by one level."""

    def raise_heading(block: Block) -> Block | None:
        if block["t"] != "Header":
            return None
        level, triple, inlines = block["c"]
        if level == 1:
            marked = [triple[0], [*triple[1], "part"] if "part" not in triple[1] else triple[1], triple[2]]
            return {"t": "Header", "c": [1, marked, inlines]}
        return {"t": "Header", "c": [level - 1, triple, inlines]}

    return [raise_heading(block) or block for block in blocks]


def without_labels(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with every heading's id made of its words: pandoc takes the label of a note for one of them.

    `notes.name` has been here: the labels stand beside the notes.
    """
    taken = {name: "" for block in blocks if block["t"] == "Header" and (name := tree.identifier(block))}
    moved: dict[str, str] = {}
    for block in blocks:
        name = tree.identifier(block) if block["t"] == "Header" else ""
        if not name or next(tree.elements(block["c"][2], "Span"), None) is None:
            continue
        printed = tree.stringify(tree.walk(_label, block["c"][2]))
        if re.fullmatch(re.escape(auto_identifier(printed)) + r"(-\d+)?", name):
            words = auto_identifier(tree.stringify(block["c"][2]))
            if words != auto_identifier(printed):
                moved[name] = _free(words, taken)
                taken[moved[name]] = ""
    return _rename(list(blocks), moved) if moved else list(blocks)


def _label(element: dict[str, Any]) -> dict[str, Any] | None:
    """A note's call as its label, as it stands in pandoc's own id of a heading."""
    if element["t"] != "Span" or not {"note-call", "note-again"} & set(tree.classes(element)):
        return None
    return tree.string(tree.attribute(element, "label") or "")


def auto_identifier(words: str) -> str:
    """The id that pandoc gives to a heading of these words (its manual, `auto_identifiers`)."""
    kept = "".join(sign for sign in words.lower() if sign.isalnum() or sign in "_-. ")
    return re.sub(r"^[\W\d_]+", "", "-".join(kept.split())) or "section"


def unify(texts: Sequence[Text]) -> list[Text]:
    """The texts with every id once in the book; links of a file go to that file's own ids first."""
    taken: dict[str, str] = {}
    united = []
    for text in texts:
        own: dict[str, str] = {}
        for name in text.names:
            own[name] = _free(name, taken)
            taken[own[name]] = text.source
        united.append(text.with_names({old: new for old, new in own.items() if old != new}))
    return united


def _free(name: str, taken: dict[str, str]) -> str:
    """The name, or the name with the first free number."""
    if name not in taken:
        return name
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"


def _rename(blocks: list[Block], moved: Mapping[str, str]) -> list[Block]:
    """The blocks with the moved ids renamed, and the links to them."""

    def rename(element: dict[str, Any]) -> dict[str, Any] | None:
        if element["t"] == "Link" and element["c"][2][0][:1] == "#" and element["c"][2][0][1:] in moved:
            triple, inlines, (target, title) = element["c"]
            inner = tree.walk(rename, inlines)
            return {"t": "Link", "c": [triple, inner, ["#" + moved[target[1:]], title]]}
        name = tree.identifier(element)
        if name in moved:
            triple = tree.attr_of(element)
            return tree.inside(rename, tree.with_attr(element, [moved[name], triple[1], triple[2]]))
        return None

    renamed: list[Block] = tree.walk(rename, blocks)
    return renamed


def _repictured(blocks: list[Block], named: Mapping[str, str]) -> list[Block]:
    def rename(element: dict[str, Any]) -> dict[str, Any] | None:
        if element["t"] != "Image" or element["c"][2][0] not in named:
            return None
        triple, alt, (target, title) = element["c"]
        return {"t": "Image", "c": [triple, tree.walk(rename, alt), [named[target], title]]}

    renamed: list[Block] = tree.walk(rename, blocks)
    return renamed


def cut(blocks: Sequence[Block]) -> list[Piece]:
    """The chapters of a file: it begins one, and so does each level-1 heading in it.

    Words before a file's first heading make a chapter of their own when the file has other chapters.
    """
    pieces = []
    for own in _at_headings(blocks):
        heading = own[0] if own[0]["t"] == "Header" and own[0]["c"][0] == 1 else None
        words = tree.stringify(heading["c"][2]) if heading else None
        pieces.append(Piece(tree.identifier(heading) if heading else None, words, tuple(own)))
    return pieces


def ids(wanted: Sequence[tuple[str | None, str]]) -> list[str]:
    """An id for each chapter, from the id of its heading or the name of its file."""
    taken: dict[str, str] = {}
    for name, source in wanted:
        plain = source.rpartition("/")[2].rpartition(".")[0] if name is None else name
        taken[_free(_UNSAFE.sub("-", plain).strip("-") or "chapter", taken)] = source
    return list(taken)


def _at_headings(blocks: Sequence[Block]) -> list[list[Block]]:
    pieces: list[list[Block]] = []
    for block in blocks:
        if not pieces or (block["t"] == "Header" and block["c"][0] == 1):
            pieces.append([])
        pieces[-1].append(block)
    return pieces

"""Pure: the text of the files, cut into chapters whose ids never collide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline import tree
from pipeline.model import Block, Chapter

_UNSAFE = re.compile(r"[^\w-]+")


@dataclass(frozen=True, slots=True)
class Text:
    """The blocks of one source file; every id in it and every picture's target, each once."""

    source: str
    blocks: list[Block]
    names: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


def text(source: str, blocks: list[Block]) -> Text:
    """The blocks of a source file, gone through for ids and pictures."""
    names: dict[str, None] = {}
    pictures: dict[str, None] = {}
    for element in tree.elements(blocks, *tree.ATTRIBUTES_AT):
        names[tree.identifier(element)] = None
        if element["t"] == "Image":
            pictures[element["c"][2][0]] = None
    names.pop("", None)
    return Text(source, blocks, tuple(names), tuple(pictures))


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
        moved = {old: new for old, new in own.items() if old != new}
        united.append(replace(text, blocks=_rename(text.blocks, moved)) if moved else text)
    return united


def _free(name: str, taken: dict[str, str]) -> str:
    """The name, or the name with the first free number."""
    if name not in taken:
        return name
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"


def _rename(blocks: list[Block], moved: dict[str, str]) -> list[Block]:
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


def cut(texts: Sequence[Text], title: str) -> list[Chapter]:
    """The chapters: each file begins one, and so does each level-1 heading in it.

    Words before a file's first heading make a chapter of their own when the file has other chapters. A
    chapter without a heading bears the book's title.
    """
    chapters: list[Chapter] = []
    names: dict[str, str] = {}
    for text in texts:
        for blocks in _at_headings(text.blocks):
            heading = blocks[0] if blocks[0]["t"] == "Header" and blocks[0]["c"][0] == 1 else None
            words = tree.stringify(heading["c"][2]) if heading else title
            wanted = (
                tree.identifier(heading) if heading else text.source.rpartition("/")[2].rpartition(".")[0]
            )
            name = _free(_UNSAFE.sub("-", wanted).strip("-") or "chapter", names)
            names[name] = text.source
            chapters.append(Chapter(name, words, tuple(blocks), text.source))
    return chapters


def _at_headings(blocks: Sequence[Block]) -> list[list[Block]]:
    pieces: list[list[Block]] = []
    for block in blocks:
        if not pieces or (block["t"] == "Header" and block["c"][0] == 1):
            pieces.append([])
        pieces[-1].append(block)
    return pieces

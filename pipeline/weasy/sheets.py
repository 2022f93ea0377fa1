"""The pages of a unit in sheets: each is drawn by itself, so that one that is known is not drawn again.

A sheet begins where nothing that the structure tree or the outline knows as one thing goes on: no note, no
row of a table, no heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.weasy import tags
from pipeline.weasy.context import NotesContext
from pipeline.weasy.flow import NotPlainError
from pipeline.weasy.piece import Piece

Box = Any
PAGES = 4
_MARK = re.compile(rb"(\d+) \0 ([RPAI])")
_PAGES, _CATALOG, _FONT, _TREE, _FREE = 1, 2, 3, [4, 5, 6], 7  # numbers of objects in a unit


def cut(context: NotesContext, count: int) -> list[tuple[int, int]]:
    """Where the sheets of so many pages begin and end."""
    starts = [at for at in range(0, count, PAGES) if not at or _may_begin(context, context.first + at)]
    return list(zip(starts, [*starts[1:], count], strict=True))


def _may_begin(context: NotesContext, index: int) -> bool:
    flow = context.flow
    if flow is None or context.carry.get(index, ([], {}))[0]:
        return False
    try:
        code = flow.coded(context.page_maker[index][0])
    except NotPlainError:
        return False
    if code is None:
        return False
    nodes, rest = code
    going_on = [flow.nodes[at].box for at in (nodes if rest is not None else nodes[:-1])]
    inside = going_on[-1].descendants() if rest is not None else ()
    marked = any(box.bookmark_label for box in (*going_on, *inside))
    return not marked and not any(tags.is_one(box) for box in going_on)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Pages as part of a unit's piece: what is told of them, the numbers of their first page and annotation,
    their objects with their numbers; those of the unit's own objects, by their numbers here."""

    head: Mapping[str, Any]
    page: int
    annotation: int
    objects: Sequence[tuple[int, bytes]]
    shared: Mapping[int, int]

    @classmethod
    def drawn(cls, piece: Piece) -> Sheet:
        """The sheet that was drawn as a piece of its own."""
        head = piece.head
        own = dict(
            zip((1, 2, head["font"], *head.get("tree", ())), (_PAGES, _CATALOG, _FONT, *_TREE), strict=False)
        )
        return cls(head, 0, 0, [(at, one) for at, one in enumerate(piece.objects) if one], own)

    @classmethod
    def kept(cls, row: Mapping[str, Any], piece: Piece) -> Sheet:
        """The sheet of a unit's piece."""
        first, end = row["objects"]
        own = {number: number for number in range(_FREE)}
        objects = list(enumerate(piece.objects[first:end], first))
        return cls(row["head"], row["page"], row["annotation"], objects, own)


def joined(sheets: Sequence[Sheet]) -> tuple[Piece, list[dict[str, Any]]]:
    """The piece of the unit; of every sheet, where it is there."""
    objects: list[bytes] = [b""] * _FREE
    told: list[dict[str, Any]] = []
    page = annotation = 0
    for sheet in sheets:
        first = len(objects)
        numbers = {**sheet.shared, **{own: at for at, (own, _) in enumerate(sheet.objects, first)}}
        moved = page - sheet.page, annotation - sheet.annotation
        same = moved == (0, 0) and all(own == number for own, number in numbers.items())
        objects += [data if same else _renumbered(data, numbers, *moved) for _, data in sheet.objects]
        head = sheet.head if same else _head(sheet.head, numbers, *moved)
        told.append({"head": head, "page": page, "annotation": annotation, "objects": [first, len(objects)]})
        page += len(head["pages"])
        annotation += len(head.get("annotations", ()))
    return Piece.of(objects, _whole([one["head"] for one in told])), told


def _renumbered(data: bytes, numbers: Mapping[int, int], page: int, annotation: int) -> bytes:
    def mark(match: re.Match[bytes]) -> bytes:
        number, kind = int(match[1]), match[2]
        if kind == b"P":
            number += page
        elif kind == b"A":
            number += annotation
        else:
            number = numbers[number]
        return b"%d \0 %s" % (number, kind)

    if not data.endswith(b"endstream"):
        return _MARK.sub(mark, data)
    start, apart, stream = data.partition(b"\nstream\n")
    return _MARK.sub(mark, start) + apart + stream


def _head(head: Mapping[str, Any], numbers: Mapping[int, int], page: int, annotation: int) -> dict[str, Any]:
    """The head with the numbers of the unit."""

    def spot(text: str) -> str:
        return _renumbered(text.encode("latin-1"), numbers, page, annotation).decode("latin-1")

    made: dict[str, Any] = {
        **head,
        "pages": [numbers[one] for one in head["pages"]],
        "names": [[name, spot(text)] for name, text in head["names"]],
        "images": {str(numbers[int(at)]): one for at, one in head["images"].items()},
    }
    made.pop("packed", None)
    if "tree" in head:
        made["tree"] = _TREE
        made["marks"] = [[numbers[one] for one in marks] for marks in head["marks"]]
        for name in ("elements", "annotations"):
            made[name] = [numbers[one] for one in head[name]]
    return made


def _whole(heads: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The head of the unit."""
    spots: dict[str, str] = {}
    images: dict[str, str] = {}
    for head in heads:
        images.update(head["images"])
        for name, spot in head["names"]:
            spots.setdefault(name, spot)
    lists = ["pages", "bookmarks", "counts"]
    made: dict[str, Any] = {"font": _FONT, "names": [list(one) for one in spots.items()], "images": images}
    if any("tree" in head for head in heads):
        made["tree"] = _TREE
        lists += ["elements", "marks", "annotations"]
    made |= {name: [one for head in heads for one in head[name]] for name in lists}
    made["foreign"] = sorted({one for head in heads for one in head["foreign"]})
    made["fonts"] = list(_fonts(heads))
    return made


def _fonts(heads: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The fonts in the order of their first use, each with the letters that any sheet uses of it."""
    found: dict[Any, list[Mapping[str, Any]]] = {}
    for head in heads:
        for row in head["fonts"]:
            found.setdefault(row["hash"], []).append(row)
    for rows in found.values():
        made = dict(rows[0])
        for name in ("widths", "to_unicode", "missing"):
            letters: dict[Any, Any] = {}
            for row in rows:
                for key, value in row[name]:
                    letters.setdefault(key, value)
            made[name] = [list(one) for one in letters.items()]
        made["used_in_forms"] = any(row["used_in_forms"] for row in rows)
        yield made

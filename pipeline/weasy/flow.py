"""The flow of a unit: its blocks in the order of the text.

A node is a block that holds blocks, or a leaf: a paragraph, a table, a picture. Two flows are compared node
by node (`likeness.py`); pages that touch only nodes that both have come out alike (`galley.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.weasy.internals import boxes

Box = Any
Skip = dict[int, Any] | None
Code = list[Any]  # of a skip stack: nodes, and what is left of it inside a paragraph
Place = tuple[int, int]  # of a note: the leaf that calls it, its number there


class NotPlainError(Exception):
    """Something of which the flow cannot tell what it hangs on."""


@dataclass(slots=True)
class Node:
    """A block; `within`: how many are around it; `index`: its place among its parent's children."""

    box: Box
    within: int
    index: int
    is_leaf: bool
    is_paragraph: bool


class Flow:
    """The nodes in order, and the notes by the leaves that call them."""

    def __init__(self, root: Box) -> None:
        self.nodes: list[Node] = []
        self.places: dict[int, Place] = {}  # of notes, by their ids
        self._add(root, 0, 0)
        self.notes = {place: note for note, place in self.places.items()}

    def _add(self, box: Box, within: int, index: int) -> None:
        box.octavo_node = at = len(self.nodes)
        inner = _blocks(box)
        paragraph = type(box) is boxes.BlockBox and all(
            isinstance(one, boxes.LineBox) for one in box.children
        )
        self.nodes.append(Node(box, within, index, not inner, paragraph))
        for number, child in enumerate(inner):
            self._add(child, within + 1, number)
        if not inner:
            self.places.update({id(note): (at, number) for number, note in enumerate(_notes(box))})

    def coded(self, skip: Skip) -> Code | None:
        """A skip stack of the root as nodes and a rest. Raises NotPlainError where it ends inside a table."""
        if skip is None:
            return None
        found, node = list[int](), self.nodes[0]
        while skip is not None and not node.is_paragraph:
            if node.is_leaf or len(skip) != 1:
                raise NotPlainError
            ((index, skip),) = skip.items()
            children = node.box.children
            at = children[index].__dict__.get("octavo_node") if index < len(children) else None
            if at is None:
                raise NotPlainError
            node = self.nodes[at]
            found.append(at)
        return [found, rows(skip)]

    def skip(self, code: Code | None) -> Skip:
        """The skip stack that was coded."""
        if code is None:
            return None
        nodes, rest = code
        skip: Skip = stack(rest)
        for at in reversed(nodes):
            skip = {self.nodes[at].index: skip}
        return skip


def node_of(box: Box) -> int:
    """The number of the node that the box is, or is a part of. Raises NotPlainError."""
    at: int | None = box.__dict__.get("octavo_node")
    if at is None:
        raise NotPlainError
    return at


def rows(skip: Skip) -> Any:
    """A skip stack as lists, for JSON."""
    return skip if skip is None else [[index, rows(inner)] for index, inner in skip.items()]


def stack(code: Any) -> Any:
    """The skip stack of the lists."""
    return code if code is None else {index: stack(inner) for index, inner in code}


def _blocks(box: Box) -> Sequence[Box]:
    """The blocks in the box, if it is a block of blocks and nothing else."""
    if type(box) is not boxes.BlockBox or not (
        box.style["column_width"] == box.style["column_count"] == "auto"
    ):
        return ()
    children: Sequence[Box] = box.children
    return (
        children
        if all(isinstance(one, boxes.BlockLevelBox) and one.is_in_normal_flow() for one in children)
        else ()
    )


def _notes(box: Box) -> Iterator[Box]:
    for part in box.descendants():
        if part.footnote:
            yield part.footnote

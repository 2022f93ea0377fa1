"""Finished pages read as one strip of lines: how tall they are, which notes they call, where a page may end.

The model with which `plan.py` looks over several pages at once. It knows what stands in the flow, lines and
table rows and pictures; a page with anything else (floats, columns split over pages) is not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.weasy.internals import boxes

Box = Any
Key = tuple[int, str | None, type]

ORPHAN = 12.0  # lines, for one line of a paragraph at the foot of a page
WIDOW = 20.0  # lines, for one at the head
AVOID = ("avoid", "avoid-page")


class NotPlainError(Exception):
    """The page holds something that the model does not know."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or a row or picture that stays whole: where it stands on the strip, and in what boxes."""

    top: float
    bottom: float
    notes: tuple[int, ...]  # ids of the notes called
    holders: tuple[Box, ...]  # from the outermost to the one that holds it
    is_line: bool


@dataclass(frozen=True, slots=True)
class Break:
    """An end of a page: its cost in lines, and the paragraph of which it leaves a single line."""

    cost: float = 0.0
    loose: Box = None


@dataclass(frozen=True, slots=True)
class Strip:
    """Pieces one below the other; `breaks[i]` is the end of a page after piece i, None where none may be."""

    pieces: Sequence[Piece]
    breaks: Sequence[Break | None]
    starts: Sequence[int]  # the first piece of every page


@dataclass
class Reader:
    """Puts pages on the strip, one below the other."""

    pieces: list[Piece] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def add(self, page: Box) -> None:
        """The next page. Raises NotPlainError."""
        found = list(_pieces(page.children[0], ()))
        self.starts.append(len(self.pieces))
        if not found:
            return
        shift = -page.content_box_y()
        if self.pieces:
            last, first = self.pieces[-1], found[0]
            if not (last.is_line and first.is_line) and key(last.holders[-1]) == key(first.holders[-1]):
                raise NotPlainError  # a row that breaks
            shift = last.bottom + _joint(last, first) - first.top
        for piece in found:
            moved = piece.top + shift, piece.bottom + shift
            self.pieces.append(Piece(*moved, piece.notes, piece.holders, piece.is_line))

    def strip(self) -> Strip:
        """All pages so far."""
        ends = _line_numbers(self.pieces)
        breaks: list[Break | None] = []
        for at, (piece, after) in enumerate(zip(self.pieces, self.pieces[1:], strict=False)):
            breaks.append(_break(piece, after, *ends[at]))
        return Strip(self.pieces, [*breaks, Break()], self.starts)


def key(box: Box) -> Key:
    """What the copies of a box have in common, on whatever page they stand."""
    return id(box.element), box.element_tag, type(box)


def _pieces(box: Box, holders: tuple[Box, ...]) -> Iterator[Piece]:
    if box.is_absolutely_positioned() or box.is_running():
        return
    if box.is_floated():
        raise NotPlainError
    inside = (*holders, box)
    if isinstance(box, boxes.LineBox):
        yield _piece(box, holders, is_line=True)
    elif _stays_whole(box):
        yield _piece(box, inside, is_line=False)
    else:
        empty = True
        for child in box.children:
            for piece in _pieces(child, inside):
                empty = False
                yield piece
        if empty and box.border_height() > 0:
            yield _piece(box, inside, is_line=False)


def _stays_whole(box: Box) -> bool:
    columns = isinstance(box, boxes.BlockBox) and (
        box.style["column_width"] != "auto" or box.style["column_count"] != "auto"
    )
    whole = boxes.TableRowBox | boxes.ReplacedBox | boxes.FlexContainerBox | boxes.GridContainerBox
    return columns or isinstance(box, whole) or not hasattr(box, "children")


def _piece(box: Box, holders: tuple[Box, ...], is_line: bool) -> Piece:
    called = tuple(id(inner.footnote) for inner in box.descendants() if inner.footnote)
    bottom = box.position_y + (box.height if is_line else box.margin_height())
    return Piece(box.position_y, bottom, called, holders, is_line)


def _line_numbers(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """For every piece: lines of its paragraph down to it, and below it."""
    counts: list[int] = []
    for at, piece in enumerate(pieces):
        same = at and _same_paragraph(pieces[at - 1], piece)
        counts.append(counts[-1] + 1 if same else 1)
    total, found = 0, []
    for at in reversed(range(len(pieces))):
        if at + 1 == len(pieces) or counts[at + 1] == 1:
            total = counts[at]
        found.append((counts[at], total - counts[at]))
    return found[::-1]


def _same_paragraph(piece: Piece, after: Piece) -> bool:
    return piece.is_line and after.is_line and key(piece.holders[-1]) == key(after.holders[-1])


def _common(piece: Piece, after: Piece) -> int:
    """How many of the boxes around the two hold both."""
    depth = 0
    for one, other in zip(piece.holders, after.holders, strict=False):
        if key(one) != key(other):
            break
        depth += 1
    return depth


def _joint(piece: Piece, after: Piece) -> float:
    """The distance that the two would have on one page: margins, borders and padding between them."""
    depth = _common(piece, after)
    ends, begins = piece.holders[depth:], after.holders[depth:]
    margins = [_pixels(box, "margin_bottom") for box in ends] + [_pixels(box, "margin_top") for box in begins]
    inner = sum(_pixels(box, "padding_bottom") + box.style["border_bottom_width"] for box in ends)
    inner += sum(_pixels(box, "padding_top") + box.style["border_top_width"] for box in begins)
    return float(max([*margins, 0]) + inner)


def _pixels(box: Box, name: str) -> float:
    value = box.style[name]
    return float(value.value) if getattr(value, "unit", "") == "px" else 0.0


def _break(piece: Piece, after: Piece, above: int, below: int) -> Break | None:
    depth = _common(piece, after)
    if any(box.style["break_inside"] in AVOID for box in piece.holders[:depth]):
        return None
    if _same_paragraph(piece, after):
        style, paragraph = piece.holders[-1].style, piece.holders[-1]
        orphan, widow = above < style["orphans"], below < style["widows"]
        if not (orphan or widow):
            return Break()
        return None if orphan and widow else Break(ORPHAN if orphan else WIDOW, paragraph)
    avoided = any(box.style["break_after"] in AVOID for box in piece.holders[depth:])
    avoided = avoided or any(box.style["break_before"] in AVOID for box in after.holders[depth:])
    return None if avoided else Break()

"""Pages as they are laid out, before they are a PDF: what of a real book no numbered word can tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from pipeline.weasy import area, impression
from pipeline.weasy.internals import boxes
from pipeline.weasy.plan import GOOD
from pipeline.weasy.strip import key

Unit = tuple[Any, list[Any]]  # the context, and the pages of a unit
HELD = ("h1", "h2", "h3", "h4", "h5", "h6", "figure", "figcaption", "table", "caption")


@contextmanager
def units() -> Iterator[list[Unit]]:
    """The units that this process lays out meanwhile."""
    found: list[Unit] = []
    taken_apart = impression.Impression.taken_apart

    def kept(self: impression.Impression) -> None:
        found.append((self.layout.context, list(self.layout.pages)))

    impression.Impression.taken_apart = kept  # type: ignore[method-assign]
    try:
        yield found
    finally:
        impression.Impression.taken_apart = taken_apart  # type: ignore[method-assign]


def lines(box: Any, *holders: Any) -> Iterator[tuple[Any, ...]]:
    """The boxes around every line of the flow, the paragraph last."""
    if isinstance(box, boxes.LineBox):
        yield holders
    elif not (box.is_absolutely_positioned() or box.is_running() or box.is_floated()):
        for child in getattr(box, "children", ()):
            if isinstance(child, boxes.Box):
                yield from lines(child, *holders, box)


def alone(pages: list[Any]) -> list[str]:
    """The pages between which a paragraph leaves fewer lines than its style allows."""
    found: list[str] = []
    before: list[Any] = []
    for number, page in enumerate(pages, 1):
        here = [holders[-1] for holders in lines(page.children[0])]
        if before and here and key(before[-1]) == key(here[0]):
            above, below = (sum(key(box) == key(here[0]) for box in part) for part in (before, here))
            style = here[0].style
            if above < style["orphans"] or below < style["widows"]:
                found.append(f"{number - 1}/{number}: {above} + {below} lines")
        before = here
    return found


def tall_gaps(context: Any, pages: list[Any]) -> tuple[int, int]:
    """Pages whose text ends over three lines early, and those that a heading, a table, a picture follows.

    Without the ends of chapters.
    """
    tall = held = 0
    for number, (page, after) in enumerate(pairwise(pages), context.first + 1):
        if context.page_maker[number][1]["break"] == "any" and _gap(page) > GOOD * context.line:
            first = next(lines(after.children[0]), ())
            tall += 1
            held += any(box.element_tag in HELD for box in first)
    return tall, held


def _gap(page: Any) -> float:
    """From the text to the notes or the foot of the page, in pixels."""
    notes = [part for part in page.children if isinstance(part, boxes.FootnoteAreaBox) and part.children]
    foot = notes[0].position_y if notes else page.content_box_y() + page.height
    kinds = boxes.LineBox | boxes.ReplacedBox | boxes.TableBox
    bottoms = [box.position_y + box.height for box in area.flow(page.children[0]) if isinstance(box, kinds)]
    return float(foot - max(bottoms, default=page.content_box_y()))

"""Where links can be tapped: on the letters, even where a superscript has a line height of nothing."""

from __future__ import annotations

from typing import Any

from pipeline.weasy import internals
from pipeline.weasy.internals import boxes

Box = Any

_AROUND = 0.3  # of its height, that the link of a call is larger on each side: a digit is small


def hit_area(box: Box) -> tuple[float, float, float, float]:
    """Hook: left, top, width, height of what can be tapped, in pixels.

    WeasyPrint takes the line height. `line-height: 0` on numbers of notes, which keeps the lines of the text
    at equal distances, would leave nothing of it. So at least the letters' own height counts.
    """
    x, y, width, height = internals.hit_area(box)
    top = min(y, box.border_box_y())
    height = max(y + height, box.border_box_y() + box.border_height()) - top
    if getattr(box, "note_call", None):
        more = _AROUND * height
        return x - more, top - more, width + 2 * more, height + 2 * more
    return x, top, width, height


HOOKS: tuple[internals.Hook, ...] = ((boxes.InlineBox, "hit_area", hit_area),)

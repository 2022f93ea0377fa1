"""The area of the text on right and left pages, from the stylesheet alone (CSS Paged Media 3, 4 and 5)."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from xml.etree.ElementTree import Element, SubElement

from pipeline.cache import Kept
from pipeline.proof.sight import Edges
from pipeline.weasy.computed import Computed, computed_styles

_PAGE_NAMES = re.compile(r"@page\s+([A-Za-z_][\w-]*)")


def kept_areas(stylesheet: str, kept: Kept) -> tuple[Edges, Edges]:
    """What `text_areas` gives; worked out once and then kept."""
    data = kept.get("text-areas", stylesheet.encode())
    if data is None:
        data = json.dumps(text_areas(stylesheet)).encode()
        kept.put("text-areas", stylesheet.encode(), data)
    right, left = json.loads(data)
    return Edges(*right), Edges(*left)


@lru_cache(maxsize=4)
def text_areas(stylesheet: str) -> tuple[Edges, Edges]:
    """The area of the text on a right page and on a left one: the widest that any page of its side has."""
    html = Element("html")
    SubElement(html, "body")
    computed = computed_styles(html, [stylesheet])
    names = ("", *_PAGE_NAMES.findall(stylesheet))
    return _widest(computed, "right", names), _widest(computed, "left", names)


def _widest(computed: Computed, side: str, names: tuple[str, ...]) -> Edges:
    indexes = (0, 2) if side == "right" else (1, 3)
    areas = [area for name in names for index in indexes if (area := _area(computed, side, index, name))]
    return Edges(
        min(area.left for area in areas),
        min(area.bottom for area in areas),
        max(area.right for area in areas),
        max(area.top for area in areas),
    )


def _area(computed: Computed, side: str, index: int, name: str) -> Edges | None:
    style = computed.page(side, index, name)
    if style is None:
        return None
    width, height = (float(value) for value in style.words("size") if isinstance(value, int | float))
    right, left = style.number("margin-right"), style.number("margin-left")
    return Edges(left, style.number("margin-bottom"), width - right, height - style.number("margin-top"))

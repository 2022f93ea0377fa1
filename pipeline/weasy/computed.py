"""The computed style of every element, pseudo-element and page: WeasyPrint's cascade, in plain values.

WeasyPrint is asked by `weasy.cascade`, which is not imported before a style is asked for: where all that
follows from styles is kept, a build does without.

Lengths come out in points, percentages as `Percent`, colours as `Colour`, keywords as strings, lists as
tuples (CSS Cascading and Inheritance 4, 4.4; CSS Paged Media 3, 5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

from pipeline.weasy import tool

POINTS_IN_PIXEL = 0.75

# Properties whose bare numbers are pixels; elsewhere a bare number has no unit (line-height, orphans).
PIXEL_NUMBERS = frozenset(
    [
        "font_size",
        "size",
        "border_spacing",
        "column_rule_width",
        "outline_width",
        "letter_spacing",
        "word_spacing",
    ]
    + [f"border_{side}_width" for side in ("top", "right", "bottom", "left")]
)


@cache
def _cascade() -> Any:
    with tool():
        from pipeline.weasy import cascade
    return cascade


@dataclass(frozen=True, slots=True)
class Percent:
    """A share that only a layout can resolve."""

    value: float


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour in sRGB, each part from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0


Value = str | float | Percent | Colour | tuple["Value", ...]


class Style(Mapping[str, Value]):
    """The computed values of one element, by CSS property name (`margin-left`)."""

    def __init__(self, computed: Any) -> None:
        self._computed = computed
        self._parent = computed.parent_style

    def __getitem__(self, name: str) -> Value:
        key = name.replace("-", "_")
        if key not in _cascade().INITIAL_VALUES:
            raise KeyError(name)
        return plain(self._computed[key], pixels=key in PIXEL_NUMBERS)

    def __iter__(self) -> Iterator[str]:
        return (name.replace("_", "-") for name in _cascade().INITIAL_VALUES)

    def __len__(self) -> int:
        return len(_cascade().INITIAL_VALUES)

    @property
    def parent(self) -> Style | None:
        """The style inherited from, None for the root's."""
        return Style(self._parent) if self._parent is not None else None

    def number(self, name: str) -> float:
        """A length in points or a bare number; 0 for a keyword or a percentage."""
        value = self[name]
        return float(value) if isinstance(value, int | float) else 0.0

    def word(self, name: str) -> str:
        """A keyword; "" where the value is none."""
        value = self[name]
        return value if isinstance(value, str) else ""

    def words(self, name: str) -> tuple[Value, ...]:
        """A list of values; a lone value as a list of one."""
        value = self[name]
        return value if isinstance(value, tuple) else (value,)

    @property
    def line_height(self) -> float | None:
        """Line height in points; None for `normal` (CSS 2.2, 10.8)."""
        raw = self._computed["line_height"]
        if raw == "normal":
            return None
        value = plain(raw)
        if hasattr(raw, "unit") and isinstance(value, float) and raw.unit:
            return value
        return float(value) * self.number("font-size") if isinstance(value, int | float) else None


def plain(value: Any, *, pixels: bool = False) -> Value:
    """One of WeasyPrint's values without WeasyPrint's types."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if hasattr(value, "unit"):
        return _dimension(value)
    if hasattr(value, "to") and hasattr(value, "alpha"):
        red, green, blue = value.to("srgb").coordinates
        return Colour(red, green, blue, float(value.alpha))
    if isinstance(value, int | float):
        return float(value) * (POINTS_IN_PIXEL if pixels else 1)
    if isinstance(value, set | frozenset):
        return tuple(sorted(str(item) for item in value))
    if isinstance(value, list | tuple):
        return tuple(plain(item, pixels=pixels) for item in value)
    return str(value)


def _dimension(value: Any) -> Value:
    if value.unit == "%":
        return Percent(float(value.value))
    if value.unit == "px":
        return float(value.value) * POINTS_IN_PIXEL
    return float(value.value)


class Computed:
    """Computed styles of one document, found by ElementTree path (`.//blockquote/p`)."""

    def __init__(self, html: Any, style_for: Any) -> None:
        self._html = html
        self._style_for = style_for
        self._pages: dict[tuple[str, int, str, bool], Any] = {}
        self._parents = {child: parent for parent in html.etree_element.iter() for child in parent}

    def element(self, path: str) -> Element:
        """The first element there; a `KeyError` where there is none."""
        found: Element | None = self._html.etree_element.find(path)
        if found is None:
            raise KeyError(path)
        return found

    def style(self, element: Element | str, pseudo: str = "") -> Style | None:
        """The style of an element, or of a pseudo-element (`footnote-call`) that the stylesheet names."""
        node = self.element(element) if isinstance(element, str) else element
        computed = self._style_for(node, pseudo or None)
        return Style(computed) if computed is not None else None

    def ancestors(self, element: Element | str) -> Iterator[Element]:
        """The elements around this one, innermost first."""
        node = self.element(element) if isinstance(element, str) else element
        while (parent := self._parents.get(node)) is not None:
            yield parent
            node = parent

    def page(self, side: str, index: int = 2, name: str = "", box: str = "", *,
             begins: bool = False) -> Style | None:  # fmt: skip
        """The style of a page, or of one of its boxes (`@top-center`, `@footnote`); index 0 is the first.

        With `begins` it is the first of the pages that follow each other under its name.
        """
        key = (side, index, name, begins)
        if key not in self._pages:
            self._pages[key] = _cascade().page(self._html, self._style_for, side, name, index, begins)
        computed = self._style_for(self._pages[key], box or None)
        return Style(computed) if computed is not None else None

    def matches(self, selector: str) -> bool:
        """Whether a selector speaks of anything in the document; True for one that cannot be read."""
        found: bool = _cascade().matches(self._html, selector)
        return found


def computed_styles(html: Element, stylesheets: Sequence[str]) -> Computed:
    """The cascade of an HTML tree (no namespaces) and the texts of its stylesheets; nothing is fetched."""
    return Computed(*_cascade().run(html, stylesheets))


def opened() -> None:
    """Load WeasyPrint before it is needed."""
    _cascade()


@cache
def initial_values() -> Mapping[str, Value]:
    """Every property WeasyPrint knows with its initial value."""
    return {
        name.replace("_", "-"): plain(value, pixels=name in PIXEL_NUMBERS)
        for name, value in _cascade().INITIAL_VALUES.items()
    }

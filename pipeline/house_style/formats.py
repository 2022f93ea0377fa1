"""What a paragraph and its letters look like, in points and plain words: between CSS and Word.

A `Letters` is what Word calls run properties, a `Block` what it calls paragraph properties; both are made
from computed styles, so that a Word style can be written as the difference between two of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from pipeline.weasy.computed import Colour, Computed, Style, Value

GENERIC_FAMILIES = {
    "serif": "Times New Roman", "sans-serif": "Arial", "monospace": "Courier New",
    "cursive": "Comic Sans MS", "fantasy": "Impact", "system-ui": "Arial",
}  # fmt: skip
SIDES = ("top", "left", "bottom", "right")
PAGE_BREAKS = {
    "page": "page",
    "always": "page",
    "left": "even",
    "verso": "even",
    "right": "odd",
    "recto": "odd",
}


@dataclass(frozen=True, slots=True)
class Letters:
    """Font and colour; sizes and tracking in points, colours as `RRGGBB`."""

    font: str
    size: float
    bold: bool = False
    italic: bool = False
    colour: str = "000000"
    small_caps: bool = False
    capitals: bool = False
    tracking: float = 0.0
    underline: bool = False
    struck: bool = False
    raised: str = "baseline"  # or superscript, subscript
    figures: str = "default"  # or oldStyle, lining
    figure_widths: str = "default"  # or proportional, tabular
    background: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One side of a border, in points."""

    width: float
    style: str
    colour: str
    distance: float


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph's shape, in points; `edge_*` is the space that its container adds at its two ends."""

    align: str = "left"
    leading: float | None = None  # None: the font's own
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    before: float = 0.0
    after: float = 0.0
    edge_before: float = 0.0
    edge_after: float = 0.0
    keep_next: bool = False
    keep_lines: bool = False
    page_break: str = ""  # or page, odd, even
    widows: bool = True
    hyphenate: bool = False
    background: str = ""
    rules: tuple[tuple[str, Rule], ...] = ()


def hexadecimal(value: Value, paper: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> str:
    """`RRGGBB` as it looks on white paper; "" for nothing to see."""
    if not isinstance(value, Colour) or value.alpha == 0:
        return ""
    parts = (value.red, value.green, value.blue)
    mixed = (part * value.alpha + white * (1 - value.alpha) for part, white in zip(parts, paper, strict=True))
    return "".join(f"{round(255 * min(1.0, max(0.0, part))):02X}" for part in mixed)


def family(style: Style) -> str:
    """The first font family, a generic one by a name that Word knows."""
    first = str(style.words("font-family")[0])
    return GENERIC_FAMILIES.get(first, first)


def letters(style: Style) -> Letters:
    """The look of an element's own letters."""
    lines = style.words("text-decoration-line")
    numeric = style.words("font-variant-numeric")
    return Letters(
        font=family(style),
        size=style.number("font-size"),
        bold=style.number("font-weight") >= 600,
        italic=style.word("font-style") in ("italic", "oblique"),
        colour=hexadecimal(style["color"]) or "000000",
        small_caps="caps" in style.word("font-variant-caps"),
        capitals=style.word("text-transform") == "uppercase",
        tracking=style.number("letter-spacing"),
        underline="underline" in lines,
        struck="line-through" in lines,
        raised=_raised(style),
        figures=_one_of(numeric, {"oldstyle-nums": "oldStyle", "lining-nums": "lining"}),
        figure_widths=_one_of(numeric, {"tabular-nums": "tabular", "proportional-nums": "proportional"}),
    )


def _one_of(values: tuple[Value, ...], names: dict[str, str]) -> str:
    return next((names[value] for value in values if isinstance(value, str) and value in names), "default")


def _raised(style: Style) -> str:
    value = style["vertical-align"]
    if isinstance(value, int | float) and value:
        return "superscript" if value > 0 else "subscript"
    return {"super": "superscript", "sub": "subscript"}.get(str(value), "baseline")


def block(computed: Computed, element: Element, container: Element | None = None) -> Block:
    """The shape of an element's paragraph, with what the elements around it add (CSS 2.2, 8.3.1).

    The margins of `container` and of what stands between are told apart as edges: they show above the
    first and below the last paragraph only.
    """
    style = computed.style(element)
    if style is None:
        return Block()
    left, right = _sides(style)
    before, after = _own_ends(style)
    edge_before = edge_after = 0.0
    inside = container is not None
    for around in computed.ancestors(element):
        outer = computed.style(around)
        if outer is None or around.tag in ("body", "html"):
            break
        if outer.words("display")[0] == "inline" and around is not container:
            continue
        left, right = left + _sides(outer)[0], right + _sides(outer)[1]
        top, bottom = _ends(outer)
        if inside:
            edge_before, edge_after = max(edge_before, top), max(edge_after, bottom)
            inside = around is not container
        if outer.word("float") == "footnote":
            break  # a note stands at the foot of the page, not in its paragraph
    return Block(
        align=alignment(style),
        leading=style.line_height,
        left=left,
        right=right,
        first=style.number("text-indent"),
        before=max(0.0, before),
        after=max(0.0, after),
        edge_before=edge_before,
        edge_after=edge_after,
        keep_next=style.word("break-after").startswith("avoid"),
        keep_lines=style.word("break-inside").startswith("avoid"),
        page_break=PAGE_BREAKS.get(style.word("break-before"), ""),
        widows=max(style.number("orphans"), style.number("widows")) > 1,
        hyphenate=style.word("hyphens") == "auto",
        background=hexadecimal(style["background-color"]),
        rules=rules(style),
    )


def _sides(style: Style) -> tuple[float, float]:
    """Space at the left and right; a border takes its own width."""
    left, right = (
        style.number(f"margin-{side}") + style.number(f"padding-{side}") + rule_width(style, side)
        for side in ("left", "right")
    )
    return left, right


def _own_ends(style: Style) -> tuple[float, float]:
    """Space above and below; padding counts where no border does: Word has no other place for it."""
    ruled = {side for side, _ in rules(style)}
    top, bottom = (
        style.number(f"margin-{side}") + (0.0 if side in ruled else style.number(f"padding-{side}"))
        for side in ("top", "bottom")
    )
    return top, bottom


def _ends(style: Style) -> tuple[float, float]:
    top, bottom = (
        style.number(f"margin-{side}") + style.number(f"padding-{side}") for side in ("top", "bottom")
    )
    return top, bottom


def alignment(style: Style) -> str:
    """`left`, `right`, `center` or `both`, as Word calls them."""
    value = style.word("text-align-all")
    if value == "justify":
        return "both"
    # In a right-to-left paragraph Word's "left" is the side where lines start (17.18.44).
    left, right = ("right", "left") if style.word("direction") == "rtl" else ("left", "right")
    return {"end": "right", "left": left, "right": right, "center": "center"}.get(value, "left")


def rule_width(style: Style, side: str) -> float:
    """The width of a border's side; 0 where none is drawn."""
    hidden = style.word(f"border-{side}-style") in ("none", "hidden")
    return 0.0 if hidden else style.number(f"border-{side}-width")


def rules(style: Style) -> tuple[tuple[str, Rule], ...]:
    """The borders that are drawn, in Word's order of sides."""
    return tuple(
        (
            side,
            Rule(
                rule_width(style, side),
                style.word(f"border-{side}-style"),
                hexadecimal(style[f"border-{side}-color"]) or hexadecimal(style["color"]) or "000000",
                style.number(f"padding-{side}"),
            ),
        )
        for side in SIDES
        if rule_width(style, side)
    )

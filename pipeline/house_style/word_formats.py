"""Letters and blocks as WordprocessingML properties, written as the difference from what they stand on.

The order of the children is the schema's (ECMA-376, part 1, 17.3.1.26 and 17.3.2.28).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.house_style.formats import Block, Letters, Rule
from pipeline.house_style.ooxml import Xml, el

BORDER_STYLES = {"double": "double", "dotted": "dotted", "dashed": "dashed", "groove": "threeDEngrave",
                 "ridge": "threeDEmboss", "inset": "inset", "outset": "outset"}  # fmt: skip


def twips(points: float) -> int:
    """Twentieths of a point."""
    return round(points * 20)


def half_points(points: float) -> int:
    """Word's unit of font sizes; at least 1 pt."""
    return max(2, round(points * 2))


def switch(name: str, on: bool) -> Xml:
    """A toggle that is written either way, since it may undo what it stands on."""
    return el(name) if on else el(name, {"val": "0"})


def run_properties(look: Letters, base: Letters | None = None) -> Xml | None:
    """`w:rPr` with what differs from `base`, everything where there is none; None for no difference."""
    children = list(_letters(look, base))
    return el("w:rPr", None, *children) if children else None


def _letters(look: Letters, base: Letters | None) -> Iterator[Xml]:
    def differs(name: str) -> bool:
        return base is None or getattr(look, name) != getattr(base, name)

    if differs("font"):
        yield fonts(look.font)
    for name, attribute in (("b", "bold"), ("i", "italic")):
        if differs(attribute):
            yield switch(f"w:{name}", getattr(look, attribute))
            yield switch(f"w:{name}Cs", getattr(look, attribute))
    for name, attribute in (("caps", "capitals"), ("smallCaps", "small_caps"), ("strike", "struck")):
        if differs(attribute):
            yield switch(f"w:{name}", getattr(look, attribute))
    if differs("colour"):
        yield el("w:color", {"val": look.colour})
    if differs("tracking"):
        yield el("w:spacing", {"val": twips(look.tracking)})
    if base is None or half_points(look.size) != half_points(base.size):
        yield el("w:sz", {"val": half_points(look.size)})
        yield el("w:szCs", {"val": half_points(look.size)})
    if differs("underline"):
        yield el("w:u", {"val": "single" if look.underline else "none"})
    if look.background and differs("background"):
        yield el("w:shd", {"val": "clear", "color": "auto", "fill": look.background})
    if differs("raised"):
        yield el("w:vertAlign", {"val": look.raised})
    if differs("figures"):
        yield el("w14:numForm", {"w14:val": look.figures})
    if differs("figure_widths"):
        yield el("w14:numSpacing", {"w14:val": look.figure_widths})


def fonts(name: str) -> Xml:
    """One family for every script."""
    return el("w:rFonts", dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), name))


def paragraph_properties(shape: Block, base: Block | None = None, *, contextual: bool = False,
                         outline: int | None = None, numbered: Xml | None = None) -> Xml | None:  # fmt: skip
    """`w:pPr` with what differs from `base`; `contextual`: no space between paragraphs of the same style."""
    children = list(_block(shape, base, contextual, outline, numbered))
    return el("w:pPr", None, *children) if children else None


def _block(
    shape: Block, base: Block | None, contextual: bool, outline: int | None, numbered: Xml | None
) -> Iterator[Xml]:
    def differs(*names: str) -> bool:
        return base is None or any(getattr(shape, name) != getattr(base, name) for name in names)

    for name, attribute in (("keepNext", "keep_next"), ("keepLines", "keep_lines")):
        if differs(attribute):
            yield switch(f"w:{name}", getattr(shape, attribute))
    if differs("page_break"):
        yield switch("w:pageBreakBefore", shape.page_break == "page")
    if differs("widows"):
        yield switch("w:widowControl", shape.widows)
    if numbered is not None:
        yield numbered
    if shape.rules and differs("rules"):
        yield el("w:pBdr", None, *(border(side, rule) for side, rule in shape.rules))
    if shape.background and differs("background"):
        yield el("w:shd", {"val": "clear", "color": "auto", "fill": shape.background})
    if differs("hyphenate"):
        yield switch("w:suppressAutoHyphens", not shape.hyphenate)
    if differs("before", "after", "leading"):
        yield spacing(shape)
    if differs("left", "right", "first"):
        yield indents(shape)
    if contextual:
        yield el("w:contextualSpacing")
    if differs("align"):
        yield el("w:jc", {"val": shape.align})
    if outline is not None:
        yield el("w:outlineLvl", {"val": outline})


def spacing(shape: Block) -> Xml:
    """Space above, below and from baseline to baseline; without a leading of its own, the font's."""
    ends = {"before": twips(shape.before), "after": twips(shape.after)}
    if shape.leading is None:
        return el("w:spacing", {**ends, "line": 240, "lineRule": "auto"})
    return el("w:spacing", {**ends, "line": max(20, twips(shape.leading)), "lineRule": "exact"})


def indents(shape: Block) -> Xml:
    """Indents; a negative first line hangs."""
    first = twips(shape.first)
    return el(
        "w:ind",
        {
            "left": twips(shape.left),
            "right": twips(shape.right),
            "hanging" if first < 0 else "firstLine": abs(first),
        },
    )


def border(side: str, rule: Rule) -> Xml:
    """One side of a border: eighths of a point, 1/4 to 12 pt; distance in points, at most 31 (17.3.4)."""
    return el(
        f"w:{side}",
        {
            "val": BORDER_STYLES.get(rule.style, "single"),
            "sz": min(96, max(2, round(rule.width * 8))),
            "space": min(31, round(rule.distance)),
            "color": rule.colour,
        },
    )

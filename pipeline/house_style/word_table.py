"""The one table style, from `table`, `thead`, `tr`, `th` and `td`."""

from __future__ import annotations

from pipeline.house_style.formats import Rule, rules
from pipeline.house_style.ooxml import Xml, el
from pipeline.house_style.word_formats import border, twips
from pipeline.house_style.word_map import at
from pipeline.weasy.computed import Computed

TABLE = at("table")


def table_style(computed: Computed) -> Xml:
    """`w:style` of type table, with its rules and the padding of its cells; the first row is the head."""
    style = el(
        "w:style",
        {"type": "table", "customStyle": "1", "styleId": "Table"},
        el("w:name", {"val": "Table"}),
        el("w:basedOn", {"val": "TableNormal"}),
        el("w:qFormat"),
        _table_properties(computed),
    )
    head = _head_rule(computed)
    if head is not None:
        cell = el("w:tcPr", None, el("w:tcBorders", None, border("bottom", head)))
        style.append(el("w:tblStylePr", {"type": "firstRow"}, cell))
    return style


def _table_properties(computed: Computed) -> Xml:
    properties = el("w:tblPr")
    if centred(computed):
        properties.append(el("w:jc", {"val": "center"}))
    properties.append(el("w:tblInd", {"w": "0", "type": "dxa"}))
    sides = {side: rule for path in (TABLE, TABLE + "/thead") for side, rule in _rules(computed, path)}
    sides.update((side, rule) for side, rule in _rules(computed, TABLE))
    inner = dict(_rules(computed, TABLE + "/tbody/tr")) | dict(_rules(computed, at("cell")))
    borders = [border(side, sides[side]) for side in ("top", "left", "bottom", "right") if side in sides]
    if rule := inner.get("bottom") or inner.get("top"):
        borders.append(border("insideH", rule))
    if rule := inner.get("left") or inner.get("right"):
        borders.append(border("insideV", rule))
    if borders:
        properties.append(el("w:tblBorders", None, *borders))
    properties.append(el("w:tblCellMar", None, *_padding(computed)))
    return properties


def _padding(computed: Computed) -> list[Xml]:
    """Padding at the sides; above and below it is the cell's paragraphs' space."""
    cell = computed.style(at("cell"))
    return [
        el(f"w:{side}", {"w": twips(cell.number(f"padding-{side}")) if cell and inline else 0, "type": "dxa"})
        for side, inline in (("top", False), ("left", True), ("bottom", False), ("right", True))
    ]


def _rules(computed: Computed, path: str) -> tuple[tuple[str, Rule], ...]:
    style = computed.style(path)
    found = rules(style) if style else ()
    return tuple((side, Rule(rule.width, rule.style, rule.colour, 0.0)) for side, rule in found)


def _head_rule(computed: Computed) -> Rule | None:
    """The rule under the head, wherever the stylesheet draws it."""
    below = [
        dict(_rules(computed, path)).get("bottom")
        for path in (TABLE + "/thead", TABLE + "/thead/tr", at("head"))
    ]
    drawn = [rule for rule in below if rule is not None]
    above = dict(_rules(computed, TABLE + "/tbody")).get("top")
    return max([*drawn, *([above] if above else [])], key=lambda rule: rule.width, default=None)


def centred(computed: Computed) -> bool:
    """Whether the table stands in the middle of the measure (`margin: auto`)."""
    style = computed.style(TABLE)
    return style is not None and style["margin-left"] == "auto" and style["margin-right"] == "auto"

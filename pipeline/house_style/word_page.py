"""Section properties, running heads and folios, from `@page` and its margin boxes (CSS Paged Media 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace

from pipeline.house_style.formats import Letters, letters
from pipeline.house_style.ooxml import Xml, el, root
from pipeline.house_style.word_formats import run_properties, twips
from pipeline.house_style.word_map import PARAGRAPHS, TITLE_BLOCK, at
from pipeline.weasy.computed import Computed, Style, Value

SLOTS = ("left", "center", "right")
KINDS = (("header", "top"), ("footer", "bottom"))
# Word's name of each page, then CSS's: its side and its number from 0.
PAGES = (("default", "right", 2), ("even", "left", 3), ("first", "right", 0))
EMPTY = ("none", "normal", "inhibit", "")
NUMBER_FORMATS = {"decimal": "", "lower-roman": r" \* roman", "upper-roman": r" \* ROMAN",
                  "lower-alpha": r" \* alphabetic", "upper-alpha": r" \* ALPHABETIC"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageSetup:
    """A page in points; margins are those of a right-hand page, and of a left-hand one mirrored."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float
    mirrored: bool
    own_first: bool
    own_even: bool
    header: float
    footer: float

    @property
    def measure(self) -> float:
        """The width of the text."""
        return self.width - self.left - self.right


def page_setup(computed: Computed) -> PageSetup:
    """The page of the stylesheet; A4 and 2 cm are WeasyPrint's, not ours, where it says nothing."""
    right, left = computed.page("right"), computed.page("left", 3)
    assert right is not None
    assert left is not None
    width, height = (float(value) for value in right.words("size") if isinstance(value, int | float))
    top, bottom = right.number("margin-top"), right.number("margin-bottom")
    heads = {name: _boxes(computed, side, index) for name, side, index in PAGES}
    return PageSetup(
        width, height, top, right.number("margin-right"), bottom, right.number("margin-left"),
        mirrored=right.number("margin-left") != left.number("margin-left"),
        own_first=heads["first"] != heads["default"],
        own_even=heads["even"] != heads["default"],
        header=_distance(computed, "top", top),
        footer=_distance(computed, "bottom", bottom),
    )  # fmt: skip


def _boxes(computed: Computed, side: str, index: int) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for _, edge in KINDS:
        for slot in SLOTS:
            style = computed.page(side, index, box=f"@{edge}-{slot}")
            if style is not None and style["content"] not in EMPTY:
                found[f"{edge}-{slot}"] = (*style.words("content"), *style.words("font-family"))
    return found


def first_box(computed: Computed, edge: str) -> Style | None:
    """The first margin box with content at the top or the bottom of any page."""
    boxes = (computed.page(side, index, box=f"@{edge}-{slot}") for _, side, index in PAGES for slot in SLOTS)
    return next((style for style in boxes if style is not None and style["content"] not in EMPTY), None)


def _distance(computed: Computed, edge: str, margin: float) -> float:
    """From the paper's edge to the running head's line (or the folio's), which stands in the middle
    of the margin unless `vertical-align` says otherwise."""
    box = first_box(computed, edge)
    if box is None:
        return margin / 2
    line = box.line_height or box.number("font-size") * 1.2
    near, far = (
        box.number(f"padding-{edge}"),
        box.number("padding-bottom" if edge == "top" else "padding-top"),
    )
    near += box.number(f"margin-{edge}")
    far += box.number("margin-bottom" if edge == "top" else "margin-top")
    align = box.word("vertical-align")
    outward, inward = ("top", "bottom") if edge == "top" else ("bottom", "top")
    if align == outward:
        return near
    if align == inward:
        return max(0.0, margin - far - line)
    return max(0.0, (margin - line + near - far) / 2)


def section_properties(page: PageSetup, *, rtl: bool = False) -> Xml:
    """`w:sectPr` that refers to the running heads by `rIdHeader…` (17.6.17)."""
    section = el("w:sectPr")
    for kind, _ in KINDS:
        for name, _, _ in PAGES:
            if needed(page, name):
                section.append(el(f"w:{kind}Reference", {"type": name, "r:id": part_id(kind, name)}))
    size = {"w": twips(page.width), "h": twips(page.height)}
    if page.width > page.height:
        size["orient"] = "landscape"  # type: ignore[assignment]
    section.append(el("w:pgSz", size))
    margins = {side: twips(getattr(page, side)) for side in ("top", "right", "bottom", "left")}
    distances = {"header": twips(page.header), "footer": twips(page.footer), "gutter": 0}
    section.append(el("w:pgMar", {**margins, **distances}))
    section.append(el("w:cols", {"space": 720}))
    if page.own_first:
        section.append(el("w:titlePg"))
    if rtl:
        section.append(el("w:bidi"))
    return section


def needed(page: PageSetup, name: str) -> bool:
    """Whether this kind of page has running heads of its own."""
    return {"default": True, "even": page.own_even, "first": page.own_first}[name]


def part_id(kind: str, name: str) -> str:
    """The relationship that a section refers to a running head by."""
    return f"rId{kind.title()}{name.title()}"


@dataclass(frozen=True, slots=True)
class RunningHeads:
    """The parts by file name, and the named strings that could not be said."""

    parts: Mapping[str, Xml]
    unknown: tuple[str, ...]


def running_heads(computed: Computed, page: PageSetup, running: Mapping[str, str]) -> RunningHeads:
    """Headers and footers: page numbers and running titles as fields, with their results written out."""
    parts: dict[str, Xml] = {}
    unknown: list[str] = []
    for kind, edge in KINDS:
        base = head_letters(computed, edge)
        for name, side, index in PAGES:
            if not needed(page, name):
                continue
            paragraph = el("w:p", None, el("w:pPr", None, el("w:pStyle", {"val": kind.title()})))
            for run in _line(computed, edge, side, index, base, running, unknown):
                paragraph.append(run)
            parts[f"{kind}-{name}.xml"] = root("w:hdr" if kind == "header" else "w:ftr", paragraph)
    return RunningHeads(parts, tuple(dict.fromkeys(unknown)))


def head_letters(computed: Computed, edge: str) -> Letters:
    """The look of the running heads, or of the text where there are none."""
    style = first_box(computed, edge) or computed.style(".//body")
    assert style is not None
    return replace(letters(style), raised="baseline")


def front_heads(computed: Computed, running: Mapping[str, str]) -> dict[str, Xml]:
    """Headers and footers of the pages before the text (`@page front`, and `@page bare` without any).

    A heading's words are left out: no heading of the text has been there yet.
    """
    parts: dict[str, Xml] = {}
    for kind, edge in KINDS:
        base = head_letters(computed, edge)
        for name, side, index in PAGES[:2]:
            for page in ("bare", "front"):
                paragraph = el("w:p", None, el("w:pPr", None, el("w:pStyle", {"val": kind.title()})))
                if page == "front":
                    paragraph.extend(_line(computed, edge, side, index, base, running, [], page))
                parts[f"{kind}-{page}{name}.xml"] = root("w:hdr" if kind == "header" else "w:ftr", paragraph)
    return parts


def _line(computed: Computed, edge: str, side: str, index: int, base: Letters, running: Mapping[str, str],
          unknown: list[str], page: str = "") -> Iterator[Xml]:  # fmt: skip
    at_slot = 0
    for number, slot in enumerate(SLOTS):
        style = computed.page(side, index, page, f"@{edge}-{slot}")
        if style is None or style["content"] in EMPTY:
            continue
        look = run_properties(replace(letters(style), raised="baseline"), base)
        while at_slot < number:
            yield el("w:r", None, el("w:tab"))
            at_slot += 1
        for item in style.words("content"):
            if page and isinstance(item, tuple) and item[0] == "string()" and _of_heading(computed, item):
                continue
            yield from _content(computed, item, look, running, unknown)


def _content(computed: Computed, item: Value, look: Xml | None, running: Mapping[str, str],
             unknown: list[str]) -> Iterator[Xml]:  # fmt: skip
    kind, value = (item[0], item[1]) if isinstance(item, tuple) and len(item) == 2 else ("", "")
    if kind == "string":
        yield run_of(str(value), look)
    elif kind == "string()" and isinstance(value, tuple):
        yield from running_string(computed, str(value[0]), look, running, unknown)
    elif kind == "counter()" and isinstance(value, tuple) and value[0] in ("page", "pages"):
        instruction = "PAGE" if value[0] == "page" else "NUMPAGES"
        yield from field(instruction + NUMBER_FORMATS.get(str(value[1]), ""), "1", look)
    else:
        unknown.append(str(item))


def running_string(computed: Computed, name: str, look: Xml | None, running: Mapping[str, str],
                   unknown: list[str]) -> Iterator[Xml]:  # fmt: skip
    """A named string (CSS Generated Content for Paged Media 3, 1.1) as a field of Word's.

    The title is a property of the document. A heading is found by its level, which has the same name in
    every language of Word; the one author by a style of our own. Without words to show there is no field:
    Word would print an error.
    """
    style, words = _named_string(computed, name, running)
    if style.startswith("heading "):
        yield from field(f"STYLEREF {style[-1]}", words or "\u00a0", look)
    elif words and words == running.get("title"):
        yield from field("TITLE", words, look)
    elif words and words == running.get("author"):
        yield from field('STYLEREF "Author"', words, look)
    elif words:
        yield run_of(words, look)
    elif not style and name not in running:
        unknown.append(f"string({name})")


def _of_heading(computed: Computed, item: tuple[Value, ...]) -> bool:
    value = item[1]
    named = str(value[0]) if isinstance(value, tuple) else ""
    return _named_string(computed, named, {})[0].startswith("heading ")


def _named_string(computed: Computed, name: str, running: Mapping[str, str]) -> tuple[str, str]:
    """The Word style of the element that sets a named string, "" where it has none; the words it gets."""
    # `h1` sets it on the title too; the heading that comes after is what the reader sees.
    named = sorted(PARAGRAPHS, key=lambda style: style.outline is None)
    for path, style in [(at(TITLE_BLOCK), ""), *((style.path, style.name) for style in named)]:
        own = computed.style(path)
        for pair in own.words("string-set") if own else ():
            if isinstance(pair, tuple) and len(pair) == 2 and pair[0] == name:
                literal = _literal(pair[1])
                if literal is not None:
                    return "", literal
                return style, running.get(style.lower(), running.get(name, ""))
    return "", running.get(name, "")


def _literal(content: Value) -> str | None:
    """The words of generated content that does not depend on the element's own."""
    items = content if isinstance(content, tuple) else ()
    if not items or any(not isinstance(item, tuple) or item[0] != "string" for item in items):
        return None
    return "".join(str(item[1]) for item in items if isinstance(item, tuple))


def run_of(text: str, look: Xml | None) -> Xml:
    """A run of text."""
    return _run(look, el("w:t", text=text))


def _run(look: Xml | None, *children: Xml) -> Xml:
    return el("w:r", None, *([deepcopy(look)] if look is not None else []), *children)


def field(instruction: str, result: str, look: Xml | None) -> list[Xml]:
    """A complex field with the result that shows until Word works it out (17.16.18)."""
    return [
        _run(look, el("w:fldChar", {"fldCharType": "begin"})),
        _run(look, el("w:instrText", text=f" {instruction} ")),
        _run(look, el("w:fldChar", {"fldCharType": "separate"})),
        _run(look, el("w:t", text=result)),
        _run(look, el("w:fldChar", {"fldCharType": "end"})),
    ]

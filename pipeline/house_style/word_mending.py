"""What a reference document cannot carry: the measures by which the edition mends pandoc's text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.house_style.formats import letters
from pipeline.house_style.specimen import NUMBER
from pipeline.house_style.word_front import FrontLayout, front_layout
from pipeline.house_style.word_map import AFTER, AFTER_NOTE_QUOTE, TITLE_BLOCK, at
from pipeline.house_style.word_page import EMPTY, KINDS, PAGES, SLOTS, PageSetup
from pipeline.house_style.word_styles import Look
from pipeline.weasy.computed import Computed, Style, Value

BULLETS = {"disc": "•", "circle": "◦", "square": "▪", "none": ""}
LEVELS = 9


@dataclass(frozen=True, slots=True)
class Mending:
    """Measures in points; `looks` by style id."""

    looks: Mapping[str, Look]
    page: PageSetup
    unindented_after: frozenset[str]  # constructs (pandoc's names) after which a paragraph starts flush
    unindented_after_note_quote: bool
    bullets: tuple[str, ...]  # the mark of each level
    list_step: float
    scene_break: str
    note_suffix: str
    table_before: float
    table_after: float
    table_padding: float  # of a cell, left and right together
    table_size: float
    table_centred: bool
    rows_whole: bool
    tables_whole: bool  # on one page, where one holds them
    title_after: float
    chapter_start: str  # "odd", "even" or "page" where a chapter is a section that starts on such a page
    openings_bare: bool  # no running head stands over a chapter's opening
    parts_bare: bool  # neither running head nor folio on a part's page
    front: FrontLayout


def mending(computed: Computed, all_looks: Mapping[str, Look], page: PageSetup) -> Mending:
    """The measures, from the specimen."""
    flush = all_looks["FirstParagraph"].block.first
    side = all_looks["Heading1"].block.page_break
    bare = _openings_bare(computed)
    cell = computed.style(at("cell"))
    return Mending(
        looks=all_looks,
        page=page,
        unindented_after=frozenset(
            name
            for name, element in AFTER.items()
            if abs(_number(computed, element, "text-indent") - flush) < 0.01
        ),
        unindented_after_note_quote=abs(
            _number(computed, AFTER_NOTE_QUOTE, "text-indent") - all_looks["FootnoteText"].block.first
        )
        < 0.01,
        bullets=_bullets(computed),
        list_step=sum(_number(computed, "bullets", f"{part}-left") for part in ("margin", "padding"))
        + sum(_number(computed, "bullet", f"{part}-left") for part in ("margin", "padding")),
        scene_break=_words(computed, at("scene"), "before")
        or _words(computed, at("scene"), "after")
        or "* * *",
        note_suffix=_suffix(computed),
        table_before=_number(computed, "table", "margin-top"),
        table_after=_number(computed, "table", "margin-bottom"),
        table_padding=_number(computed, "cell", "padding-left") + _number(computed, "cell", "padding-right"),
        table_size=letters(cell).size if cell else all_looks["TableText"].letters.size,
        table_centred=_centred(computed),
        rows_whole=_kept_whole(computed, at("table") + "/tbody/tr"),
        tables_whole=_kept_whole(computed, at("table")),
        title_after=sum(_number(computed, TITLE_BLOCK, f"{part}-bottom") for part in ("margin", "padding")),
        # A new page needs no section but where it has running heads of its own.
        chapter_start=side if side in ("odd", "even") or (side == "page" and bare) else "",
        openings_bare=bare,
        parts_bare=_parts_bare(computed),
        front=front_layout(computed),
    )


def _number(computed: Computed, identifier: str, name: str) -> float:
    style = computed.style(at(identifier))
    return style.number(name) if style else 0.0


def _centred(computed: Computed) -> bool:
    style = computed.style(at("table"))
    return style is not None and style["margin-left"] == style["margin-right"] == "auto"


def _openings_bare(computed: Computed) -> bool:
    """Whether a running head is left out where it changes (`first-except`, CSS Paged Media 3 GCPM, 1.1.2)."""
    boxes = (computed.page(side, index, box=f"@top-{slot}") for _, side, index in PAGES[:2] for slot in SLOTS)
    return any(_left_out(item) for style in boxes if style is not None for item in _items(style))


def _left_out(item: Value) -> bool:
    return isinstance(item, tuple) and item[0] == "string()" and "first-except" in str(item[1])


def _items(box: Style) -> tuple[Value, ...]:
    return box.words("content") if isinstance(box["content"], tuple) else ()


def _parts_bare(computed: Computed) -> bool:
    """Whether the page of a part has no margin box with words (`@page :nth(1 of part)`)."""
    part = computed.style(at("part"))
    page = part.word("page") if part else ""
    boxes = (
        computed.page("right", name="" if page == "auto" else page, box=f"@{edge}-{slot}", begins=True)
        for _, edge in KINDS
        for slot in SLOTS
    )
    return all(
        box is None or box["content"] in EMPTY or all(_left_out(item) for item in _items(box))
        for box in boxes
    )


def _kept_whole(computed: Computed, path: str) -> bool:
    style = computed.style(path)
    return style is not None and style.word("break-inside").startswith("avoid")


def _bullets(computed: Computed) -> tuple[str, ...]:
    found = []
    for level in range(LEVELS):
        style = computed.style(at("bullets" if level == 0 else "bullets2"))
        kind = style.word("list-style-type") if style else "disc"
        value = style["list-style-type"] if style else "disc"
        text = str(value[1]) if isinstance(value, tuple) and len(value) == 2 else ""
        found.append(text.strip() or BULLETS.get(kind, "•"))
    return tuple(found)


def _words(computed: Computed, path: str, pseudo: str) -> str:
    """The words of generated content; a construct's counters are Word's own business."""
    style = computed.style(path, pseudo)
    if style is None:
        return ""
    items = style.words("content")
    return "".join(str(item[1]) for item in items if isinstance(item, tuple) and item[0] == "string")


def _suffix(computed: Computed) -> str:
    """What stands between a note's number and its words: at least a space."""
    path = at("next") + "/span[@class='footnote']"
    words = _words(computed, path, "footnote-marker").rpartition(NUMBER)[2]
    return words if words.endswith((" ", "\u00a0", "\u2002", "\u2003", "\u2009", "\t")) else words + " "

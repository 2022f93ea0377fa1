"""The pages before the text as Word has them: where each section begins, its numbers, its running heads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.frontmatter.style import PARTS
from pipeline.house_style.formats import PAGE_BREAKS
from pipeline.house_style.ooxml import Xml, el, q
from pipeline.house_style.word_formats import twips
from pipeline.house_style.word_map import LIST_STYLES, at
from pipeline.house_style.word_page import KINDS, PAGES, SLOTS, PageSetup, part_id
from pipeline.weasy.computed import Computed

# CSS's names of counter styles, and Word's (17.18.59).
_FORMATS = {"lower-roman": "lowerRoman", "upper-roman": "upperRoman", "lower-alpha": "lowerLetter",
            "upper-alpha": "upperLetter"}  # fmt: skip
# What comes before w:tabs in w:pPr (17.3.1.26).
_BEFORE_TABS = frozenset("keepNext keepLines pageBreakBefore framePr widowControl numPr pBdr shd".split())
_TYPES = {"odd": "oddPage", "even": "evenPage", "page": "nextPage", "": "nextPage"}


@dataclass(frozen=True, slots=True)
class Section:
    """How a part's section begins (17.18.77), and whose running heads its pages have: `bare` or `front`."""

    type: str
    page: str


@dataclass(frozen=True, slots=True)
class FrontLayout:
    """Each part's section; the format of its pages' numbers; measures in points.

    `title_before` is the space above the title on its page. `leader` fills the line to a number in the
    contents, in Word's words (17.18.72).
    """

    sections: Mapping[str, Section]
    opening: str  # the type of the text's first section
    numbers: str
    title_before: Mapping[str, float]  # by style id
    leader: str


def front_layout(computed: Computed) -> FrontLayout:
    """From the specimen's pages before the text."""
    opening = computed.style(at("opening"))
    return FrontLayout(
        {name: _section(computed, name) for name in PARTS},
        _TYPES[PAGE_BREAKS.get(opening.word("break-before"), "") if opening else ""],
        _numbers(computed),
        {
            "Title": _above(computed, "octavo-title-page"),
            "TitleLong": _above(computed, "octavo-title-page-long"),
        },
        _leader(computed),
    )


def _above(computed: Computed, page: str) -> float:
    header = computed.style(at(page) + "/header")
    return header.number("margin-top") + header.number("padding-top") if header else 0.0


def _section(computed: Computed, name: str) -> Section:
    # The lists of figures and tables are looked at as the contents are.
    path = at(f"octavo-{'contents' if name in ('figures', 'tables') else name}")
    style = computed.style(path)
    assert style is not None
    page = style.word("page")
    return Section(
        _TYPES[PAGE_BREAKS.get(style.word("break-before"), "")], "bare" if page == "bare" else "front"
    )


def _numbers(computed: Computed) -> str:
    """The format of the numbers on `@page front`."""
    for _, edge in KINDS:
        for slot in SLOTS:
            style = computed.page("right", 2, "front", f"@{edge}-{slot}")
            content = style["content"] if style is not None else ()
            for item in content if isinstance(content, tuple) else ():
                if isinstance(item, tuple) and item[0] == "counter()" and isinstance(item[1], tuple):
                    return _FORMATS.get(str(item[1][1]), "decimal")
    return "lowerRoman"


def _leader(computed: Computed) -> str:
    style = computed.style(at("toc-1") + "/a", "after")
    items = style["content"] if style is not None else ()
    for item in items if isinstance(items, tuple) else ():
        if isinstance(item, tuple) and item[0] == "leader()":
            drawn = str(item[1][-1] if isinstance(item[1], tuple) else item[1]).strip()
            return {"": "none", "_": "underscore", "-": "hyphen", "·": "middleDot"}.get(drawn[:1], "dot")
    return "none"


def references(page: str, setup: PageSetup) -> list[tuple[str, str, str]]:
    """(kind, type, relationship) of the running heads of pages of this name."""
    return [
        (kind, name, part_id(kind, f"{page}{name}"))
        for kind, _ in KINDS
        for name, _, _ in PAGES[:2]
        if name == "default" or setup.own_even
    ]


def set_number_tabs(styles: Xml, setup: PageSetup, leader: str) -> None:
    """A stop at the end of the line for the number in the styles of the contents.

    There is no indent at the right to keep long titles from it: LibreOffice shows no number beyond one.
    """
    for style in styles.iter(q("w:style")):
        name = str(style.get(q("w:styleId")))
        if name not in LIST_STYLES:
            continue
        shape = style.find(q("w:pPr"))
        if shape is None:
            shape = el("w:pPr")
            style.append(shape)
        at_index = sum(1 for child in shape if str(child.tag).rpartition("}")[2] in _BEFORE_TABS)
        stop = el("w:tab", {"val": "right", "leader": leader, "pos": twips(setup.measure)})
        shape.insert(at_index, el("w:tabs", None, stop))

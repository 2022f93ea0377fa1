"""Page labels (ISO 32000-1, 12.4.2): what a reader's page box shows is what is printed on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pydyf

from pipeline.weasy.internals import boxes

_STYLES = {
    "decimal": "/D",
    "lower-roman": "/r",
    "upper-roman": "/R",
    "lower-alpha": "/a",
    "upper-alpha": "/A",
}


# Of a page: what its style resets, sets and adds to the counter `page`, and the style of the number it shows.
Count = tuple[int | None, int | None, int | None, str]


def count(page: Any) -> Count:
    """How the page counts, and what it shows of it (CSS Lists 3, 4)."""
    style = page.style
    steps = (_counter(style[f"counter_{name}"]) for name in ("reset", "set", "increment"))
    return (*steps, _folio(page))  # type: ignore[return-value]


def add_labels(pdf: Any, pages: Sequence[Count]) -> None:
    """The tree of labels in the catalogue; a book numbered 1, 2, 3 … from its first page needs none."""
    runs = list(ranges(pages))
    if [(value, style) for _, value, style in runs] in ([], [(1, "decimal")]):
        return
    numbers = pydyf.Array()
    for start, value, style in runs:
        numbers += [start, pydyf.Dictionary({"S": _STYLES.get(style, "/D"), "St": value})]
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": numbers})


def ranges(pages: Sequence[Count]) -> Iterator[tuple[int, int, str]]:
    """Each run of pages that count on: the index of its first page, that page's number, the numbers' style.

    Pages without a folio count as the pages of their run that show one. Where none does, a run before
    another one is of front matter, whose unseen numbers are roman by custom (CMOS 18, 1.7).
    """
    values = list(_values(pages))
    starts = [0] + [at for at in range(1, len(pages)) if values[at] != values[at - 1] + 1]
    for start, end in pairwise([*starts, len(pages)]):
        shown = next((style for *_, style in pages[start:end] if style), "")
        yield start, values[start], shown or ("decimal" if end == len(pages) else "lower-roman")


def _values(pages: Sequence[Count]) -> Iterator[int]:
    value = 0
    for reset, own_set, increment, _ in pages:
        value = reset if reset is not None else value
        value += increment if increment is not None else 1 if reset is own_set is None else 0
        value = own_set if own_set is not None else value
        yield value


def _counter(declared: Any) -> int | None:
    """What is declared for the counter `page`."""
    pairs = declared if isinstance(declared, tuple) else ()
    return next((int(value) for name, value in pairs if name == "page"), None)


def _folio(page: Any) -> str:
    """The style of the page's number in its margins; empty where it shows none."""
    for box in page.children:
        content = box.style["content"] if isinstance(box, boxes.MarginBox) else ()
        for item in content if isinstance(content, tuple) else ():
            if isinstance(item, tuple) and item[0] == "counter()" and item[1][0] == "page":
                return str(item[1][1])
    return ""

"""A table of what becomes of long notes: here, in plain WeasyPrint, and in Typst where it is installed.

    python bench/notes.py [--big] [--corpus FOLDER] [scenario …]
    python bench/notes.py --random 2000        # random documents, what was lost in them

`--big` adds the book of 500 pages, `--corpus` the Markdown manuscripts in FOLDER, their notes as they are.
"damaged": notes lost in part or whole; "off": words off the text area; "over": pages with notes printed over
the text; "late": notes begun on another page than their call; "split": notes that go on; "thin": those that
begin with one line; "crowded": pages with a call and under three lines of text; "gaps": pages whose text ends
over three lines above the notes although more text follows; "held": those of them where a heading, a row or
a block follows that stays whole; "alone": pages that end with the first line of a paragraph or begin with its
last; "ratio": of the seconds, to plain WeasyPrint.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from weasy import numbered  # noqa: E402
from weasy.reading import MARGINS, read  # noqa: E402

from bench import real_books  # noqa: E402
from bench.real_books import TYPST_HEAD, Row, plain_pdf, typst_pdf  # noqa: E402
from pipeline.weasy import render  # noqa: E402

USUAL = [
    "long",
    "huge",
    "rich",
    "mixed",
    "dense",
    "many",
    "inside",
    "chapters",
    "columns",
    "single",
    "book",
    "plain",
]


def octavo(html: ElementTree.Element, styles: list[str]) -> bytes:
    """The PDF made here."""
    return render(html, stylesheets=styles, resources=numbered.resources(), tagged=False).pdf


def weasyprint(html: ElementTree.Element, styles: list[str]) -> bytes:
    """The PDF made by WeasyPrint alone."""
    return plain_pdf(html, styles)


def typst(html: ElementTree.Element, styles: list[str]) -> bytes:
    """The PDF made by Typst of the same words."""
    return typst_pdf(TYPST_HEAD + _typst(html.find("body")))[0]


def _typst(element: ElementTree.Element | None) -> str:
    if element is None:
        return ""
    inner = (element.text or "") + "".join(_typst(child) + (child.tail or "") for child in element)
    kind = element.get("class") or element.tag
    around = {
        "footnote": "#footnote[{}]", "p": "\n\n{}\n\n", "h2": "\n\n#heading(level: 2)[{}]\n\n",
        "blockquote": "\n\n#block(inset: (x: 2em))[{}]\n\n", "li": "[{}], ", "ul": "\n\n#list({})\n\n",
        "td": "[{}], ", "table": "\n\n#table(columns: 3, {})\n\n",
        "caption": "table.header(table.cell(colspan: 3)[{}]), ",
        "whole": "\n\n#block(breakable: false)[{}]\n\n", "chapter": "\n\n#pagebreak(weak: true)\n{}",
        "columns": "#columns(2, gutter: 6mm)[{}]",
    }  # fmt: skip
    return around.get(kind, "{}").format(inner)


MAKERS: dict[str, Callable[[ElementTree.Element, list[str]], bytes]] = {
    "octavo": octavo, "weasyprint": weasyprint, "typst": typst,
}  # fmt: skip


def row(name: str, maker: str) -> Row:
    """One line of the table: a scenario, made by one of the three."""
    words, html = numbered.document(numbered.SCENARIOS[name])
    start = time.process_time()
    pdf = MAKERS[maker](html, numbered.stylesheets(name))
    seconds = time.process_time() - start
    found = read(pdf, words, MARGINS, in_order=maker != "typst")
    return Row(
        name, maker, seconds, found.pages, len(words.notes), len(found.broken), found.outside,
        found.overprinted, len(found.late + found.early), len(found.split), len(found.thin), found.crowded,
        *found.tall_gaps(words), len(found.widows) + len(found.orphans),
    )  # fmt: skip


def table(names: list[str], makers: list[str], books: list[Path]) -> None:
    """Print the table: the scenarios, then the real books."""
    numbered.resources()
    print(Row.HEAD)
    jobs: list[tuple[str, Callable[[str], Row]]] = [(name, partial(row, name)) for name in names]
    jobs += [(book.name, partial(real_books.row, book)) for book in books]
    for name, job in jobs:
        plain: float | None = None
        for maker in sorted(makers, key=lambda maker: maker != "weasyprint"):
            try:
                made = job(maker)
            except ImportError:
                print(f"{name:16} {maker:10} not installed")
                continue
            plain = made.seconds if maker == "weasyprint" else plain
            print(made.text(plain), flush=True)


def random_documents(count: int) -> int:
    """Random documents × stylesheets; how many were damaged."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st
    from weasy import test_any_document as any_document

    test = any_document.test_nothing_is_lost_whatever_the_document.hypothesis.inner_test
    documents = any_document.documents | any_document.long_documents
    strategies = (documents, st.sampled_from(any_document.STYLES), st.integers(0, 3))
    options = settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    options(given(*strategies)(test))()
    print(f"{count} random documents: nothing lost")
    return 0


def main() -> int:
    """Print what was asked for."""
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    parser = argparse.ArgumentParser()
    parser.add_argument("scenarios", nargs="*")
    parser.add_argument("--by", action="append", choices=MAKERS)
    parser.add_argument("--big", action="store_true", help="the book of 500 pages too")
    parser.add_argument("--random", type=int)
    parser.add_argument("--corpus", type=Path, help="a folder of manuscripts, or one of them")
    asked = parser.parse_args()
    if asked.random:
        return random_documents(asked.random)
    books = real_books.found(asked.corpus) if asked.corpus else []
    names = asked.scenarios or ([] if books and not asked.big else USUAL)
    table([*names, *(["big-book"] if asked.big else [])], asked.by or list(MAKERS), books)
    return 0


if __name__ == "__main__":
    sys.exit(main())

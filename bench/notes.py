"""A table of what becomes of long notes: here, in plain WeasyPrint, and in Typst where it is installed.

    python bench/notes.py [--big] [scenario …]
    python bench/notes.py --random 2000        # random documents, what was lost in them
    python bench/notes.py --corpus FOLDER      # Markdown manuscripts in FOLDER, their notes as they are

"damaged": notes lost in part or whole; "late": begun on another page than their call; "gaps": pages whose
text ends more than three lines above the notes although more text follows; "late" and "gaps" count against
the page, not the word.
"""

from __future__ import annotations

import argparse
import logging
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from weasy import numbered  # noqa: E402
from weasy.reading import MARGINS, read  # noqa: E402
from weasyprint import CSS  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402

from pipeline.weasy import render  # noqa: E402
from pipeline.weasy.engine import Tree  # noqa: E402
from pipeline.weasy.fetch import Resources  # noqa: E402

USUAL = ["long", "huge", "rich", "mixed", "dense", "many", "inside", "chapters", "columns", "single", "book"]
TYPST_HEAD = """#set page(width: 6in, height: 9in, margin: (top: 20mm, right: 18mm, bottom: 22mm, left: 22mm))
#set text(font: "EB Garamond", size: 11pt, top-edge: 0.8em, bottom-edge: -0.2em, lang: "en", hyphenate: false)
#set par(justify: true, leading: 0.35em, spacing: 0.35em, first-line-indent: (amount: 1.2em, all: true))
#set footnote.entry(separator: line(length: 20mm, stroke: .5pt), clearance: 3mm, gap: 0pt, indent: 0em)
#show footnote.entry: set text(size: 9pt)
#show footnote.entry: set par(leading: 0.25em, spacing: .25em)
#set table(stroke: .5pt, inset: 1mm)
"""


def octavo(html: ElementTree.Element, styles: list[str]) -> bytes:
    """The PDF made here."""
    return render(html, stylesheets=styles, resources=numbered.resources(), tagged=False).pdf


def weasyprint(html: ElementTree.Element, styles: list[str]) -> bytes:
    """The PDF made by WeasyPrint alone."""
    fonts, fetcher = FontConfiguration(), Resources(numbered.resources())
    sheets = [CSS(string=text, url_fetcher=fetcher, font_config=fonts) for text in styles]
    pdf = Tree(html, fetcher).write_pdf(font_config=fonts, stylesheets=sheets)
    assert isinstance(pdf, bytes)
    return pdf


def typst(html: ElementTree.Element, styles: list[str]) -> bytes:
    """The PDF made by Typst of the same words."""
    import tempfile

    import typst as compiler

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "font.ttf").write_bytes(numbered.resources()[numbered.FONT])
        source = Path(folder) / "main.typ"
        source.write_text(TYPST_HEAD + _typst(html.find("body")), "utf-8")
        pdf = compiler.compile(str(source), font_paths=[folder])
    assert isinstance(pdf, bytes)
    return pdf


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


def row(name: str, maker: str) -> str:
    """One line of the table."""
    words, html = numbered.document(numbered.SCENARIOS[name])
    start = time.process_time()
    try:
        pdf = MAKERS[maker](html, numbered.stylesheets(name))
    except ImportError:
        return f"{name:9} {maker:10} not installed"
    seconds = time.process_time() - start
    found = read(pdf, words, MARGINS, in_order=maker != "typst")
    return (
        f"{name:9} {maker:10} {found.pages:5} {len(words.notes):6} {len(found.broken):8} {found.outside:6} "
        f"{found.overprinted:6} {len(found.late + found.early):5} {len(found.split):6} {len(found.thin):5} "
        f"{found.tall_gaps(words.openings):5} {seconds:7.1f}"
    )


def table(names: list[str], makers: list[str]) -> None:
    """Print the table."""
    numbered.resources()
    print("scenario  made by    pages  notes  damaged  off  over-  late  split  thin  gaps  seconds")
    print("                                            page printed")
    for name in names:
        for maker in makers:
            print(row(name, maker), flush=True)


def random_documents(count: int) -> int:
    """Random documents × stylesheets; how many were damaged."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st
    from weasy import test_any_document as any_document

    test = any_document.test_nothing_is_lost_whatever_the_document.hypothesis.inner_test
    strategies = (any_document.documents, st.sampled_from(any_document.STYLES), st.integers(0, 3))
    options = settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    options(given(*strategies)(test))()
    print(f"{count} random documents: nothing lost")
    return 0


def corpus(folder: Path) -> None:
    """Real books, every note in the PDF found again: its words in order on its pages."""
    import pypandoc

    books = [folder] if (folder / "manuscript").is_dir() else sorted(folder.iterdir())
    for book in (path for path in books if list(path.glob("manuscript/*.md"))):
        text = "\n\n".join(_unique(path) for path in sorted(book.glob("manuscript/*.md")))
        markdown = "markdown-citations-raw_tex"
        html5 = pypandoc.convert_text(
            text, "html5", markdown, extra_args=["--wrap=none", "--reference-location=block"]
        )
        print(book.name, *_book(html5), flush=True)


def _unique(path: Path) -> str:
    text = re.sub(r"\A---\n.*?\n(---|\.\.\.)\n", "", path.read_text("utf-8-sig"), flags=re.S)
    own = set(re.findall(r"^\[\^([^\]\s]+)\]:", text, flags=re.M))
    return re.sub(
        r"\[\^([^\]\s]+)\]",
        lambda label: (
            f"[^{path.stem}-{label[1]}]" if label[1] in own and path.stem != "zz-notes" else label[0]
        ),
        text,
    )


def _book(html5: str) -> list[str]:
    import tinyhtml5

    tree = tinyhtml5.parse(f"<html lang=en><body>{html5}</body></html>", namespace_html_elements=False)
    notes = {note.get("id"): note for note in tree.iter("li") if (note.get("id") or "").startswith("fn")}
    parents = {child: parent for parent in tree.iter() for child in parent}
    calls = [link for link in tree.iter("a") if link.get("class") == "footnote-ref"]
    for serial, call in enumerate(calls, 1):
        note = notes[(call.get("href") or "")[1:]]
        for link in list(note.iter("a")):
            if link.get("class") == "footnote-back":
                parents[link].remove(link)
        attributes = {"class": "footnote", "id": f"fn-{serial}", "data-number": str(serial)}
        kept = call.tail
        call.clear()
        call.tag, call.attrib, call.tail = "span", attributes, kept
        call.extend(list(note))
    for section in [part for part in tree.iter("section") if "footnotes" in (part.get("class") or "")]:
        parents[section].remove(section)
    start = time.process_time()
    printed = render(tree, stylesheets=[numbered.PAGE], resources=numbered.resources(), tagged=False)
    seconds = time.process_time() - start
    late = sum(note.first_page != note.call_page for note in printed.notes)
    split = sum(note.first_page != note.last_page for note in printed.notes)
    lost = sum(finding.code in ("note-lost", "note-unsplit") for finding in printed.findings)
    return [
        f"{printed.pages} pages", f"{len(printed.notes)} of {len(calls)} notes", f"lost {lost}",
        f"late {late}", f"split {split}", f"{seconds:.1f} s",
    ]  # fmt: skip


def main() -> int:
    """Print what was asked for."""
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    parser = argparse.ArgumentParser()
    parser.add_argument("scenarios", nargs="*")
    parser.add_argument("--by", action="append", choices=MAKERS)
    parser.add_argument("--big", action="store_true", help="the book of 500 pages too")
    parser.add_argument("--random", type=int)
    parser.add_argument("--corpus", type=Path)
    asked = parser.parse_args()
    if asked.random:
        return random_documents(asked.random)
    if asked.corpus:
        corpus(asked.corpus)
        return 0
    names = asked.scenarios or [*USUAL, *(["big-book"] if asked.big else [])]
    table(names, asked.by or list(MAKERS))
    return 0


if __name__ == "__main__":
    sys.exit(main())

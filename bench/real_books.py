"""Real books in Markdown, their notes laid out here and by Typst; and what a line of the table holds.

Their words are not numbered: what is lost or late is told by the engine's findings, in Typst by asking every
call and every note for its page.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from xml.etree import ElementTree

from weasy import laid, numbered
from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration

from pipeline.weasy import render
from pipeline.weasy.engine import Tree
from pipeline.weasy.fetch import Resources

TYPST_HEAD = """#set page(width: 6in, height: 9in, margin: (top: 20mm, right: 18mm, bottom: 22mm, left: 22mm))
#set text(font: "EB Garamond", size: 11pt, top-edge: 0.8em, bottom-edge: -0.2em, lang: "en", hyphenate: false)
#set par(justify: true, leading: 0.35em, spacing: 0.35em, first-line-indent: (amount: 1.2em, all: true))
#set footnote.entry(separator: line(length: 20mm, stroke: .5pt), clearance: 3mm, gap: 0pt, indent: 0em)
#show footnote.entry: set text(size: 9pt)
#show footnote.entry: set par(leading: 0.25em, spacing: .25em)
#set table(stroke: .5pt, inset: 1mm)
"""


# Every call and every note says on which page it is.
TYPST_FILTER = """
local number = 0
local function mark(kind)
  local value = '"' .. kind .. number .. ' " + str(here().page())'
  return pandoc.RawInline('typst', '#context [#metadata(' .. value .. ') <mark>]')
end
function Note(note)
  number = number + 1
  local first = note.content[1]
  if first.t ~= 'Para' and first.t ~= 'Plain' then
    first = pandoc.Plain({})
    note.content:insert(1, first)
  end
  table.insert(first.content, 1, mark('n'))
  return {mark('c'), note}
end
function Image() return {} end
function Link(link) return link.content end
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; None where it was not measured."""

    name: str
    maker: str
    seconds: float
    pages: int | None = None
    notes: int | None = None
    damaged: int | None = None
    off: int | None = None
    over: int | None = None
    late: int | None = None
    split: int | None = None
    thin: int | None = None
    crowded: int | None = None
    gaps: int | None = None
    held: int | None = None
    alone: int | None = None

    HEAD: ClassVar[str] = (
        "scenario         made by    pages  notes damaged   off  over  late split  thin crowded"
        "  gaps  held alone  seconds  ratio"
    )

    def text(self, plain: float | None) -> str:
        """The line; `plain` are WeasyPrint's seconds for the same."""
        counts = [self.pages, self.notes, self.damaged, self.off, self.over, self.late, self.split, self.thin]
        counts += [self.crowded, self.gaps, self.held, self.alone]
        widths = (5, 6, 7, 5, 5, 5, 5, 5, 7, 5, 5, 5)
        cells = ["-" if count is None else str(count) for count in counts]
        line = " ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
        ratio = f"{self.seconds / plain:.2f}" if plain else "-"
        return f"{self.name[:16]:16} {self.maker:10} {line} {self.seconds:8.1f} {ratio:>6}"


def plain_pdf(html: ElementTree.Element, styles: list[str]) -> bytes:
    """The PDF made by WeasyPrint alone."""
    fonts, fetcher = FontConfiguration(), Resources(numbered.resources())
    sheets = [CSS(string=text, url_fetcher=fetcher, font_config=fonts) for text in styles]
    pdf = Tree(html, fetcher).write_pdf(font_config=fonts, stylesheets=sheets)
    assert isinstance(pdf, bytes)
    return pdf


def typst_pdf(text: str) -> tuple[bytes, list[str]]:
    """The PDF made by Typst, and the values of all that is labelled `mark`."""
    import typst

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "font.ttf").write_bytes(numbered.resources()[numbered.FONT])
        source = Path(folder) / "main.typ"
        source.write_text(text, "utf-8")
        pdf = typst.compile(str(source), font_paths=[folder])
        marks = (
            typst.query(str(source), "<mark>", field="value", font_paths=[folder])
            if "<mark>" in text
            else "[]"
        )
    assert isinstance(pdf, bytes)
    return pdf, json.loads(marks)


def found(folder: Path) -> list[Path]:
    """The books in the folder, or the one that it is."""
    books = [folder] if (folder / "manuscript").is_dir() else sorted(folder.iterdir())
    return [book for book in books if list(book.glob("manuscript/*.md"))]


def row(book: Path, maker: str) -> Row:
    """One line of the table: a real book, made by one of the three."""
    text = "\n\n".join(_unique(path) for path in sorted(book.glob("manuscript/*.md")))
    if maker == "typst":
        return _by_typst(book.name, text)
    tree, calls = _tree(text)
    start = time.process_time()
    if maker == "weasyprint":
        plain_pdf(tree, [numbered.PAGE])
        return Row(book.name, maker, time.process_time() - start, notes=calls)
    with laid.units() as units:
        printed = render(tree, stylesheets=[numbered.PAGE], resources=numbered.resources(), tagged=False)
    seconds = time.process_time() - start
    codes = [finding.code for finding in printed.findings]
    late = sum(note.first_page != note.call_page for note in printed.notes)
    assert late == codes.count("note-late")
    split = sum(note.first_page != note.last_page for note in printed.notes)
    lost = calls - len(printed.notes) + codes.count("note-lost")
    off = codes.count("note-unsplit")
    gaps = [laid.tall_gaps(*unit) for unit in units]
    tall, held = (sum(counts) for counts in zip(*gaps, strict=True))
    alone = sum(len(laid.alone(pages)) for _, pages in units)
    return Row(
        book.name, maker, seconds, printed.pages, calls, lost, off, None, late, split, None, None, tall, held,
        alone,
    )  # fmt: skip


def _by_typst(name: str, text: str) -> Row:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as lua:
        lua.write(TYPST_FILTER)
        lua.flush()
        typst = _pandoc(text, "typst", f"--lua-filter={lua.name}")
    start = time.process_time()
    head = TYPST_HEAD + "#let horizontalrule = line(length: 50%)\n"
    pdf, marks = typst_pdf(head + re.sub(r"^<[^>\s]+>$", "", typst, flags=re.M))
    seconds = time.process_time() - start
    where = dict(mark.split() for mark in marks)
    calls = [mark for mark in where if mark.startswith("c")]
    late = sum(where[mark] != where["n" + mark[1:]] for mark in calls)
    import pypdfium2

    return Row(name, "typst", seconds, len(pypdfium2.PdfDocument(pdf)), len(calls), late=late)


def _pandoc(text: str, to: str, *options: str) -> str:
    import pypandoc

    extra = ["--wrap=none", *options]
    return str(pypandoc.convert_text(text, to, "markdown-citations-raw_tex", extra_args=extra))


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


def _tree(text: str) -> tuple[ElementTree.Element, int]:
    import tinyhtml5

    html5 = _pandoc(text, "html5", "--reference-location=block")
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
    for section in [part for part in tree.iter() if "footnotes" in (part.get("class") or "")]:
        parents[section].remove(section)
    return tree, len(calls)

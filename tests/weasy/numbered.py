"""Documents in which every word is numbered, so that a PDF can be asked for every single one.

`b17x` is the body's word 17, `c5q` the word before call 5, `n5w3x` word 3 of note 5; letters at the end
only make words of different widths. Everything is made from a seed: same seed, same document.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

import fontpkg_eb_garamond
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONT = "octavo:fonts/EBGaramond-Regular.ttf"

PAGE = """
@font-face { font-family: Test; src: url(octavo:fonts/EBGaramond-Regular.ttf) }
@page { size: 6in 9in; margin: 20mm 18mm 22mm 22mm;
  @bottom-center { content: counter(page); font-size: 9pt }
  @footnote { margin-top: 3mm; padding-top: 2mm; border-top: .5pt solid;
    border-image: linear-gradient(to right, #000 20mm, transparent 20mm) 1 } }
html { font: 11pt/1.35 Test; text-align: justify; orphans: 2; widows: 2 }
p { margin: 0; text-indent: 1.2em }
h2 { break-after: avoid; margin: 1em 0 .5em; font-weight: normal }
.footnote { float: footnote; footnote-policy: line; font-size: 9pt; line-height: 1.25; text-indent: 0;
  text-align: justify; font-style: normal }
.footnote > p:first-of-type { display: inline } .footnote p { text-indent: 1em }
.footnote::footnote-call { content: '\\2060' attr(data-number); font-size: .7em; vertical-align: super;
  line-height: 0 }
.footnote::footnote-marker { content: attr(data-number) '. ' }
blockquote { margin: .5em 2em } ul { margin: .5em 0; padding-left: 2em }
.footnote blockquote { margin: .2em 1.5em } .footnote ul { margin: 0 }
table { width: 100%; border-collapse: collapse } td { border: .5pt solid; padding: 1mm; vertical-align: top }
tr { break-inside: avoid }
.columns { columns: 2; column-gap: 6mm } .whole { break-inside: avoid } .chapter { break-before: page }
"""
BOOK = """
.chapter { break-before: right } h2 { string-set: title content() }
@page { @top-center { content: string(title) } } @page :blank { @top-center { content: none } }
.toc a::after { content: target-counter(attr(href), page); float: right } a { color: inherit }
.see::after { content: 'p' target-counter(attr(href), page) }
"""


@cache
def resources() -> dict[str, bytes]:
    """The font of all tests: EB Garamond Regular, an instance without variations."""
    folder = Path(fontpkg_eb_garamond.__file__).parent
    path = next(path for path in sorted(folder.rglob("*.ttf")) if "Italic" not in path.name)
    font = TTFont(path, recalcTimestamp=False)
    letters = Subsetter(Options(layout_features=[]))  # small, for speed
    letters.populate(unicodes=[*range(0x20, 0x7F), 0x2060])
    letters.subset(font)
    font = instantiateVariableFont(font, {"wght": 400})
    out = BytesIO()
    font.save(out)
    return {FONT: out.getvalue()}


@dataclass
class Words:
    """Numbers words as they are asked for, and remembers how many it gave."""

    seed: int = 1
    body: int = 0
    notes: list[int] = field(default_factory=list)  # words of every note
    openings: set[int] = field(default_factory=set)  # first words of what begins on a new page
    paragraphs: list[int] = field(default_factory=list)  # first words of all
    blocks: set[int] = field(default_factory=set)  # first words of headings, and of what stays whole
    around: list[int] = field(default_factory=list)  # for every call, the paragraph that it stands in
    random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def _ending(self) -> str:
        return self.random.choice(["", "a", "ab", "abc", "abcde", "abcdefgh", "ij"])

    def text(self, count: int) -> str:
        """The next words of the body."""
        first, self.body = self.body, self.body + count
        return " ".join(f"b{number}{self._ending()}" for number in range(first, self.body))

    def note_text(self, note: int, count: int) -> str:
        """The next words of a note."""
        first = self.notes[note]
        self.notes[note] += count
        return " ".join(f"n{note}w{number}{self._ending()}" for number in range(first, first + count))

    def new_note(self) -> int:
        """The rank of a new note, from 0."""
        self.notes.append(0)
        return len(self.notes) - 1


def say(parent: Element, text: str) -> None:
    """Add text at the end of an element."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def call(words: Words, parent: Element, count: int, rich: bool = False) -> Element:
    """Add a word with a call, and the note of so many words; a rich one has paragraphs, quotes and lists."""
    note = words.new_note()
    words.around.append(len(words.paragraphs) - 1)
    say(parent, f" c{note}q")
    serial = str(note + 1)
    box = SubElement(parent, "span", {"class": "footnote", "id": f"fn-{serial}", "data-number": serial})
    if not rich:
        box.text = words.note_text(note, count)
        return box
    kinds = ["p", "blockquote", "p", "ul", "p"]
    while count > 0:
        part = min(count, words.random.randint(15, 60))
        count -= part
        kind = SubElement(box, kinds[len(box) % len(kinds)])
        if kind.tag != "ul":
            kind.text = words.note_text(note, part)
        while kind.tag == "ul" and part > 0:
            item = min(part, words.random.randint(3, 14))
            part -= item
            SubElement(kind, "li").text = words.note_text(note, item)
    return box


def paragraph(words: Words, parent: Element, *parts: int | tuple[int, bool], tag: str = "p") -> Element:
    """Add a paragraph: a number is so many words, a pair is a call: words of its note, and whether rich."""
    block = SubElement(parent, tag)
    words.paragraphs.append(words.body)
    if tag in ("h2", "td") or parent.get("class") == "whole":
        words.blocks.add(words.body)
    for part in parts:
        if isinstance(part, tuple):
            call(words, block, *part)
        else:
            say(block, " " + words.text(part))
    return block


def _length(words: Words, middle: float, most: int) -> int:
    return max(1, min(most, int(words.random.lognormvariate(middle, 1))))


def long_(words: Words, body: Element) -> None:
    """The known misery: notes of 900 and of 400 words among short ones."""
    for number in range(12):
        paragraph(words, body, 60, ([20, 30, 900, 10, 15, 400, 20][number % 7], False), 80)


def huge(words: Words, body: Element) -> None:
    """Notes longer than two pages."""
    for number in range(6):
        paragraph(words, body, 70, ([1600, 12][number % 2], False), 60)
        paragraph(words, body, 90, (25, False), 60)


def rich(words: Words, body: Element) -> None:
    """Paragraphs, quotations and lists in notes."""
    for number in range(20):
        paragraph(words, body, 50, ([60, 500, 25, 160][number % 4], True), 70)


def mixed(words: Words, body: Element) -> None:
    """Scholarly text: up to four notes in a paragraph, most short, some very long."""
    for number in range(120):
        parts: list[int | tuple[int, bool]] = [words.random.randint(10, 60)]
        for _ in range(words.random.randint(0, 4)):
            parts += [(_length(words, 3.2, 700), words.random.random() < 0.15), words.random.randint(4, 70)]
        if number % 11 == 5:
            paragraph(words, body, 4, tag="h2")
        paragraph(words, body, *parts)


def dense(words: Words, body: Element) -> None:
    """A call with a note of ten lines on every line."""
    for _ in range(30):
        paragraph(words, body, 8, (150, False), 8, (150, False), 8, (150, False), 8)


def many(words: Words, body: Element) -> None:
    """Three calls in a line."""
    chance = words.random.randint
    for _ in range(40):
        paragraph(
            words, body, chance(3, 12), (chance(3, 40), False), 2, (chance(3, 120), False), 1,
            (chance(3, 30), False), chance(5, 60),
        )  # fmt: skip


def inside(words: Words, body: Element) -> None:
    """Calls in headings, lists, quotations, tables and blocks that stay whole."""
    chance, choice = words.random.randint, words.random.choice
    for _ in range(10):
        heading = paragraph(words, body, 4, tag="h2")
        call(words, heading, choice([10, 150]))
        paragraph(words, body, chance(40, 90))
        items = SubElement(body, "ul")
        for _ in range(5):
            paragraph(words, items, chance(5, 30), (choice([8, 30, 200]), False), 4, tag="li")
        paragraph(words, SubElement(body, "blockquote"), 30, (choice([8, 250]), False), 30)
        table = SubElement(body, "table")
        SubElement(table, "caption").text = words.text(3)
        call(words, table[0], 12)
        for _ in range(5):
            row = SubElement(table, "tr")
            for _ in range(3):
                paragraph(words, row, chance(3, 14), (choice([5, 8, 60]), False), 2, tag="td")
        whole = SubElement(body, "div", {"class": "whole"})
        paragraph(words, whole, 20, (choice([20, 200]), False), 20)
        paragraph(words, body, chance(20, 90))


def chapters(words: Words, body: Element) -> None:
    """Long notes at the ends of chapters, before a forced break."""
    for length in (900, 300, 1500, 40, 600, 1200):
        chapter = SubElement(body, "section", {"class": "chapter"})
        words.openings.add(words.body)
        paragraph(words, chapter, 3, tag="h2")
        for _ in range(3):
            paragraph(
                words, chapter, words.random.randint(60, 140), (words.random.choice([20, 90]), False), 50
            )
        paragraph(words, chapter, words.random.randint(30, 260), (length, False), 3)


def columns(words: Words, body: Element) -> None:
    """Calls in text set in two columns."""
    block = SubElement(body, "div", {"class": "columns"})
    for number in range(20):
        paragraph(words, block, 50, ([12, 20, 60, 12][number % 4], False), 40)


def single(words: Words, body: Element) -> None:
    """Paragraphs of one to five lines: widows and orphans everywhere."""
    for _ in range(80):
        count = words.random.randint(1, 5) * 9
        before = words.random.randint(0, count - 1)
        paragraph(words, body, before, (_length(words, 3.6, 500), False), count - before)


def book(words: Words, body: Element, chapters: int = 6, paragraphs: int = 40) -> None:
    """A book with contents, running heads, right-hand openings, and notes that refer to pages."""
    contents = SubElement(body, "div", {"class": "toc"})
    for number in range(chapters):
        SubElement(SubElement(contents, "div"), "a", href=f"#ch{number}").text = "Chapter "
    for number in range(chapters):
        chapter = SubElement(body, "section", {"class": "chapter"})
        SubElement(chapter, "h2", id=f"ch{number}").text = "Title"
        words.openings.add(words.body)
        for _ in range(paragraphs):
            parts: list[int | tuple[int, bool]] = [words.random.randint(20, 70)]
            for _ in range(words.random.choice([0, 1, 1, 2, 2, 3])):
                rich_ = words.random.random() < 0.1
                parts += [(_length(words, 3.0, 900), rich_), words.random.randint(5, 60)]
            for note in paragraph(words, chapter, *parts):
                if words.random.random() < 0.15:
                    target = f"#ch{words.random.randrange(chapters)}"
                    SubElement(note, "a", {"class": "see", "href": target}).text = " see "


def big_book(words: Words, body: Element) -> None:
    """A book of some 500 pages and 1,200 notes."""
    book(words, body, 12, 70)


def plain(words: Words, body: Element) -> None:
    """Two or three short notes a page, nothing to split."""
    chance = words.random.randint
    for _ in range(150):
        paragraph(words, body, chance(60, 100), (chance(5, 25), False), chance(20, 60))


SCENARIOS: dict[str, Callable[[Words, Element], None]] = {
    "long": long_, "huge": huge, "rich": rich, "mixed": mixed, "dense": dense, "many": many,
    "inside": inside, "chapters": chapters, "columns": columns, "single": single, "book": book,
    "big-book": big_book, "plain": plain,
}  # fmt: skip


def document(build: Callable[[Words, Element], None], seed: int = 1) -> tuple[Words, Element]:
    """A document made by a scenario, and the words that it holds."""
    words = Words(seed)
    html = Element("html", lang="en")
    SubElement(SubElement(html, "head"), "title").text = "Numbered"
    build(words, SubElement(html, "body"))
    return words, html


def stylesheets(name: str) -> list[str]:
    """The stylesheets of a scenario."""
    return [PAGE, BOOK] if name in ("book", "big-book") else [PAGE]

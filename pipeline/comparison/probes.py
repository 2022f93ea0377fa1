"""Where the specimen holds each construct, and what a measurement of it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Probe:
    """A construct and the words its text begins with; `long` where it fills two lines at least.

    `bare` constructs stand in a line of text: only their letters are measured. A `heading` is sought
    where these words are largest, since contents and running heads say them too.
    """

    construct: str
    words: str
    long: bool = False
    bare: bool = False
    heading: bool = False
    note: bool = False


PROBES = (
    Probe("title", "The Pocket Book", heading=True),
    Probe("subtitle", "A Specimen of Every Part"),
    Probe("author", "Ada Marsh", heading=True),
    Probe("second author", "Tomás Quill", heading=True),
    Probe("date", "May 2026"),
    Probe("abstract", "In 1501 a printer in Venice", long=True),
    Probe("part", "The Sheet", heading=True),
    Probe("heading 1", "A Size for the Hand", heading=True),
    Probe("epigraph", "Cui dono lepidum"),
    Probe("first paragraph", "A book begins as a sheet", long=True),
    Probe("paragraph", "In April 1501 Aldus", long=True),
    Probe("emphasis", "emphasis was then", bare=True),
    Probe("heading 2", "How the size was chosen", heading=True),
    Probe("after heading 2", "Nothing in a printing house", long=True),
    Probe("numbered list", "How many lines will the page"),
    Probe("numbered list, second item", "How wide may a line be", long=True),
    Probe("list in a list", "at the back, where the book"),
    Probe("after a numbered list", "The answers were seldom"),
    Probe("bulleted list", "a text block with the shape"),
    Probe("bulleted list in a list", "in prose, always"),
    Probe("after a bulleted list", "And some of them survive", long=True),
    Probe("loose list", "The height of the text block is the"),
    Probe("second paragraph in a list", "This holds for pages in", long=True),
    Probe("heading 3", "The canon of the page", heading=True),
    Probe("figure caption", "A double page divided by", long=True),
    Probe("after a figure", "The construction needs a ruler", long=True),
    Probe("table caption", "What comes from one sheet"),
    Probe("table head", "Format Folds"),
    Probe("table cell", "Quarto 2"),
    Probe("after a table", "The figures in the table line", long=True),
    Probe("block quotation", "For Books are not absolutely", long=True),
    Probe("second paragraph in a quotation", "I know they are as lively", long=True),
    Probe("after a quotation", "So Milton in 1644, defending the liberty", long=True),
    Probe("verse", "There is no Frigate"),
    Probe("after verse", "Dickinson’s dash is her own", long=True),
    Probe("after a scene break", "After the break the first", long=True),
    Probe("term", "Recto"),
    Probe("definition", "The right-hand page of an opening", long=True),
    Probe("code in a line", "[^milton]", bare=True),
    Probe("code", "So Milton in 1644, defending the liberty of unlicensed printing.[^milton]"),
    Probe("after code", "Some of what follows is here", long=True),
    Probe("bold", "Bold is rare in", bare=True),
    Probe("bold italics", "bold italic is rarer", bare=True),
    Probe("link", "the catalogue of editions before", bare=True),
    Probe("small capitals", "isbn 978, keeps", bare=True),
    Probe("Greek", "Ἄνδρα μοι ἔννεπε, Μοῦσα"),
    Probe("Cyrillic", "Я памятник себе", bare=True),
    Probe("note", "A sheet folded three times has", long=True, note=True),
    Probe("second paragraph in a note", "The scholar’s note has three", long=True, note=True),
    Probe("quotation in a note", "Some books are to be tasted", long=True, note=True),
    Probe("bibliography heading", "Bibliography", heading=True),
    Probe("bibliography", "Eisenstein, Elizabeth L. The", long=True),
)

READERS = "the reader's"  # the colour of an e-book's text where its style sets none
LETTERS = ("family", "size", "bold", "italic", "colour")
SHAPE = ("align", "indent", "hang", "leading", "space")


@dataclass(frozen=True)
class Measure:
    """One construct in one edition, in points from the left edge of the text; None is not measurable there.

    `indent` is where the first line begins, `hang` where the second does; `space` is the way from the
    baseline above to its own.
    """

    family: str
    size: float
    bold: bool
    italic: bool
    colour: str
    align: str | None = None
    indent: float | None = None
    hang: float | None = None
    leading: float | None = None
    space: float | None = None

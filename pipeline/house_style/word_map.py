"""Which Word style says which construct: names, parents, and where the specimen holds an example."""

from __future__ import annotations

from dataclasses import dataclass

PARAGRAPH, CHARACTER = "paragraph", "character"


@dataclass(frozen=True, slots=True)
class NamedStyle:
    """A Word style and the element of the specimen (ElementTree path) that it is computed from.

    `container` is the element whose own margins show only around the whole run of such paragraphs.
    """

    id: str
    name: str
    path: str
    based_on: str = "Normal"
    next: str = ""
    kind: str = PARAGRAPH
    container: str = ""
    outline: int | None = None
    built_in: bool = False
    alike: str = ""  # the style that this one copies, so that an editor may tell them apart


def at(identifier: str) -> str:
    """The path to an element of the specimen."""
    return f".//*[@id='{identifier}']"


TITLE_BLOCK = "title-block-header"
_H, _T = at("chapter"), at(TITLE_BLOCK)

PARAGRAPHS = (
    NamedStyle("Normal", "Normal", ".//body", "", built_in=True),
    NamedStyle("BodyText", "Body Text", at("next"), built_in=True),
    NamedStyle("FirstParagraph", "First Paragraph", at("first"), "BodyText", "BodyText"),
    NamedStyle("Title", "Title", _T + "/h1", "Normal", "BodyText", built_in=True),
    NamedStyle("Subtitle", "Subtitle", _T + "/p[1]", "Normal", "BodyText", built_in=True),
    NamedStyle("Author", "Author", _T + "/p[2]", "Normal", "BodyText"),
    NamedStyle("AuthorNext", "Author Next", at("author-next"), "Author", "BodyText"),
    NamedStyle("Date", "Date", _T + "/p[@class='date']", "Normal", "BodyText", built_in=True),
    NamedStyle("AbstractTitle", "Abstract Title", _T + "/div/div", "Normal", "Abstract",
               container=_T + "/div"),
    NamedStyle("Abstract", "Abstract", _T + "/div/p", "Normal", container=_T + "/div"),
    NamedStyle("AbstractNext", "Abstract Next", at("abstract-next"), "Abstract", container=_T + "/div"),
    NamedStyle("Heading1", "heading 1", _H + "/h1", "Normal", "FirstParagraph", outline=0, built_in=True),
    NamedStyle("Part", "Part", at("part") + "/h1", "Heading1", "Heading1", outline=0),
    *(NamedStyle(f"Heading{level}", f"heading {level}", f".//h{min(level, 6)}", "Normal", "FirstParagraph",
                 outline=level - 1, built_in=True) for level in range(2, 10)),
    NamedStyle("TOCHeading", "TOC Heading", at("contents-heading"), "Heading1", "BodyText", outline=9,
               built_in=True),
    *(NamedStyle(f"TOC{level}", f"toc {level}", at(f"toc-{level}"), built_in=True) for level in range(1, 5)),
    NamedStyle("TOCPart", "TOC Part", at("toc-part"), "TOC1"),
    NamedStyle("TOCUnnumbered", "TOC Unnumbered", at("toc-unnumbered"), "TOC1"),
    NamedStyle("TableofFigures", "table of figures", at("toc-1"), built_in=True),
    NamedStyle("TitleLong", "Title Long", at("title-long"), "Title", "SubtitleLong"),
    NamedStyle("SubtitleLong", "Subtitle Long", at("subtitle-long"), "Subtitle", "Author"),
    NamedStyle("HalfTitle", "Half Title", at("half-title")),
    NamedStyle("Series", "Series", at("series")),
    NamedStyle("Publisher", "Publisher", at("publisher"), "Normal", "PublisherPlace"),
    NamedStyle("PublisherPlace", "Publisher Place", at("place"), "Publisher"),
    NamedStyle("Copyright", "Copyright", at("imprint-first")),
    NamedStyle("Dedication", "Dedication", at("dedication-first"), container=at("dedication")),
    NamedStyle("DedicationNext", "Dedication Next", at("dedication-next"), "Dedication",
               container=at("dedication")),
    NamedStyle("FrontEpigraph", "Front Epigraph", at("front-epigraph-first"), container=at("front-epigraph")),
    NamedStyle("FrontEpigraphSource", "Front Epigraph Source", at("front-epigraph-source"), "FrontEpigraph",
               container=at("front-epigraph")),
    NamedStyle("FrontAbstractTitle", "Front Abstract Title", at("front-abstract-title"), "Normal",
               "FrontAbstract", container=at("front-abstract")),
    NamedStyle("FrontAbstract", "Front Abstract", at("front-abstract-first"), container=at("front-abstract")),
    NamedStyle("FrontAbstractNext", "Front Abstract Next", at("front-abstract-next"), "FrontAbstract",
               container=at("front-abstract")),
    NamedStyle("BlockText", "Block Text", at("quote-first"), container=at("quote"), built_in=True),
    NamedStyle("BlockTextNext", "Block Text Next", at("quote-next"), "BlockText", container=at("quote")),
    NamedStyle("Epigraph", "Epigraph", at("epigraph-first"), container=at("epigraph")),
    NamedStyle("EpigraphSource", "Epigraph Source", at("epigraph-source"), "Epigraph", "FirstParagraph",
               container=at("epigraph")),
    NamedStyle("Verse", "Verse", at("verse")),
    NamedStyle("SceneBreak", "Scene Break", at("scene"), "Normal", "FirstParagraph"),
    NamedStyle("Compact", "Compact", at("bullet"), container=at("bullets")),
    NamedStyle("ListParagraph", "List Paragraph", at("loose-first"), container=at("loose"), built_in=True),
    NamedStyle("ListParagraphNext", "List Paragraph Next", at("loose-next"), "ListParagraph",
               container=at("loose")),
    NamedStyle("DefinitionTerm", "Definition Term", at("term"), "Normal", "Definition",
               container=at("definitions")),
    NamedStyle("Definition", "Definition", at("definition") + "/p", container=at("definitions")),
    NamedStyle("DefinitionNext", "Definition Next", at("definition-next"), "Definition",
               container=at("definitions")),
    NamedStyle("SourceCode", "Source Code", at("code")),
    NamedStyle("Caption", "caption", at("figcaption"), built_in=True),
    NamedStyle("ImageCaption", "Image Caption", at("figcaption"), "Caption", "BodyText"),
    NamedStyle("TableCaption", "Table Caption", at("table-caption"), "Caption"),
    NamedStyle("Figure", "Figure", at("figure")),
    NamedStyle("CaptionedFigure", "Captioned Figure", at("figure"), "Figure", "ImageCaption"),
    NamedStyle("TableText", "Table Text", at("cell")),
    NamedStyle("TableHeading", "Table Heading", at("head"), "TableText"),
    NamedStyle("FootnoteText", "footnote text", at("note"), built_in=True),
    NamedStyle("FootnoteTextNext", "Footnote Text Next", at("note-next"), "FootnoteText"),
    NamedStyle("FootnoteBlockText", "Footnote Block Text", at("note-quote") + "/*", "FootnoteText",
               container=at("note-quote")),
    NamedStyle("EndnoteText", "endnote text", at("note"), built_in=True),
    NamedStyle("EndnoteTextNext", "Endnote Text Next", at("note-next"), "EndnoteText"),
    NamedStyle("EndnoteBlockText", "Endnote Block Text", at("note-quote") + "/*", "EndnoteText",
               container=at("note-quote")),
    NamedStyle("Bibliography", "Bibliography", at("ref-a"), container=at("refs"), built_in=True),
)  # fmt: skip

# Entries of the contents and of the lists of figures and tables.
LIST_STYLES = frozenset(("TOC1", "TOC2", "TOC3", "TOC4", "TOCPart", "TOCUnnumbered", "TableofFigures"))

CHARACTERS = (
    NamedStyle("VerbatimChar", "Verbatim Char", at("next") + "/code", kind=CHARACTER),
    NamedStyle("Hyperlink", "Hyperlink", at("next") + "/a", kind=CHARACTER, built_in=True),
    NamedStyle("SmallCaps", "Small Caps", at("next") + "/span[@class='smallcaps']", kind=CHARACTER),
    NamedStyle("SectionNumber", "Section Number", at("chapter") + "/h1", kind=CHARACTER),
)

# After which construct does a paragraph stand, and where does the specimen show it?
AFTER = {
    "Header": "first",
    "BlockQuote": "after-blockquote",
    "BulletList": "after-ul",
    "OrderedList": "after-ol",
    "DefinitionList": "after-dl",
    "LineBlock": "after-verse",
    "Epigraph": "after-epigraph",
    "HorizontalRule": "after-hr",
    "CodeBlock": "after-pre",
    "Table": "after-table",
    "Figure": "after-figure",
}
AFTER_NOTE_QUOTE = "after-note-quote"

NOTE_STYLES = frozenset({"FootnoteText", "FootnoteTextNext", "EndnoteText", "EndnoteTextNext"})

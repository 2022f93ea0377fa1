"""The text of the Word edition: every construct in a style of its own, nothing lost."""

from __future__ import annotations

import io

from lxml import etree
from PIL import Image as Pictures

from pipeline.house_style.ooxml import q
from pipeline.model import Image, NoteSettings

from .helpers import make, style, with_css, words


def styles(text: str, **options) -> list[tuple[str, str]]:
    return [pair for pair in make(text, **options).paragraphs() if pair[1]]


def png() -> Image:
    out = io.BytesIO()
    Pictures.new("RGB", (30, 20), (90, 90, 90)).save(out, "PNG")
    return Image("a.png", out.getvalue(), "image/png", 30, 20)


def test_title_block():
    header = (
        "---\ntitle: Title\nsubtitle: Sub\nauthor: [A One, B Two]\ndate: 1 May 2020\nabstract: Abs.\n---\n\n"
    )
    assert styles(header + "Text.") == [
        ("Title", "Title"), ("Subtitle", "Sub"), ("Author", "A One"), ("AuthorNext", "B Two"),
        ("Date", "1 May 2020"), ("AbstractTitle", "Abstract"), ("Abstract", "Abs."),
        ("FirstParagraph", "Text."),
    ]  # fmt: skip


def test_title_block_speaks_the_language_of_the_book():
    found = dict(styles("---\ntitle: T\nlang: de\nabstract: Abs.\n---\n\nText."))
    assert found["AbstractTitle"] == "Zusammenfassung"


def test_title_keeps_its_italics():
    made = make("---\ntitle: On *Hamlet*\n---\n\nText.")
    title = next(p for p in made.body.iter(q("w:p")) if style(p) == "Title")
    assert [
        words(run) for run in title.iter(q("w:r")) if run.find(f"{q('w:rPr')}/{q('w:i')}") is not None
    ] == ["Hamlet"]


def test_second_paragraph_is_indented_and_the_first_is_not():
    assert styles("# H\n\nOne.\n\nTwo.\n") == [
        ("Heading1", "H"),
        ("FirstParagraph", "One."),
        ("BodyText", "Two."),
    ]


def test_paragraph_after_a_quotation_starts_as_the_stylesheet_says():
    text = "One.\n\n> Quoted.\n\nAfter.\n"
    assert styles(text)[-1] == ("FirstParagraph", "After.")
    indented = with_css("blockquote + p { text-indent: 1.3em }")
    assert styles(text, css=indented)[-1] == ("BodyText", "After.")


def test_quotation_of_two_paragraphs_has_space_at_its_ends_only():
    made = make("One.\n\n> First.\n>\n> Second.\n\nAfter.\n")
    first, second = (p for p in made.body.iter(q("w:p")) if style(p).startswith("BlockText"))
    assert (style(first), style(second)) == ("BlockText", "BlockTextNext")
    assert first.find(f"{q('w:pPr')}/{q('w:spacing')}").get(q("w:after")) == "0"
    assert second.find(f"{q('w:pPr')}/{q('w:spacing')}").get(q("w:before")) == "0"


def test_lone_quotation_needs_no_direct_formatting():
    made = make("One.\n\n> Quoted.\n\nAfter.\n")
    quote = next(p for p in made.body.iter(q("w:p")) if style(p) == "BlockText")
    assert [child.tag for child in quote.find(q("w:pPr"))] == [q("w:pStyle")]


def test_scene_break_is_a_centred_paragraph_of_words():
    made = make("One.\n\n* * *\n\nTwo.\n")
    assert ("SceneBreak", "*\u2003*\u2003*") in made.paragraphs()
    assert made.style("SceneBreak").find(f"{q('w:pPr')}/{q('w:jc')}").get(q("w:val")) == "center"
    assert b"pict" not in made.parts["word/document.xml"]


def test_verse_is_one_paragraph_of_lines():
    made = make("| One\n|    two\n")
    (verse,) = [p for p in made.body.iter(q("w:p")) if style(p) == "Verse"]
    assert len(list(verse.iter(q("w:br")))) == 1
    assert words(verse) == "One\u00a0\u00a0\u00a0two"


def test_epigraph_and_small_caps_have_styles():
    made = make("::: epigraph\n> Said.\n:::\n\n[BC]{.smallcaps} text.\n")
    assert ("Epigraph", "Said.") in made.paragraphs()
    assert made.body.find(f".//{q('w:rStyle')}[@{q('w:val')}='SmallCaps']") is not None
    assert made.style("SmallCaps").find(f"{q('w:rPr')}/{q('w:smallCaps')}") is not None


def test_lists_tight_and_loose():
    assert [name for name, _ in styles("- a\n- b\n")] == ["Compact", "Compact"]
    assert [name for name, _ in styles("- a\n\n  more\n\n- b\n")] == [
        "ListParagraph", "ListParagraphNext", "ListParagraph",
    ]  # fmt: skip


def test_a_later_paragraph_of_an_item_begins_where_the_stylesheet_says():
    def first(css: str) -> str | None:
        made = make("- a\n\n  more\n\n- b\n", css=with_css(css))
        paragraph = next(p for p in made.body.iter(q("w:p")) if style(p) == "ListParagraphNext")
        found = paragraph.find(f"{q('w:pPr')}/{q('w:ind')}")
        return found.get(q("w:firstLine")) if found is not None else None

    assert first("li > p + p { text-indent: 10pt }") == "200"
    assert first("li > p + p { text-indent: 0 }") is None


def test_a_part_is_a_heading_in_a_style_of_its_own():
    made = make("# The Part {.part}\n\nText.\n", "# The Chapter\n\nText.\n")
    found = [pair for pair in made.paragraphs() if pair[1].startswith("The")]
    assert found == [("Part", "The Part"), ("Heading1", "The Chapter")]
    own = made.style("Part")
    assert own.find(q("w:basedOn")).get(q("w:val")) == "Heading1"
    assert own.find(f"{q('w:pPr')}/{q('w:jc')}").get(q("w:val")) == "center"
    names = [b.get(q("w:name")) for b in made.body.iter(q("w:bookmarkStart"))]
    assert "the-part" in names


def test_the_source_of_an_epigraph_has_a_style_of_its_own():
    text = "::: epigraph\nWords.\n\nWhose\n:::\n\nText.\n"
    assert [name for name, _ in styles(text)][:2] == ["Epigraph", "EpigraphSource"]
    made = make(text)
    assert made.style("EpigraphSource").find(f"{q('w:rPr')}/{q('w:i')}").get(q("w:val")) == "0"
    assert [name for name, _ in styles("::: epigraph\nWords.\n:::\n\nText.\n")][:1] == ["Epigraph"]


def test_later_paragraphs_of_abstract_and_definition_have_styles_of_their_own():
    header = "---\ntitle: T\nabstract: |\n  One.\n\n  Two.\n---\n\n"
    found = styles(header + "Term\n\n:   One.\n\n    Two.\n\nOther\n\n:   One.\n")
    assert [name for name, words in found if words in ("One.", "Two.")] == [
        "Abstract", "AbstractNext", "Definition", "DefinitionNext", "Definition",
    ]  # fmt: skip


def test_text_after_a_quotation_in_a_note_is_as_the_stylesheet_has_it():
    text = "T.[^1]\n\n[^1]: One.\n\n    > Quoted.\n\n    After.\n"

    def last(css: str) -> str:
        return make(text, css=with_css(css)).paragraphs("footnotes")[-1][0]

    assert last("") == "FootnoteText"
    assert last(".footnote > blockquote + p { text-indent: 9pt }") == "FootnoteTextNext"


def test_the_caption_stands_over_its_table():
    text = "| A |\n|---|\n| 1 |\n\n: Table.\n"

    def side(css: str) -> int:
        made = make(text, css=with_css(css))
        caption = next(p for p in made.body.iter(q("w:p")) if style(p) == "TableCaption")
        found = caption.find(f"{q('w:pPr')}/{q('w:ind')}")
        return int(found.get(q("w:left"))) if found is not None else 0

    assert side("") > 1000
    assert side("table { margin: 14.5pt 0 }") == 0


def test_a_table_stays_on_one_page_if_a_page_holds_it():
    def kept(rows: int, rule: str = "") -> list[bool]:
        made = make("|A|B|\n|-|-|\n" + "|1|2|\n" * rows, css=with_css(rule))
        table = next(made.body.iter(q("w:tbl")))
        return [row.find(f".//{q('w:keepNext')}") is not None for row in table.iter(q("w:tr"))]

    assert kept(3) == [True, True, True, False]
    assert kept(3, "table { break-inside: auto }") == [False] * 4
    assert not any(kept(60))


def test_chapter_openings_bare_of_running_heads_are_first_pages():
    def bare(css: str) -> list[bool]:
        made = make(
            "# One\n\nText.\n", "# Two\n\nText.\n", css=with_css(css), header="---\ntitle: T\n---\n\n"
        )
        return [one.find(q("w:titlePg")) is not None for one in made.body.iter(q("w:sectPr"))]

    rectos = "h1 { break-before: recto; string-set: chapter content() }\n@page :right { @top-left { content: "
    assert bare(rectos + "string(chapter, first-except) } }") == [True, True, True]
    assert bare(rectos + "string(chapter) } }") == [True, False, False]


def test_list_indent_is_the_stylesheets():
    made = make("- a\n", css=with_css("ul, ol { padding-left: 30pt }"))
    level = next(made.xml("numbering").iter(q("w:lvl")))
    assert {one.find(f"{q('w:pPr')}/{q('w:ind')}").get(q("w:left")) for one in [level]} == {"600"}


def test_definitions_code_and_captions():
    table = "| A |\n|---|\n| 1 |\n\n: Table.\n\n"
    text = "Term\n:   Meaning\n\n```python\nx = 1\n```\n\n" + table + "![Caption.](a.png)\n"
    found = styles(text, images={"a.png": png()})
    assert [name for name, _ in found] == [
        "DefinitionTerm", "Definition", "SourceCode", "TableCaption", "TableHeading", "TableText",
        "ImageCaption",
    ]  # fmt: skip


def test_code_is_not_coloured_after_pandocs_taste():
    assert b"Tok" not in make("```python\nx = 1\n```\n").parts["word/document.xml"]


def test_block_of_code_has_the_letters_of_its_paragraph():
    made = make("`a` line\n\n```\nx = 1\n```\n")
    block = next(p for p in made.body.iter(q("w:p")) if style(p) == "SourceCode")
    assert block.find(f".//{q('w:rStyle')}") is None
    assert made.body.find(f".//{q('w:rStyle')}[@{q('w:val')}='VerbatimChar']") is not None


def test_bibliography_hangs():
    entry = "::: {#ref-a .csl-entry}\nDoe. *Book*.\n:::\n"
    made = make("::: {#refs .references .csl-bib-body .hanging-indent}\n" + entry + ":::\n")
    assert ("Bibliography", "Doe. Book.") in made.paragraphs()
    indent = made.style("Bibliography").find(f"{q('w:pPr')}/{q('w:ind')}")
    assert (indent.get(q("w:left")), indent.get(q("w:hanging"))) == ("360", "360")


def test_picture_is_embedded_with_its_description():
    made = make('![Caption.](a.png){alt="A grey field."}\n', images={"a.png": png()})
    assert [name for name in made.parts if name.startswith("word/media/")]
    assert any(data == png().data for name, data in made.parts.items() if "media" in name)
    assert "A grey field." in made.parts["word/document.xml"].decode()


def test_picture_stands_on_the_margin_with_no_space_round_it():
    made = make("![Caption.](a.png)\n\nText.[^1]\n\n[^1]: Note ![](a.png).\n", images={"a.png": png()})
    pictures = [one for part in (made.body, made.xml("footnotes")) for one in part.iter(q("wp:inline"))]
    assert len(pictures) == 2
    assert {one.get(f"dist{side}") for one in pictures for side in "TBLR"} == {"0"}


def test_line_with_a_picture_is_never_clipped():
    made = make("Text ![a](a.png) text.\n", images={"a.png": png()})
    (paragraph,) = [p for p in made.body.iter(q("w:p")) if words(p)]
    assert paragraph.find(f"{q('w:pPr')}/{q('w:spacing')}").get(q("w:lineRule")) == "atLeast"


def test_link_to_a_heading_is_kept():
    made = make("# Head {#head}\n\nSee [there](#head).\n")
    assert [link.get(q("w:anchor")) for link in made.body.iter(q("w:hyperlink"))] == ["head"]
    (mark,) = [one for one in made.body.iter(q("w:bookmarkStart")) if one.get(q("w:name")) == "head"]
    assert (style(mark.getparent()), words(mark.getparent())) == ("Heading1", "Head")


def test_link_that_leads_nowhere_is_kept_as_words():
    made = make("# Head\n\nSee *[the figure](#nowhere)*, [there](#head).^[And [that](#lost).]\n")
    assert words(made.body).startswith("HeadSee the figure, there.")
    assert made.paragraphs("footnotes")[-1][1].endswith("And that.")
    links = [one for part in ("document", "footnotes") for one in made.xml(part).iter(q("w:hyperlink"))]
    assert [(link.get(q("w:anchor")), words(link)) for link in links] == [("head", "there")]
    run = next(one for one in made.body.iter(q("w:r")) if words(one) == "the figure")
    assert [child.tag for child in run.find(q("w:rPr"))] == [q("w:i"), q("w:iCs")]


def test_simple_html_is_kept_and_the_rest_is_told():
    made = make("x<sup>2</sup> <kbd>K</kbd> a<br>b <!-- said to myself -->\n\n\\textsc{lost}\n")
    assert words(made.body).startswith("x2 K a")
    raised = [
        words(run) for run in made.body.iter(q("w:r")) if run.find(f".//{q('w:vertAlign')}") is not None
    ]
    assert raised == ["2"]
    told = [finding.message for finding in made.edition.findings if finding.code == "docx-raw"]
    assert len(told) == 1
    assert "\\textsc{lost}" in told[0]


HEADS = (
    "string-set: chapter content() }\n@page :right { @top-left { content: string(chapter, first-except) } }"
)


def test_running_head_of_each_section_says_its_own_chapter():
    made = make("# One\n\na\n", "# Two^[Note.]\n\nb\n", css=with_css("h1 { break-before: page; " + HEADS))
    targets = {
        line.get("Id"): line.get("Target")
        for line in etree.fromstring(made.parts["word/_rels/document.xml.rels"])
    }
    heads = [
        next(
            made.xml(targets[one.get(q("r:id"))].removesuffix(".xml"))
            for one in section.iter(q("w:headerReference"))
            if one.get(q("w:type")) == "default"
        )
        for section in made.body.iter(q("w:sectPr"))
    ]
    assert [words(head) for head in heads] == ["One1", "Two1"]  # and the folio
    assert all("STYLEREF 1" in etree.tostring(head).decode() for head in heads)


def test_chapters_on_pages_are_sections_only_where_their_openings_are_bare():
    def sections(rest: str) -> int:
        made = make("# One\n\na\n", "# Two\n\nb\n", css=with_css("h1 { break-before: page; " + rest))
        return len(list(made.body.iter(q("w:sectPr"))))

    assert sections("}") == 1
    assert sections(HEADS) == 2


def test_page_of_a_part_has_no_folio_where_the_stylesheet_gives_it_none():
    rule = "h1 { break-before: recto }\nsection.part { page: part }\n"
    boxes = " ".join(f"@{at} {{ content: none }}" for at in ("top-left", "top-right", "bottom-center"))
    rule += f"@page :nth(1 of part) {{ {boxes} }}"

    def bare(css: str) -> list[bool]:
        made = make("# Part {.part}\n", "# One\n\na\n", css=with_css(css))
        return [
            all("Bare" in one.get(q("r:id")) for one in section.iter(q("w:footerReference")))
            for section in made.body.iter(q("w:sectPr"))
        ]

    assert bare(rule) == [True, False]
    assert bare("h1 { break-before: recto }") == [False, False]


def test_html_block_with_words_is_told():
    made = make("```{=html}\n<table><tr><td>Words</td></tr></table>\n```\n\nText.\n")
    assert "docx-raw" in made.codes()
    assert "docx-raw" not in make("<div>\n\nText.\n\n</div>\n").codes()


def test_chapters_start_new_pages_only_if_the_stylesheet_says_so():
    texts = ("# One\n\na\n", "# Two\n\nb\n")
    heading = make(*texts).style("Heading1").find(f"{q('w:pPr')}/{q('w:pageBreakBefore')}")
    assert heading is None or heading.get(q("w:val")) == "0"
    broken = make(*texts, css=with_css("h1 { break-before: page }")).style("Heading1")
    assert broken.find(f"{q('w:pPr')}/{q('w:pageBreakBefore')}").get(q("w:val")) is None


def test_chapters_on_rectos_start_on_odd_pages():
    made = make("# One\n\na\n", "# Two\n\nb\n", css=with_css("h1 { break-before: recto }"))
    kinds = [one.find(q("w:type")) for one in made.body.iter(q("w:sectPr"))]
    assert [kind.get(q("w:val")) if kind is not None else None for kind in kinds] == [None, "oddPage"]


def test_table_fits_the_measure_and_keeps_its_alignment():
    wide = "| " + "word " * 40 + "| B |\n|:--|--:|\n| a | 1 |\n"
    made = make(wide)
    widths = [int(one.get(q("w:w"))) for one in made.body.iter(q("w:gridCol"))]
    assert sum(widths) <= 6200
    cell = next(p for p in made.body.iter(q("w:p")) if words(p) == "1")
    assert cell.find(f"{q('w:pPr')}/{q('w:jc')}").get(q("w:val")) == "right"


def test_every_style_used_exists():
    text = (
        "# H\n\na^[n\n\n]\n\n> q\n\n- l\n\n| v\n\n***\n\nt\n: d\n\n`c` [s]{.smallcaps} [l](https://e.org)\n"
    )
    for place in ("foot", "book-end"):
        made = make(text, settings=NoteSettings(place=place))
        known = {one.get(q("w:styleId")) for one in made.xml("styles").iter(q("w:style"))}
        for part in ("document", "footnotes", "endnotes"):
            for tag in ("w:pStyle", "w:rStyle", "w:tblStyle"):
                used = {one.get(q("w:val")) for one in made.xml(part).iter(q(tag))}
                assert used <= known
        based = {
            one.get(q("w:val")) for tag in ("w:basedOn", "w:next") for one in made.xml("styles").iter(q(tag))
        }
        assert based <= known

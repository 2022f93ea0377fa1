"""One stylesheet: what the CSS says is what Word's styles say."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cache import Cache
from pipeline.house_style import Stylesheet, WordStyles, stylesheet, word, word_styles
from pipeline.house_style.catalogue import catalogue
from pipeline.house_style.ooxml import parse, q
from pipeline.model import Edition

from .helpers import Made, essay, make, with_css, words

PANDOC_COLOURS = ("4F81BD", "345A8A", "0F4761", "365F91", "243F60", "156082", "595959", "2F5496")


def styled(css: str = "") -> Made:
    """The reference document of the essay's stylesheet with more rules after it."""
    sheet = with_css(css) if css else essay()
    found = word_styles(sheet, lang="en-GB", direction="ltr", running={})
    return Made(Edition("docx", found.reference_docx), dict(found.parts))


def of(made, identifier: str, path: str, attribute: str = "val") -> str | None:
    """A property of a style, inherited from what it stands on."""
    style = made.style(identifier)
    while True:
        found = style.find("/".join(q(f"w:{name}") for name in path.split("/")))
        if found is not None and found.get(q(f"w:{attribute}")) is not None:
            return found.get(q(f"w:{attribute}"))
        parent = style.find(q("w:basedOn"))
        if parent is None:
            defaults = {"pPr": "pPrDefault", "rPr": "rPrDefault"}[path.split("/")[0]]
            names = ["docDefaults", defaults, *path.split("/")]
            found = made.xml("styles").find("/".join(q(f"w:{name}") for name in names))
            return found.get(q(f"w:{attribute}")) if found is not None else None
        style = made.style(parent.get(q("w:val")))


CHANGES = [
    ("blockquote { font-size: 8pt }", "BlockText", "rPr/sz", "val", "16"),
    ("h2 { color: #123456 }", "Heading2", "rPr/color", "val", "123456"),
    ('html { font-family: "Gentium" }', "BodyText", "rPr/rFonts", "ascii", "Gentium"),
    ("html { line-height: 20pt }", "BodyText", "pPr/spacing", "line", "400"),
    ("p + p { text-indent: 30pt }", "BodyText", "pPr/ind", "firstLine", "600"),
    ("blockquote { margin-left: 40pt }", "BlockText", "pPr/ind", "left", "800"),
    ("h1 { margin-top: 50pt }", "Heading1", "pPr/spacing", "before", "1000"),
    ("h1 { margin-bottom: 7pt }", "Heading1", "pPr/spacing", "after", "140"),
    ("h1 { text-align: right }", "Heading1", "pPr/jc", "val", "right"),
    ("h3 { letter-spacing: 2pt }", "Heading3", "rPr/spacing", "val", "40"),
    (".csl-entry { margin-left: 10pt }", "Bibliography", "pPr/ind", "left", "200"),
    (".footnote { font-size: 8pt }", "FootnoteText", "rPr/sz", "val", "16"),
    ("figcaption { text-align: left }", "ImageCaption", "pPr/jc", "val", "left"),
    ("@media word { .csl-entry { text-indent: -7pt } }", "Bibliography", "pPr/ind", "hanging", "140"),
    ("a { color: #0a0b0c }", "Hyperlink", "rPr/color", "val", "0A0B0C"),
    ("hr { margin: 31pt 0 }", "SceneBreak", "pPr/spacing", "before", "620"),
    ("td { padding-top: 9pt }", "TableText", "pPr/spacing", "before", "180"),
    ("pre { background: #eeddcc }", "SourceCode", "pPr/shd", "fill", "EEDDCC"),
    ("h2 { border-bottom: 2pt solid red }", "Heading2", "pPr/pBdr/bottom", "sz", "16"),
    ("@media word { h2 { font-size: 20pt } }", "Heading2", "rPr/sz", "val", "40"),
    ("@media print, screen { h2 { font-size: 21pt } }", "Heading2", "rPr/sz", "val", "42"),
]


@pytest.mark.parametrize(("css", "style", "path", "attribute", "value"), CHANGES, ids=[c[0] for c in CHANGES])
def test_changed_rule_changes_its_style(css: str, style: str, path: str, attribute: str, value: str):
    assert of(styled(), style, path, attribute) != value
    assert of(styled(css), style, path, attribute) == value


@pytest.mark.parametrize(
    ("css", "tag", "on"),
    [
        ("h1 { font-weight: 700 }", "rPr/b", True),
        ("h1 { font-style: italic }", "rPr/i", True),
        ("h1 { font-variant-caps: small-caps }", "rPr/smallCaps", True),
        ("h1 { text-transform: uppercase }", "rPr/caps", True),
        ("h1 { break-after: auto }", "pPr/keepNext", False),
        ("h1 { hyphens: auto }", "pPr/suppressAutoHyphens", False),
    ],
)
def test_switch_follows_the_stylesheet(css: str, tag: str, on: bool):
    def switched(made) -> bool:
        found = made.style("Heading1").find("/".join(q(f"w:{name}") for name in tag.split("/")))
        return found is not None and found.get(q("w:val")) != "0"

    assert switched(styled()) is not on
    assert switched(styled(css)) is on


def test_screen_rules_do_not_reach_word():
    made = styled("@media screen { h2 { color: #ff0000 } }")
    assert of(made, "Heading2", "rPr/color") == "1B1A19"


def test_page_is_the_stylesheets():
    page = "@page { size: 5in 8in } @page :right { margin: 50pt 40pt 30pt 20pt }"
    section = styled(page).body.find(q("w:sectPr"))
    size, margins = section.find(q("w:pgSz")), section.find(q("w:pgMar"))
    assert (size.get(q("w:w")), size.get(q("w:h"))) == ("7200", "11520")
    sides = [margins.get(q(f"w:{side}")) for side in ("top", "right", "bottom", "left")]
    assert sides == ["1000", "800", "600", "400"]


def test_margins_are_mirrored_only_when_the_stylesheet_mirrors_them():
    assert styled().xml("settings").find(q("w:mirrorMargins")) is not None
    same = "@page :left { margin: 60pt } @page :right { margin: 60pt }"
    assert styled(same).xml("settings").find(q("w:mirrorMargins")) is None


def test_document_is_hyphenated_as_the_stylesheet_says():
    assert styled().xml("settings").find(q("w:autoHyphenation")) is not None
    never = styled("body { hyphens: none }")
    assert never.xml("settings").find(q("w:autoHyphenation")) is None


def test_widows_are_held():
    found = styled().style("Normal").find(f"{q('w:pPr')}/{q('w:widowControl')}")
    assert found is not None
    assert found.get(q("w:val")) != "0"


def test_language_of_the_book_is_the_styles():
    made = make("---\nlang: fr-CA\n---\n\nTexte.")
    path = "/".join(q(f"w:{name}") for name in ("docDefaults", "rPrDefault", "rPr", "lang"))
    assert made.xml("styles").find(path).get(q("w:val")) == "fr-CA"


def test_nothing_is_left_of_pandocs_look():
    made = make("# H\n\nT [l](https://e.org) `c`^[n]\n\n```python\nx = 1\n```\n\n***\n\n- l\n")
    everything = b"".join(data for name, data in made.parts.items() if name.endswith(".xml"))
    for colour in PANDOC_COLOURS:
        assert colour.encode() not in everything.upper()
    for name in (
        b"Aptos",
        b"Cambria",
        b"Calibri",
        b"Consolas",
        b'"Symbol"',
        b"Wingdings",
        b"themeColor",
        b"w:pict",
    ):
        assert name not in everything
    assert not [name for name in made.parts if "theme" in name or "comments" in name or "webSettings" in name]


def test_old_style_figures_in_text_and_lining_in_headings():
    made = styled()
    default = made.xml("styles").find(f".//{q('w:rPrDefault')}//{q('w14:numForm')}")
    assert default.get(q("w14:val")) == "oldStyle"
    assert made.style("Heading1").find(f".//{q('w14:numForm')}").get(q("w14:val")) == "lining"


def test_table_style_has_the_rules_of_the_stylesheet():
    table = styled().style("Table")
    borders = table.find(f"{q('w:tblPr')}/{q('w:tblBorders')}")
    assert [(one.tag, one.get(q("w:sz"))) for one in borders] == [(q("w:top"), "6"), (q("w:bottom"), "6")]
    head = table.find(f"{q('w:tblStylePr')}/{q('w:tcPr')}/{q('w:tcBorders')}/{q('w:bottom')}")
    assert head.get(q("w:sz")) == "4"


def test_rule_above_the_notes_goes_with_the_stylesheets():
    made = styled("@page { @footnote { border-top: none } }")
    assert made.xml("footnotes").find(f".//{q('w:separator')}") is None
    assert styled().xml("footnotes").find(f".//{q('w:separator')}") is not None


def test_number_before_a_note_is_the_markers():
    raised = with_css('.footnote::footnote-marker { content: attr(data-number) " "; vertical-align: super }')
    assert of(styled(), "FootnoteNumber", "rPr/vertAlign") == "baseline"
    # The name is LibreOffice's own for it; under any other it is raised there.
    assert styled().style("FootnoteNumber").find(q("w:name")).get(q("w:val")) == "Footnote Characters"
    made = make("T.^[N.]", css=raised)
    assert made.style("FootnoteNumber").find(f".//{q('w:vertAlign')}").get(q("w:val")) == "superscript"
    assert made.paragraphs("footnotes")[-1][1] == " N."


def test_what_word_cannot_say_is_told_with_its_line():
    css = stylesheet(
        "p { color: red }\n\nh1 { text-shadow: 1px 1px red;\n  width: 50% }\n.cut { color: red }\n", "s.css"
    )
    found = word_styles(css, lang="en", direction="ltr", running={}).findings
    told = {(finding.code, finding.place.line): finding.message for finding in found if finding.place}
    assert "`text-shadow` in `h1`" in told["style-word-property", 3]
    assert "width" in told["style-word-property", 4]
    assert "`.cut`" in told["style-word-selector", 5]
    assert all(finding.level.value != "error" for finding in found)


def test_house_style_is_told_in_one_line():
    for style in catalogue():
        sheet = stylesheet(style.text, f"styles/{style.name}.css")
        found = word_styles(sheet, lang="en", direction="ltr", running={}).findings
        codes = [finding.code for finding in found]
        assert codes.count("style-word-property") <= 1
        assert "style-word-selector" not in codes


def test_rule_for_the_printed_books_front_matter_is_not_told():
    css = stylesheet(".half-title > .title { color: red }\n.mine { color: red }\n", "s.css")
    found = word_styles(css, lang="en", direction="ltr", running={}).findings
    assert [(finding.code, finding.place.line) for finding in found] == [("style-word-selector", 2)]


def test_margin_in_per_cent_is_told():
    css = stylesheet("blockquote { margin-left: 10% }", "s.css")
    found = word_styles(css, lang="en", direction="ltr", running={}).findings
    assert [finding.code for finding in found] == ["style-word-percentage"]


def test_what_the_stylesheet_can_say_is_not_told():
    css = stylesheet("p { margin: 0 2pt; font: italic 10pt/12pt serif; hyphens: auto }", "s.css")
    assert word_styles(css, lang="en", direction="ltr", running={}).findings == ()


def test_broken_rule_is_a_finding_and_the_rest_holds():
    css = stylesheet("h1 { color: #112233 }\nh2 { 12 }\nh3 } { color: red }\n", "s.css")
    assert {finding.code for finding in css.findings} == {"style-syntax"}
    assert css.findings[0].place.line == 2
    styles = parse(word_styles(css, lang="en", direction="ltr", running={}).parts["word/styles.xml"])
    assert "112233" in {one.get(q("w:val")) for one in styles.iter(q("w:color"))}


def test_same_stylesheet_is_worked_out_once():
    first = word_styles(essay(), lang="en", direction="ltr", running={})
    before = word._worked.cache_info()
    assert word_styles(essay(), lang="en", direction="ltr", running={}) == first
    assert word._worked.cache_info().hits == before.hits + 1


def test_an_unchanged_stylesheet_is_not_worked_out_in_the_next_build(tmp_path: Path):
    def made(sheet: Stylesheet, title: str) -> WordStyles:
        word._worked.cache_clear()  # as in another process
        words = {"title": title, "recto": title}
        return word_styles(sheet, lang="en", direction="ltr", running=words, kept=Cache(tmp_path / "cache"))

    first = made(essay(), "Title")
    assert made(essay(), "Title") == first
    assert word._worked.cache_info().misses == 0
    assert made(with_css("h2 { color: red }"), "Title").parts != first.parts
    assert made(essay(), "Another").parts != first.parts
    assert word._worked.cache_info().misses == 1


def test_right_to_left_book_runs_from_the_right():
    made = make("---\nlang: he\ndir: rtl\n---\n\nשלום *Latin.*")
    marked = [one.getparent().getparent() for one in made.body.iter(q("w:rtl"))]
    assert [words(run).strip() for run in marked] == ["שלום"]
    assert made.xml("styles").find(f".//{q('w:pPrDefault')}//{q('w:bidi')}") is not None
    assert made.body.find(q("w:sectPr")).find(q("w:bidi")) is not None

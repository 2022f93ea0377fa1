from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import cssselect2
import pikepdf
import pytest
import tinycss2
from lxml import etree

from pipeline import fonts, project, weasy
from pipeline.comparison.printed import Pages
from pipeline.editions.pdf import OURS, font_faces
from pipeline.frontmatter import style as front
from pipeline.house_style import stylesheet
from pipeline.house_style.ebook import ebook_css
from tests.style.small import document, printed

STYLES = {name: path.read_text("utf-8") for name, path in project.styles().items()}
# What a designer must find a rule for, as a selector of the small document.
CONSTRUCTS = """h1.title|p.subtitle|p.author|p.author + p.author|p.date|.abstract|.abstract-title
section.part > h1|h1|h2|h3|h4|.epigraph|.epigraph > p:last-child|blockquote|.line-block|ul|ul ul
ol|li|li > p|dl|dt|dd|hr|table|caption|th|td|figure|figcaption|img|pre|code|a|sup|sub|.smallcaps
.footnote|.footnote blockquote|.note-again|.endnote|.csl-entry|.half-title|.title-page
.copyright-page|.abstract-page|nav.contents|nav.contents li|nav.contents a|p.publisher|p|p + p
.series-page|p.series|.dedication-page|.dedication|.epigraph-page|.opening
blockquote + p|hr + p|pre + p|table + p|h1 + p|body|html"""
PSEUDO = ("::footnote-call", "::footnote-marker", "hr::before", "a::after", ".csl-entry::before")


def _rules(text: str) -> Iterator[tuple[str, bool]]:
    """Every selector that holds in print, and whether it says anything."""
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword == "media":
            if "print" in tinycss2.serialize(rule.prelude):
                yield from _rules(tinycss2.serialize(rule.content))
        elif rule.type == "qualified-rule":
            yield tinycss2.serialize(rule.prelude), bool(tinycss2.serialize(rule.content).strip())


@pytest.mark.parametrize("name", STYLES)
def test_every_construct_has_a_rule_of_its_own(name: str):
    tree = list(cssselect2.ElementWrapper.from_html_root(document(front=True)).iter_subtree())
    rules = [selector for selector, says in _rules(STYLES[name]) if says]
    matched = [
        frozenset(number for number, element in enumerate(tree) if compiled.test(element))
        for selector in rules
        for compiled in cssselect2.compile_selector_list(selector)
        if compiled.pseudo_element is None
    ]
    for construct in CONSTRUCTS.replace("\n", "|").split("|"):
        (wanted,) = cssselect2.compile_selector_list(construct)
        found = {number for number, element in enumerate(tree) if wanted.test(element)}
        assert found, f"the small document has no {construct}"
        # A rule that speaks of nothing else: `p` is not a rule for authors.
        assert any(one and one <= found for one in matched), f"{name}: no rule for {construct}"
    for pseudo in PSEUDO:
        assert any(selector.split(",")[-1].strip().endswith(pseudo) for selector in rules), (
            f"{name}: {pseudo}"
        )


@pytest.mark.parametrize("name", STYLES)
def test_the_print_engine_finds_nothing_wrong(name: str):
    for with_front in (False, True):
        assert printed(STYLES[name], with_front).findings == ()


@pytest.mark.parametrize("name", STYLES)
def test_the_grammar_is_clean(name: str):
    assert stylesheet(STYLES[name], f"styles/{name}.css").findings == ()
    assert front.findings(STYLES[name], f"styles/{name}.css") == ()


@pytest.mark.parametrize("name", STYLES)
def test_every_letter_is_in_an_embedded_face_of_ours(name: str):
    with pikepdf.open(BytesIO(printed(STYLES[name], True).pdf)) as pdf:
        found = [
            font
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
            for font in [one]
        ]
        names = {str(font.FontName).partition("+")[2].replace("-", "") for font in found}
        assert found
        assert all("/FontFile2" in font or "/FontFile3" in font for font in found)
        assert all(name.startswith(("EBGaramond", "SourceCodePro")) for name in names), names


@pytest.mark.parametrize("name", STYLES)
def test_the_style_says_which_pages_stand_before_the_text(name: str):
    parts = front.front_matter(STYLES[name])
    assert parts == {
        "book": tuple(
            "half-title series title-page copyright-page dedication epigraph abstract contents".split()
        ),
        "thesis": ("title-page", "copyright-page", "dedication", "epigraph", "abstract", "contents"),
    }.get(name, ())


@pytest.mark.parametrize("name", [name for name in STYLES if name != "journal"])  # ragged everywhere
def test_notes_are_ragged_in_an_ebook_before_the_text_is(name: str):
    css = "".join(ebook_css(STYLES[name]).split())
    assert "@media(max-width:40em){.footnote{text-align:start}}" in css
    assert css.rindex("text-align:justify") < css.index("@media(max-width:40em)")


@pytest.mark.parametrize("name", STYLES)
def test_a_call_in_a_heading_is_as_large_beside_it_as_one_in_the_text(name: str):
    html = document()
    called = "<span class='footnote' id='fn-9' data-number='9'><p>Head</p></span>"
    for heading, words in (
        ("h1[@data-title='One']", "Chapter"),
        ("h1[@data-title='Part']", "Part"),
        ("h2", ""),
    ):
        found = html.find(f".//{heading}")
        assert found is not None
        found.append(etree.fromstring(called.replace("fn-9", f"fn-9{words}")))
    pages = _pages(html, name)

    def share(words: str) -> float:
        page, at = next((page, found) for page in pages.pages if (found := page.text.find(words)) >= 0)
        last = at + len(words) - 1
        assert page.letters[last].y < page.letters[last - 1].y
        return page.letters[last].size / page.letters[last - 1].size

    for words in ("chapter9", "part9", "section9"):
        assert share(words) == pytest.approx(0.65, abs=0.08), words


def _pages(html: etree._Element, name: str) -> Pages:
    faces = fonts.faces()
    resources = {f"{OURS}fonts/{face.file_name}": face.data for face in faces}
    return Pages(weasy.render(html, stylesheets=[font_faces(faces), STYLES[name]], resources=resources).pdf)


@pytest.mark.parametrize("name", STYLES)
def test_number_of_a_note_that_begins_with_a_quotation_stands_beside_its_first_line(name: str):
    begins = {
        "quoted": "<blockquote><p>quoted</p></blockquote><p>after</p>",
        "verse": "<div class='line-block'>verse<br/>again</div>",
        "bullet": "<ul><li>bullet</li><li>more</li></ul>",
        "coded": "<pre><code>coded</code></pre>",
        "term": "<dl><dt>term</dt><dd><p>means</p></dd></dl>",
    }
    body = "".join(
        f"<p>Call<span class='footnote' id='fn-{700 + at}' data-number='{700 + at}'>{inner}</span></p>"
        for at, inner in enumerate(begins.values())
    )
    head = "<head><title>T</title></head>"
    pages = _pages(etree.fromstring(f"<html lang='en'>{head}<body>{body}</body></html>"), name)
    text = "".join(page.text for page in pages.pages)
    letters = [letter for page in pages.pages for letter in page.letters]
    for at, word in enumerate(begins):
        number, first = letters[text.rindex(f"{700 + at}.")], letters[text.rindex(word)]
        assert number.y == pytest.approx(first.y, abs=2), word
        assert number.x + 15 < first.x, word

"""Chapters as element trees: notes at their calls, raw HTML tamed, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline import markup, notes, pandoc
from pipeline.finishing import Draft, finish
from pipeline.markup.parse import parse
from pipeline.markup.raw import html_of
from pipeline.model import Finding, NoteSettings, Place
from tests.markup.reading import book, chapter, html, words

NOTED = {
    "heading": "# War^[A *note*.] and peace\n\nText.",
    "emphasis": "So *they say^[A *note*.]*.",
    "table": "| a | b |\n|---|---|\n| c^[A *note*.] | d |\n",
    "caption of a table": "| a | b |\n|---|---|\n| c | d |\n\n: Trade^[A *note*.]\n",
    "list": "- one\n\n    - two^[A *note*.]\n",
    "quotation": "> Words^[A *note*.]\n",
    "definition": "Term^[A *note*.]\n\n:   Meaning\n",
    "line block": "| Verse^[A *note*.]\n| more\n",
    "link": "See [the file^[A *note*.] here](https://example.org).",
}


@pytest.mark.parametrize("text", NOTED.values(), ids=NOTED.keys())
def test_note_stands_at_its_call_in_print(text: str):
    body = markup.for_print(chapter(text))
    [note] = body.iter("span")
    assert (note.get("class"), note.get("id"), note.get("data-number")) == ("footnote", "fn-1", "1")
    assert html(note).split("</span>")[0].endswith('"><p>A <em>note</em>.</p>')


@pytest.mark.parametrize("text", NOTED.values(), ids=NOTED.keys())
def test_note_and_call_link_to_each_other_on_screen(text: str):
    body, [aside] = markup.for_screen(chapter(text))
    [call] = [one for one in body.iter("a") if one.get("class") == "footnote-ref"]
    assert (call.text, call.get("id"), call.get("href"), call.get("role")) == (
        "1",
        "fnref-1",
        "#fn-1",
        "doc-noteref",
    )
    assert next(call.iterancestors("a"), None) is None
    assert (aside.tag, aside.get("id"), aside.get("role")) == ("aside", "fn-1", "doc-footnote")
    assert aside[0][0].get("href") == "#fnref-1"
    assert words(aside) == "1. A note."
    assert call.find("sup") is None  # Apple Books loses a link that is one


LONG = {
    "two paragraphs": ("One.\n\n    Two.", "<p>One.</p><p>Two.</p>"),
    "a list": ("- one\n    - two", "<ul><li>one</li><li>two</li></ul>"),
    "a table": ("| a |\n    |---|\n    | b |", "<table>"),
    "a quotation": ("> Said.", "<blockquote><p>Said.</p></blockquote>"),
}


@pytest.mark.parametrize(("typed", "expected"), LONG.values(), ids=LONG.keys())
def test_blocks_of_a_note_stay_blocks(typed: str, expected: str):
    written = chapter(f"Text.[^a]\n\n[^a]:\n    {typed}\n")
    assert expected in html(markup.for_print(written))
    [aside] = markup.for_screen(written)[1]
    assert aside[0].tag == "p"
    assert aside[0][0].get("role") == "doc-backlink"


def test_heading_keeps_its_plain_words_beside_its_note():
    body = markup.for_print(chapter("# The *Soviet* advance^[Note.]\n"))
    assert body.find(".//h1").get("data-title") == "The Soviet advance"


def test_heading_without_words_is_not_set():
    body = markup.for_print(chapter("# One\n\nText.\n\n## <!-- -->\n\nMore."))
    assert body.find(".//h2") is None
    assert words(body) == "One Text. More."


def test_note_called_twice_is_printed_once():
    text = "First.[^a] Second.[^a]\n\n[^a]: The note.\n"
    place = Place("1.md", 1, 1)
    named = notes.name(pandoc.read([text])[0].blocks, [notes.Call("a", place)] * 2, "1.md")
    [numbered], _ = finish([Draft("1", "", "1.md", "", tuple(named))], NoteSettings())
    [written], _ = markup.write([numbered], pandoc.write_html)
    assert html(markup.for_print(written)).endswith(
        '<p>First.<span class="footnote" id="fn-1" data-number="1"><p>The note.</p></span> '
        'Second.<a class="note-again" href="#fn-1">1</a></p></div>'
    )


def test_caption_is_the_alternative_text_without_its_note():
    figure = markup.for_print(chapter("![A map^[Mine.] of it](map.png)")).find("figure")
    assert figure.find("img").get("alt") == "A map of it"
    assert figure.find("figcaption").get("aria-hidden") is None
    assert words(figure) == "A mapMine. of it"


def test_ids_are_there_once_in_the_book_and_links_follow_them():
    made = book('# One\n\n<a id="x">here</a> [to x](#x)', '# Two\n\n<a id="x">there</a> [to x](#x)')
    ids = [name for one in made.chapters for element in one.body.iter() if (name := element.get("id"))]
    assert len(ids) == len(set(ids))
    links = [
        one.get("href") for written in made.chapters for one in written.body.iter("a") if one.get("href")
    ]
    assert links == ["#x", "#x-2"]


def test_title_block_has_the_thanks_as_a_starred_note():
    made = book(
        "Text.",
        header="title: On *War*\nauthor: [Ann, Ben]\ndate: 1923\nthanks: To all.\nabstract: In short.",
    )
    header = markup.for_print(made.title).find("header")
    assert [(one.tag, one.get("class")) for one in header] == [
        ("h1", "title"), ("p", "author"), ("p", "author"), ("p", "date"), ("div", "abstract"),
    ]  # fmt: skip
    star = header.find("h1/span")
    assert (star.get("id"), star.get("data-number"), words(star)) == ("fn-thanks", "*", "To all.")
    assert header.find("h1").get("data-title") == "On War"
    assert header.find("div/div").text == "Abstract"


def test_title_with_paragraphs_stands_on_one_line():
    made = book("Text.", header="title: |\n  First\n\n  - second\nauthor:\n- Ann^[Of Oxford.]\ndate: ''")
    header = markup.for_print(made.title).find("header")
    assert words(header.find("h1")) == "First second"
    assert header.find("p/span").get("data-number") == "*"
    assert header.find("p[@class='date']") is None


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


RAW = {
    "comment with dashes": ("a <!-- x -- y --> b", "<p>a b</p>", []),
    "unclosed br": ("a<br>b", "<p>a<br/>b</p>", []),
    "bold over paragraphs": ("a <b>b\n\nc</b> d", "<p>a <b>b</b></p><p>c d</p>", []),
    "bold before a list": (
        "a `<b>`{=html} b\n\n1. c\n",
        '<p>a <b> b</b></p><ol type="1"><li>c</li></ol>',
        [],
    ),
    "ends in disorder": ("a <b>b <i>c</b> d</i> e", "<p>a <b>b <i>c</i></b> d e</p>", []),
    "Greek in angle brackets": ("a <πολιτεία> b", "<p>a &lt;πολιτεία&gt; b</p>", []),
    "script": ("a\n\n<script>alert(1)</script>\n\nb", "<p>a</p><p>b</p>", ["raw-html-removed"]),
    "script that never ends": ("a `<script>`{=html} b", "<p>a b</p>", ["raw-html-removed"]),
    "half a tag": ("a `<b `{=html} c > d", "<p>a &lt;b c &gt; d</p>", []),
    "handler": ('<b onclick="x()">a</b>', "<p><b>a</b></p>", []),
    "form": ("<form>a <input> b</form>", "a b", ["raw-html-removed"] * 2),
    "centred": ("<center>a</center>", '<div style="text-align: center"> a </div>', []),
    "block in a heading": (
        "# a `<div>`{=html}b`</div>`{=html}\n",
        '<span style="display: block">b</span></h1>',
        [],
    ),
    "item without a list": ("<li>a</li>", "<div>", []),
    "latex": ("a \\vspace{1em} b", "<p>a b</p>", ["raw-left-out"]),
    "style": ('[a]{style="color: red; background: url(x.png)"}', '<span style="color: red">a</span>', []),
}


@pytest.mark.parametrize(("typed", "expected", "told"), RAW.values(), ids=RAW.keys())
def test_raw_html_is_valid_or_told_of(typed: str, expected: str, told: list[str]):
    made = book(typed)
    assert expected in html(made.chapters[0].body)
    assert codes(made.findings) == told


def test_unclosed_tag_in_a_note_stays_in_it():
    written = chapter("A^[one `<div>`{=html}<b> open] and b^[two]")
    assert [words(note.content) for note in written.notes] == ["one open", "two"]
    assert "<b>" not in html(written.notes[1].content)


def test_note_begins_with_its_first_word():
    [note] = chapter("1. item^[\n    In a *list*.]\n").notes
    assert html(note.content) == "<div><p>In a <em>list</em>.</p></div>"


def test_formula_keeps_its_tex_as_alternative():
    written = chapter("So $x^2$.^[And $y$.]")
    assert written.body.find(".//math").get("alttext") == "x^2"
    assert words(markup.for_print(written)) == "So x2.And y."


def test_finding_names_the_file():
    assert book("Text.", "<script>x</script>").findings[0].place == Place("2.md")
    assert book("Text.", header="title: A `<script>`{=html}").findings[0].place is None


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab <>/&;\"'=!-?pbdivscriptlo\x0c\x00πé", max_size=60))
def test_any_raw_html_becomes_a_tree_that_xml_can_hold(text: str):
    findings: list[Finding] = []
    tree = parse(f"<p>before</p>{html_of(text, Place('x'), findings.append)}<p>after</p>")
    again = etree.fromstring(etree.tostring(tree))
    assert words(again).startswith("before")
    assert words(again).endswith("after")

"""Whatever the document and its style: nothing lost, doubled, off the page or overprinted."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.weasy import render

from .numbered import Words, call, paragraph, resources
from .reading import MM, read

MARGINS = (10 * MM, 10 * MM, 12 * MM, 10 * MM)
SMALL = """
@font-face { font-family: Test; src: url(octavo:fonts/EBGaramond-Regular.ttf) }
@page { size: 80mm 95mm; margin: 10mm 10mm 12mm; @bottom-center { content: counter(page); font-size: 7pt }
  @footnote { margin-top: 2mm; padding-top: 1mm; border-top: .5pt solid } }
html { font: 9pt/1.3 Test; text-align: justify; orphans: 2; widows: 2 }
p { margin: 0; text-indent: 1em } h2 { font: 11pt/1.3 Test; break-after: avoid; margin: 1em 0 .5em }
.footnote { float: footnote; footnote-policy: line; font: 7.5pt/1.2 Test; text-indent: 0 }
.footnote > p:first-of-type { display: inline }
.footnote::footnote-call { content: '\\2060' attr(data-number); font-size: .7em; vertical-align: super;
  line-height: 0 }
.footnote::footnote-marker { content: attr(data-number) '. ' }
blockquote { margin: .5em 1em } ul { margin: 0; padding-left: 1.5em }
table { width: 100%; border-collapse: collapse } td { border: .5pt solid; padding: .5mm; vertical-align: top }
.columns { columns: 2; column-gap: 4mm } .whole { break-inside: avoid } .chapter { break-before: right }
"""
STYLES = (
    "",
    "@page { @footnote { border: none; padding: 0; margin-top: 1em } }",
    "@page { @footnote { max-height: 40% } }",
    "@page { @footnote { max-height: 95%; padding-bottom: 1mm; border-bottom: 1pt solid } }",
    "html { orphans: 3; widows: 3 } .footnote { orphans: 2; widows: 2 }",
    "html, .footnote { orphans: 1; widows: 1 }",
    ".footnote { footnote-policy: auto }",
    ".footnote { footnote-policy: block }",
    ".footnote { margin-bottom: 1mm } .footnote::footnote-marker { float: left; width: 2em }",
    ".footnote { padding-left: 1.5em } .footnote::footnote-marker { display: inline-block; width: 1.5em;"
    " margin-left: -1.5em; text-indent: 0 }",
    "p:nth-child(5n)::before { content: ''; float: left; width: 1cm; height: 2cm; background: #ccc }",
    "p:nth-child(3n) { border: 1pt solid; padding: 1mm }",
    ".footnote { break-inside: avoid }",
    "p { break-inside: avoid }",
    "tr { break-inside: avoid }",
    "html { direction: rtl }",
    ".footnote p { margin: 1mm 0 }",
    "@page { margin-bottom: 30mm }",
)

lengths = st.one_of(st.integers(1, 12), st.integers(1, 40), st.integers(90, 260))
notes = st.tuples(lengths, st.booleans())
parts = st.lists(st.one_of(st.integers(1, 30), notes), min_size=1, max_size=3)
kinds = st.sampled_from(["p", "p", "p", "p", "h2", "li", "td", "blockquote", "whole", "columns", "chapter"])
documents = st.lists(st.tuples(kinds, parts), min_size=1, max_size=3)
long_documents = st.lists(st.tuples(kinds, parts), min_size=4, max_size=14)  # in bench/


def build(words: Words, body: Element, blocks: list[tuple[str, list[int | tuple[int, bool]]]]) -> None:
    for kind, content in blocks:
        if kind == "td":
            row = SubElement(SubElement(body, "table"), "tr")
            for part in content[:2]:
                cell = SubElement(row, "td")
                cell.text = words.text(2)
                if isinstance(part, tuple):
                    call(words, cell, *part)
        elif kind == "li":
            items = SubElement(body, "ul")
            for part in content:
                paragraph(words, items, 3, part, tag="li")
        elif kind in ("whole", "columns", "chapter"):
            paragraph(words, SubElement(body, "div", {"class": kind}), 5, *content)
        else:
            paragraph(words, body, 2, *content, tag=kind)


@settings(
    max_examples=300, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)  # fmt: skip
@given(documents, st.sampled_from(STYLES), st.integers(0, 3))
def test_nothing_is_lost_whatever_the_document(blocks, style, seed):
    words = Words(seed)
    html = Element("html", lang="en")
    SubElement(SubElement(html, "head"), "title").text = "Any"
    build(words, SubElement(html, "body"), blocks)
    printed = render(html, stylesheets=[SMALL, style], resources=resources(), tagged=False)
    margins = MARGINS if "30mm" not in style else (*MARGINS[:2], 30 * MM, MARGINS[3])
    reading = read(printed.pdf, words, margins, in_order="rtl" not in style)
    assert reading.sound, reading
    assert len(printed.notes) == len(words.notes)
    late = {int(note.serial) - 1 for note in printed.notes if note.first_page > note.call_page}
    assert late == set(reading.late)
    assert sum(finding.code == "note-late" for finding in printed.findings) == len(late)

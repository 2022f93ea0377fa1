# ruff: noqa: E501
"""The house style as an e-book's reader gets it."""

from __future__ import annotations

import pytest

from pipeline.house_style.ebook import BASE, ebook_css

CASES = {
    "paper goes": ("@page { size: 6in 9in } p { color: red }", "p { color: red }"),
    "sizes are the reader's": ("html { font-size: 10pt; color: red } p { font-size: 12pt }",
                               "html { color: red }\np { font-size: 1.2rem }"),
    "leading is a ratio": ("html { font-size: 10pt; line-height: 13pt } h1 { font-size: 20pt; line-height: 25pt }",
                           "html { line-height: 1.3 }\nh1 { font-size: 2rem; line-height: 1.25 }"),
    "lengths follow the text": ("p { margin: 0 6pt 1in }", "p { margin: 0 0.5rem 6rem }"),
    "lines stay thin": ("td { border: .5pt solid }", "td { border: .5pt solid }"),
    "variables are resolved": (":root { --ink: #123; --x: var(--ink) } p { color: var(--x); margin: var(--no, 2em) }",
                               "p { color: #123; margin: 2em }"),
    "notes do not float": (".footnote { float: footnote; color: red } .footnote::footnote-call { content: '1' }",
                           ".footnote { color: red }"),
    "print is left out": ("@media print { p { color: red } } @media word { p { color: red } }", ""),
    "screen is kept": ("@media screen { a { color: red } }", "a { color: red }"),
    "narrow screens": ("@media screen and (max-width: 30em) { a { margin: 12pt } }",
                       "@media screen and (max-width: 30em) {\na { margin: 1rem }\n}"),
    "running heads": ("h1 { string-set: a content(); bookmark-level: 1 }", ""),
    "page numbers": ("a::after { content: target-counter(attr(href), page); color: red }", "a::after { color: red }"),
    "rectos": ("h1 { break-before: recto }", "h1 { break-before: page }"),
    "files": ("p { background: url(x.png) } @font-face { font-family: X; src: url(x.ttf) } @import 'y.css';", ""),
    "nested rules": ("section { color: red; & > h1, p { color: blue } }",
                     "section { color: red }\nsection > h1, section p { color: blue }"),
    "commas in selectors": (":is(h1, h2) { color: red }", ":is(h1, h2) { color: red }"),
    "margins of the screen": ("body { margin: 0; color: red }", "body { color: red }"),
    "near black is the reader's": ("html { color: #111 } th { border: 1pt solid #111; color: #111 } h2 { color: #900 }",
                                   "th { border: 1pt solid currentColor; color: inherit }\nh2 { color: #900 }"),
    "a colour stays": ("html { color: #006 } hr { color: #006 }", "html { color: #006 }\nhr { color: #006 }"),
    "narrow screens within screens": ("@media screen { @media (max-width: 30em) { p { text-align: start } } }",
                                      "@media (max-width: 30em) {\np { text-align: start }\n}"),
    "broken rules": ("p { color: red } } b { color: blue }", "p { color: red }"),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "expected"), CASES.values(), ids=CASES.keys())
def test_stylesheet_becomes_an_ebooks(typed: str, expected: str):
    assert ebook_css(typed).removeprefix(BASE).strip() == expected


def test_families_that_stand_in_come_before_the_generic_one():
    css = ebook_css('p { font-family: "EB Garamond", serif }', ("Amiri", "EB Garamond"))
    assert css.endswith('p { font-family: "EB Garamond", "Amiri", serif }\n')

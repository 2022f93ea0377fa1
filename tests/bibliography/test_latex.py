"""LaTeX in fields, and the small HTML that CSL gets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.bibliography.latex import decode, plain, verbatim

NOCASE = '<span class="nocase">'
TITLES = {
    r"S{\~a}o Paulo": "São Paulo",
    r"Garc{\'\i}a, {\O}re, \c{c}a, \v s, \H{o}, {\ss}": "García, Øre, ça, š, ő, ß",
    r"na\"{\i}ve \'{e}tude \aa ngstr\"om": "naïve étude ångström",
    "The {U.S.} Navy": f"The {NOCASE}U.S.</span> Navy",
    "{A}merican {e}Bay": f"{NOCASE}American</span> {NOCASE}eBay</span>",
    "{{Whole Title}}": f"{NOCASE}Whole Title</span>",
    r"\emph{The {Odyssey}} again": f"<i>The {NOCASE}Odyssey</span></i> again",
    r"{\em Old} and {\bf bold}": "<i>Old</i> and <b>bold</b>",
    r"\textsc{ad} 79, 2\textsuperscript{nd}, H\textsubscript{2}O": (
        '<span style="font-variant:small-caps;">ad</span> 79, 2<sup>nd</sup>, H<sub>2</sub>O'
    ),
    "H$_2$O and x$^{th}$": "H<sub>2</sub>O and x<sup>th</sup>",
    r"$\alpha$-ray": "α-ray",
    "From $5 to $10": "From $5 to $10",
    "100% of": "100% of",
    r"100\% \& more \#1 \_ \$": "100% & more #1 _ $",
    "1914--1918 --- ``war''": "1914–1918 — “war”",
    r"\enquote{War} and~peace": "“War” and\u00a0peace",
    "Law &amp; Order &#8211; x": "Law & Order – x",
    "<em>Already</em> marked": "<i>Already</i> marked",
    r"See \url{https://example.org/a_b}": "See https://example.org/a_b",
    "several\n   lines": "several lines",
}


@pytest.mark.parametrize("typed", TITLES)
def test_title_is_decoded(typed: str) -> None:
    result = decode(typed, protect=True)
    assert (result.text, result.unknown) == (TITLES[typed], ())


def test_unknown_command_is_told_and_its_text_kept() -> None:
    result = decode(r"A \foo{bar} \unknown baz")
    assert (result.text, result.unknown) == ("A bar baz", ("foo", "unknown"))


def test_plain_has_no_markup() -> None:
    assert plain(r"\emph{The} {NATO} \textsc{ad}") == "The NATO ad"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (r"\url{https://e.org/a\_b\%20c}", "https://e.org/a_b%20c"),
        ("https://e.org/~me?x=1&y=2#z", "https://e.org/~me?x=1&y=2#z"),
        ("{https://e.org/}", "https://e.org/"),
    ],
)
def test_address_stays_as_typed(typed: str, address: str) -> None:
    assert verbatim(typed) == address


@given(st.text("abc äß123.,;:!?()[]/", max_size=60))
def test_text_without_commands_stays_as_it_is(text: str) -> None:
    assert decode(text).text == " ".join(text.split())


@given(st.text(r"ab{}\$~^_'`-\"", max_size=60))
def test_any_text_can_be_decoded(text: str) -> None:
    decode(text, protect=True)
    verbatim(text)

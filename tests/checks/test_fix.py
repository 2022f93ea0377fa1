"""The mends change what they should, and not one character more."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import bibliography
from pipeline.checks import Case, fix, run
from pipeline.model import Source
from pipeline.scan import scan
from tests.support import shared

MENDED = ("hyphen-range", "hyphen-dash", "space-double", "unicode-form", "invisible-character")


def mended(text: str) -> str:
    return fix.manuscript(Source("a.md", text)).text


def test_hyphens_become_dashes_and_spaces_one() -> None:
    assert mended("The war - 1914-1918 -  was  long.") == "The war – 1914–1918 – was long."


def test_letters_in_two_parts_become_one_and_invisible_ones_go() -> None:
    assert mended("cafe\u0301\u200b, co\u00adop") == "café, coop"
    assert mended("an in\u00adfi\u00adni\u00adtive") == "an in\u00adfi\u00adni\u00adtive"  # the author's own


def test_code_links_and_numbers_of_books_stay() -> None:
    text = "`1914-1918  - x` [a](b-1914-1918.html) ISBN 978-0-8223-2289-4\n\n    1914-1918  code\n"
    assert mended(text) == text


def test_only_the_chosen_mends_are_made() -> None:
    source = Source("a.md", "The  war 1914-1918.")
    assert fix.manuscript(source, select=["hyphen-range"]).text == "The  war 1914–1918."


def plain(text: str) -> list[str]:
    return [letter for letter in unicodedata.normalize("NFD", text) if letter in "ab1\u0301"]


@given(st.text(alphabet="ab1 -\n|>`*[]()^:\u0301\u200b", max_size=120))
def test_a_mend_takes_no_letter_away_and_leaves_nothing_to_mend(text: str) -> None:
    new = mended(text)
    assert plain(new) == plain(text)
    for _ in range(4):
        new = mended(new)
    assert mended(new) == new


def test_what_was_told_is_not_told_again_after_the_mend() -> None:
    text = "The war - 1914-1918 -  was  long, cafe\u0301\u200b."
    assert {one.code for one in run(Case([scan(Source("a.md", text))]))} == set(MENDED)
    assert run(Case([scan(Source("a.md", mended(text)))])) == ()


BIB = """% my library, kept by hand
@article{sewell,
   author   = "Sewell, Bevan",
   pages    = {841-868},   % checked
   doi = {https://doi.org/10.1111/j.1467-7709.2008.00724.x} ,
   title={Pages 841-868},
}

@article{odd, pages = 3 # {-4} }
"""


def test_a_bibliography_keeps_every_other_byte() -> None:
    source = Source("references.bib", BIB)
    entries = bibliography.parse(BIB, source.name).entries
    new = fix.bibliography(source, [entries[key] for key in entries]).text
    assert new == BIB.replace("{841-868},   %", "{841--868},   %").replace("https://doi.org/10", "10")


def test_the_difference_shows_the_changed_lines() -> None:
    old = Source("a.md", "One.\n\nThe war 1914-1918.\n")
    assert fix.difference(old, fix.manuscript(old)) == (
        "--- a.md\n+++ a.md (mended)\n@@ -2,2 +2,2 @@\n \n-The war 1914-1918.\n+The war 1914–1918.\n"
    )
    assert fix.difference(old, old) == ""


@pytest.mark.skipif(shared() is None, reason="no folder of real books")
def test_real_bibliographies_keep_all_but_what_is_mended() -> None:
    """Dashes, spaces, the form of DOIs and of letters apart, a mended file is the same text, line by line."""
    folder = shared()
    assert folder
    apart = re.compile(r"[\s–—-]|https?://(?:dx\.)?doi\.org/|doi:", re.IGNORECASE)

    def bare(line: str) -> str:
        return unicodedata.normalize("NFC", apart.sub("", line))

    every = sorted((folder / "corpus" / "bibs").glob("*.bib"))
    for path in (one for one in every if one.stat().st_size < 60_000):
        text = path.read_text("utf-8", "replace").replace("\r\n", "\n")
        old = Source("references.bib", text)
        new = fix.bibliography(old, bibliography.parse(old.text, old.name).entries.values())
        lines = list(zip(old.text.split("\n"), new.text.split("\n"), strict=True))
        assert all(bare(one) == bare(other) for one, other in lines), path
        again = fix.bibliography(new, bibliography.parse(new.text, new.name).entries.values())
        assert again.text == new.text, path

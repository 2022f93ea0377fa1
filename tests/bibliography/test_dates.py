"""Dates as people type them, and what CSL gets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.bibliography.dates import from_parts, parse_date

READ = {
    "1983": [[1983]],
    "1983-10": [[1983, 10]],
    "1983-10-26": [[1983, 10, 26]],
    "1983-1-4": [[1983, 1, 4]],
    "1983/10/26": [[1983, 10, 26]],
    "1990/1995": [[1990], [1995]],
    "1990-01/1990-03": [[1990, 1], [1990, 3]],
    "1998--1999": [[1998], [1999]],
    "1998–1999": [[1998], [1999]],
    "1939-1945": [[1939], [1945]],
    "1941--45": [[1941], [1945]],
    "1941-45": [[1941], [1945]],
    "1996/..": [[1996], [0]],
    "1996/": [[1996], [0]],
    "1917–": [[1917], [0]],
    "199X": [[1990], [1999]],
    "1990-21": [[1990, 21]],
    "Spring 2001": [[2001, 21]],
    "March 2000": [[2000, 3]],
    "Sept. 2000": [[2000, 9]],
    "15 March 2000": [[2000, 3, 15]],
    "March 15, 2000": [[2000, 3, 15]],
    "March 3rd, 2000": [[2000, 3, 3]],
    "15 de marzo de 1983": [[1983, 3, 15]],
    "3. Oktober 1990": [[1990, 10, 3]],
    "1er août 1914": [[1914, 8, 1]],
    "-0044": [[-45]],
    "0379": [[379]],
    "{1983}": [[1983]],
    "2019-02-15T10:00:00Z": [[2019, 2, 15]],
}


@pytest.mark.parametrize("typed", READ)
def test_date_is_read(typed: str) -> None:
    date = parse_date(typed)
    assert (date.csl, date.status, date.problem) == ({"date-parts": READ[typed]}, "", "")


@pytest.mark.parametrize("typed", ["forthcoming", "in press", "Submitted", "{forthcoming}"])
def test_status_instead_of_a_date(typed: str) -> None:
    date = parse_date(typed)
    assert date.csl is None
    assert date.status == typed.strip("{}").lower()


AS_TYPED = {
    "[1850]": ("[1850]", 1850),
    "ca. 1850": ("ca. 1850", 1850),
    "c. 1850": ("c. 1850", 1850),
    "1850~": ("ca. 1850", 1850),
    "n.d.": ("n.d.", None),
    "early 1850s": ("early 1850s", 1850),
    "../1990": ("–1990", 1990),
}


@pytest.mark.parametrize("typed", AS_TYPED)
def test_date_in_words_is_printed_as_typed_and_sorted_by_its_year(typed: str) -> None:
    literal, year = AS_TYPED[typed]
    wanted: dict[str, Any] = {"literal": literal}
    if year:
        wanted["date-parts"] = [[year]]
    date = parse_date(typed)
    assert (date.csl, date.problem) == (wanted, "")


def test_uncertain_year_is_left_to_the_style() -> None:
    assert parse_date("1850?").csl == {"date-parts": [[1850]], "circa": True}


@pytest.mark.parametrize("typed", ["1850-13-45", "2001-02-30", "10/11/1983", "no idea"])
def test_unclear_date_is_told_and_printed_as_typed(typed: str) -> None:
    date = parse_date(typed)
    assert date.problem
    assert date.csl is not None
    assert date.csl["literal"] == typed


PARTS = {
    ("1983", "oct", "26"): [[1983, 10, 26]],
    ("1983", "10", ""): [[1983, 10]],
    ("1983", "October", ""): [[1983, 10]],
    ("1983", "oct~26", ""): [[1983, 10, 26]],
    ("1983", "26 October", ""): [[1983, 10, 26]],
    ("1983", "jul/aug", ""): [[1983, 7], [1983, 8]],
    ("1983", "July--August", ""): [[1983, 7], [1983, 8]],
    ("1983", "", ""): [[1983]],
}


@pytest.mark.parametrize("typed", PARTS)
def test_year_month_and_day_make_a_date(typed: tuple[str, str, str]) -> None:
    assert from_parts(*typed).csl == {"date-parts": PARTS[typed]}


@given(st.text(max_size=30))
def test_any_text_is_a_date_a_status_or_printed_as_typed(text: str) -> None:
    date = parse_date(text)
    assert date.csl is not None or date.status


@given(st.dates())
def test_every_day_is_read_back(day: Any) -> None:
    assert parse_date(day.isoformat()).csl == {"date-parts": [[day.year, day.month, day.day]]}

"""Bibliographies are kept as bytes, merged, and asked for near keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.bibliography import from_cache, known_keys, merge, nearest, parse, to_cache

TEXT = """@string{oup = "Oxford University Press"}
@book{lyon1998, ids = {lyon98}, title = {Tides},
  publisher = oup, crossref = {whole}}
@book{whole, title = {Seas}, date = {1998}
"""


def test_kept_bibliography_is_the_same() -> None:
    bibliography = parse(TEXT, "references.bib")
    kept = from_cache(to_cache(bibliography))
    assert dict(kept.entries) == dict(bibliography.entries)
    assert kept.entries["lyon1998"].fields["publisher"] == "Oxford University Press"
    assert (kept.findings, kept.links, kept.strings) == (
        bibliography.findings,
        bibliography.links,
        bibliography.strings,
    )
    assert known_keys(kept) == known_keys(bibliography) == ("lyon1998", "whole", "lyon98")
    assert to_cache(kept) == to_cache(bibliography)


def test_kept_files_stay_apart() -> None:
    both = merge([parse(TEXT, "references.bib"), parse("@book{é, title = {Été}}", "français.bib")])
    kept = from_cache(to_cache(both))
    assert dict(kept.entries) == dict(both.entries)
    assert str(kept.entries["é"].place) == "français.bib:1:1"


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"format": "of another version"}', b"\xff"])
def test_damaged_cache_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (the words are json's)
        from_cache(data)


def test_fields_know_their_places() -> None:
    entry = parse(TEXT, "references.bib").entries["lyon1998"]
    assert str(entry.place) == "references.bib:2:1"
    assert {name: str(place) for name, place in entry.field_places.items()} == {
        "ids": "references.bib:2:17",
        "title": "references.bib:2:33",
        "publisher": "references.bib:3:3",
        "crossref": "references.bib:3:20",
    }


def test_places_count_windows_lines_once() -> None:
    entry = parse(TEXT.replace("\n", "\r\n"), "references.bib").entries["lyon1998"]
    assert str(entry.field_places["publisher"]) == "references.bib:3:3"


def test_strings_of_an_earlier_file_are_known() -> None:
    journals = parse('@string{ahr = "American Historical Review"}', "journals.bib")
    bibliography = parse("@article{a, journal = ahr}", "references.bib", journals.strings)
    assert bibliography.findings == ()
    assert bibliography.entries["a"].fields["journal"] == "American Historical Review"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lyon", "lyon1998"),
        ("Lyon1998", "lyon1998"),
        ("loyn1998", "lyon1998"),
        ("lyon1989", "lyon1998"),
        ("lyon1998a", "lyon1998"),
        ("smith2001", None),
        ("", None),
    ],
)
def test_nearest_key(typed: str, meant: str | None) -> None:
    assert nearest(typed, ["lyon1998", "rabe1988", "mann1954"]) == meant


KEY = st.text("abc1290_-:", min_size=4, max_size=12)


@given(st.sets(KEY, min_size=1), st.data())
def test_a_key_that_exists_is_the_nearest_to_itself(keys: set[str], data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(keys)))
    assert nearest(key, keys) == key

"""Names as people type them, and what CSL gets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.bibliography.names import Name, parse_names

NAMES: dict[str, Name] = {
    "Smith, John A.": {"family": "Smith", "given": "John A."},
    "John A. Smith": {"family": "Smith", "given": "John A."},
    "King, Jr., Martin Luther": {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
    "King, Martin Luther, Jr.": {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
    "Martin Luther King, Jr.": {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
    "van der Berg, Jan": {"family": "Berg", "given": "Jan", "dropping-particle": "van der"},
    "Jan van der Berg": {"family": "Berg", "given": "Jan", "dropping-particle": "van der"},
    "{van der Berg}, Jan": {"family": "van der Berg", "given": "Jan"},
    "John {von Neumann}": {"family": "von Neumann", "given": "John"},
    "García Márquez, Gabriel": {"family": "García Márquez", "given": "Gabriel"},
    "José Ortega y Gasset": {"family": "Ortega y Gasset", "given": "José"},
    "Ortega y Gasset, José": {"family": "Ortega y Gasset", "given": "José"},
    r"{\'E}mile Zola": {"family": "Zola", "given": "Émile"},
    r"Erd{\H{o}}s, P{\'a}l": {"family": "Erdős", "given": "Pál"},
    "{Central Intelligence Agency}": {"literal": "Central Intelligence Agency"},
    "{Barnes and Noble}": {"literal": "Barnes and Noble"},
    "Geoffrey of Monmouth": {"family": "Monmouth", "given": "Geoffrey", "dropping-particle": "of"},
    "Plato": {"family": "Plato"},
    "others": {"literal": "others"},
    "family=Gogh, given=Vincent, prefix=van": {
        "family": "Gogh",
        "given": "Vincent",
        "dropping-particle": "van",
    },
    "family=Gogh, given=Vincent, prefix=van, useprefix=true": {
        "family": "Gogh",
        "given": "Vincent",
        "non-dropping-particle": "van",
    },
}


@pytest.mark.parametrize("typed", NAMES)
def test_name_is_read(typed: str) -> None:
    assert parse_names(typed) == ([NAMES[typed]], [])


def test_use_prefix_keeps_the_particle_with_the_family_name() -> None:
    names, _ = parse_names("van der Berg, Jan", use_prefix=True)
    assert names == [{"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"}]


def test_names_are_parted_at_and_outside_braces_in_any_line() -> None:
    names, _ = parse_names("Smith, John\n  and {Barnes and Noble} AND Doe, Jane and others")
    assert [name.get("family") or name["literal"] for name in names] == [
        "Smith",
        "Barnes and Noble",
        "Doe",
        "others",
    ]


@pytest.mark.parametrize("typed", ["Central Intelligence Agency", "U.S. Department of State"])
def test_institution_without_braces_stays_whole_and_is_told(typed: str) -> None:
    names, problems = parse_names(typed)
    assert names == [{"literal": typed}]
    assert [problem.code for problem in problems] == ["bib-name-corporate"]


WORD = st.text("ABCDEabcdeäöé", min_size=1, max_size=6)


@given(st.lists(st.lists(WORD, min_size=1, max_size=4), min_size=1, max_size=4))
def test_no_word_of_a_name_is_lost(people: list[list[str]]) -> None:
    names, _ = parse_names(" and ".join(" ".join(words) for words in people))
    printed = [word for name in names for part in name.values() for word in part.split()]
    assert sorted(printed) == sorted(word for words in people for word in words)

"""The manuscript that Octavo ships with holds the essay's words, calls and sources, and nothing made up."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import bibtexparser
import pytest

from pipeline import pandoc

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MANUSCRIPT = ROOT / "manuscript" / "manuscript.md"

# Which note cites what: the keys in their order in the note.
CITED = {
    1: ["time1959"],
    2: ["spenser1999", "patenaude2009"],
    3: ["pettina2020"],
    4: ["rabe1988"],
    5: ["rabe1988"],
    6: ["pettina2016"],
    7: ["sewell2008"],
    8: ["pettina-limits"],
    9: ["pettina-limits", "pettina2016"],
    10: ["keller2015", "zolov2020"],
    11: ["pettina2020"],
    12: ["rupprecht2015", "miller1989"],
    13: ["blasier1983"],
    14: ["zolov2013", "exhibition1959", "pettina-limits"],
    15: ["zolov2013"],
    16: ["cia1959"],
    17: ["exhibition1959", "pettina2016"],
    18: ["rupprecht2015"],
    19: ["rupprecht2015", "zolov2020"],
    20: ["pavlenko1962", "pettina-limits"],
    21: ["economic-situation"],
    22: ["keller2015"],
    23: ["cardenas1993", "clissold1970"],
}
# The only numbers that the notes' own prose may hold: decades, years, documents of the e-Dossier.
NUMBERS = {2: {"1920"}, 14: {"3"}, 20: {"5"}, 21: {"4"}, 23: {"1968"}}
CALL = re.compile(r"\[(\d+)\]")
QUOTES = str.maketrans("", "", "\"“”'‘’")
DASHES = re.compile(r"\s*(?:[-‐–—])+\s*")


@cache
def document() -> dict[str, Any]:
    """Pandoc's tree of the manuscript."""
    command = [pandoc.executable(), "--from=markdown", "--to=json", str(MANUSCRIPT)]
    tree: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return tree


def elements(node: Any) -> Iterator[dict[str, Any]]:
    """Every block and inline below the node, in order; a citation's own markup is not text."""
    if isinstance(node, list):
        for child in node:
            yield from elements(child)
    elif isinstance(node, dict):
        if "t" in node:
            yield node
        for child in [node["c"][0]] if node.get("t") == "Cite" else node.values():
            yield from elements(child)


def text(node: Any, calls: Iterator[int] | None = None) -> str:
    """Running text; a note is left out, or becomes ` [n]` where `calls` counts; citations are left out."""
    if isinstance(node, list):
        return "".join(text(child, calls) for child in node)
    kind, content = node["t"], node.get("c")
    match kind:
        case "Str":
            return str(content)
        case "Space" | "SoftBreak" | "LineBreak":
            return " "
        case "Note":
            return f" [{next(calls)}]" if calls else ""
        case "Quoted":
            mark = '"' if content[0]["t"] == "DoubleQuote" else "'"
            return mark + text(content[1], calls) + mark
        case "Para" | "Plain" | "MetaInlines":
            return text(content, calls)
        case "Span" | "Link":
            return text(content[1], calls)
        case "Cite":
            return ""
    raise AssertionError(f"{kind} does not belong in the essay")


def groups() -> list[list[str]]:
    """The manuscript's paragraphs with their calls as [n], in groups as the scene breaks divide them."""
    calls = iter(range(1, 1000))
    parted: list[list[str]] = [[]]
    for block in document()["blocks"]:
        if block["t"] == "HorizontalRule":
            parted.append([])
        else:
            assert block["t"] == "Para"
            parted[-1].append(text(block, calls))
    return parted


def supplied() -> list[list[str]]:
    """The supplied essay's paragraphs, in groups as its blank lines divide them, without the title."""
    parts = (HERE / "essay.txt").read_text("utf-8").strip().split("\n\n")
    return [part.split("\n") for part in parts[1:]]


def words(paragraph: str) -> list[str]:
    """Words with their points and commas, without calls; quotation marks and dashes are typography."""
    return DASHES.sub(" ", CALL.sub(" ", paragraph).translate(QUOTES)).split()


def places(paragraph: str) -> list[tuple[int, int]]:
    """Every call as (its number, how many words of the paragraph stand before it)."""
    return [(int(call[1]), len(words(paragraph[: call.start()]))) for call in CALL.finditer(paragraph)]


@cache
def notes() -> list[Any]:
    """The blocks of every note, in the order of the calls."""
    return [element["c"] for element in elements(document()["blocks"]) if element["t"] == "Note"]


def citations(node: Any) -> list[dict[str, Any]]:
    return [one for element in elements(node) if element["t"] == "Cite" for one in element["c"][0]]


@cache
def library() -> Any:
    return bibtexparser.parse_string((ROOT / "references.bib").read_text("utf-8"))


def test_manuscript_has_the_essay_s_title_and_words():
    title = (HERE / "essay.txt").read_text("utf-8").partition("\n")[0]
    assert text(document()["meta"]["title"]) == title
    assert [[words(paragraph) for paragraph in group] for group in groups()] == [
        [words(paragraph) for paragraph in group] for group in supplied()
    ]


def test_manuscript_has_twelve_paragraphs_in_three_groups():
    assert [len(group) for group in groups()] == [3, 6, 3]


def test_every_call_stands_after_the_same_word_as_supplied():
    typed = [places(paragraph) for group in groups() for paragraph in group]
    wanted = [places(paragraph) for group in supplied() for paragraph in group]
    assert typed == wanted
    assert [number for paragraph in wanted for number, _ in paragraph] == list(range(1, 24))


def test_calls_follow_their_point_without_a_space():
    for paragraph in document()["blocks"]:
        if paragraph["t"] == "Para":
            inlines = paragraph["c"]
            before = [inlines[i - 1] for i, inline in enumerate(inlines) if inline["t"] == "Note"]
            assert all(text(inline).translate(QUOTES)[-1:] == "." for inline in before)


def test_no_label_or_citation_is_left_as_text():
    strings = [element["c"] for element in elements(document()) if element["t"] == "Str"]
    assert not [string for string in strings if re.search(r"\[[\^@]|\]\[|^@|\[\d+\]", string)]


def test_no_note_is_defined_without_a_call_or_twice():
    labels = re.findall(r"^\[\^([\w-]+)\]:", MANUSCRIPT.read_text("utf-8"), re.M)
    assert len(labels) == len(set(labels)) == len(notes()) == 23


@pytest.mark.parametrize("number", CITED)
def test_note_cites_the_works_that_treat_its_passage(number: int):
    assert [cited["citationId"] for cited in citations(notes()[number - 1])] == CITED[number]


def test_every_cited_work_is_in_the_bibliography_and_every_work_is_used():
    assert not library().failed_blocks
    entries = library().entries_dict
    cited = {one["citationId"] for one in citations(document())}
    parents = {field.value for entry in entries.values() for field in entry.fields if field.key == "crossref"}
    assert cited | parents == set(entries)


def test_no_page_is_cited():
    assert not [one["citationId"] for one in citations(document()) if one["citationSuffix"]]
    assert not [entry.key for entry in library().entries if {"pages", "pagetotal"} & set(entry.fields_dict)]


@pytest.mark.parametrize("number", CITED)
def test_note_holds_no_number_beyond_the_known_facts(number: int):
    prose = text(notes()[number - 1])
    assert set(re.findall(r"\d+", prose)) == NUMBERS.get(number, set())
    assert not re.search(r"\b(?:pp?|ff?|vols?|chap)\.", prose)


def test_archival_leaves_are_those_of_the_documents():
    leaves = {
        entry.key: entry.fields_dict["archivelocation"].value
        for entry in library().entries
        if "archivelocation" in entry.fields_dict
    }
    assert leaves == {
        "exhibition1959": "f. 635, op. 1, d. 392, ll. 1--12",
        "economic-situation": "f. 645, op. 1, d. 31, ll. 481--483",
        "pavlenko1962": "f. 365, op. 2, d. 340, ll. 88--90",
        "cia1959": "CIA-RDP79R00890A001100110009-4",
    }


@pytest.mark.parametrize("number", [13, 16, 20])
def test_note_says_where_the_source_of_quoted_words_is_not_known(number: int):
    assert text(notes()[number - 1]).startswith("The source of the quoted words is not known.")


def test_starred_note_says_that_the_notes_are_stand_ins_and_where_the_essay_stood_first():
    thanks = text(document()["meta"]["thanks"]).translate(QUOTES)
    assert thanks.startswith("First published on the web at historicalmx.org/items/show/179.")
    assert "text of the notes was not supplied with the essay" in thanks
    assert "stand-ins: they are not the authors own notes" in thanks


def test_nothing_unknown_stands_in_the_header():
    assert not {"author", "authors", "date", "abstract"} & set(document()["meta"])

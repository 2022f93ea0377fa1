"""Citations and bibliography answer each other, or the proof says which do not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipeline import tree
from pipeline.model import Manuscript
from pipeline.proof.expected import expected
from pipeline.proof.works import works

from .books import book


def codes(manuscript: Manuscript) -> list[str]:
    return [one.code for one in works(manuscript, expected(manuscript))]


def with_paragraph(manuscript: Manuscript, inline: dict[str, Any]) -> Manuscript:
    first, *others = manuscript.chapters
    first = replace(first, blocks=(*first.blocks, tree.para([inline])))
    return replace(manuscript, chapters=(first, *others))


def test_sound_bibliography_has_nothing_to_be_told():
    assert codes(book("cited").manuscript) == []


def test_cited_work_that_is_not_listed_is_told():
    manuscript = book("cited").manuscript
    assert codes(replace(manuscript, cited=(*manuscript.cited, "nobody"))) == ["proof-work-missing"]


def test_listed_work_that_is_not_cited_is_told():
    manuscript = book("cited").manuscript
    assert codes(replace(manuscript, cited=manuscript.cited[1:])) == ["proof-work-uncited"]


def test_key_left_in_the_text_is_told():
    strong = {"t": "Strong", "c": [tree.string("lyon?")]}
    assert codes(with_paragraph(book("cited").manuscript, strong)) == ["proof-cite-unresolved"]


def test_citation_without_words_is_told():
    cite = {"t": "Cite", "c": [[{"citationId": "lyon"}], []]}
    assert codes(with_paragraph(book("cited").manuscript, cite)) == ["proof-cite-empty"]


def test_note_whose_citation_has_no_words_is_told():
    manuscript = book("cited").manuscript
    first, *others = manuscript.notes
    citation = tree.para([tree.span([], "", ["citation"], {})])
    emptied = replace(manuscript, notes=(replace(first, blocks=(citation,)), *others))
    assert codes(emptied) == ["proof-note-empty"]

"""Random mixes of notes, against a simple model: the words of citations and all that stands around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from desk import ITEMS, made, note_words, style
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import citations, tree
from pipeline.model import NoteSettings, Settings

KEYS = ["smith2000", "lee2010", "noname", "jones1999"]
# What only a full form has, and what begins the short one (Chicago, 18th edition).
FULL = {"smith2000": "Oxford University Press", "lee2010": "Handbook of Memory", "noname": "Press Inc.",
        "jones1999": "Hispanic American"}  # fmt: skip


@dataclass(frozen=True)
class Work:
    key: str
    page: int | None
    author: bool = True


@dataclass(frozen=True)
class Here:
    """A group of works cited at one place."""

    works: tuple[Work, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text: a citation, or a note of words and citations."""

    citation: Here | None = None
    note: tuple[Here | str, ...] = ()
    end: str = "."


work = st.builds(
    Work, st.sampled_from(KEYS), st.sampled_from([None, 4, 5]), st.sampled_from([True, True, False])
)
here = st.lists(work, min_size=1, max_size=3).map(lambda works: Here(tuple(works)))
single = work.map(lambda one: Here((one,)))
mark = st.sampled_from(["", ".", ",", ";", "?", " –"])
note = st.lists(st.one_of(single, single, here, mark), min_size=0, max_size=5).map(tuple)
paragraph = st.one_of(
    st.builds(Paragraph, citation=st.one_of(single, here), end=st.sampled_from([".", ",", ";", "!"])),
    st.builds(Paragraph, note=note, end=st.sampled_from([".", ",", "?", ""])),
)
chapter = st.lists(paragraph, min_size=1, max_size=8)
book = st.lists(chapter, min_size=1, max_size=12)


def cite_of(group: Here) -> dict[str, Any]:
    made = []
    for one in group.works:
        suffix = [tree.string(","), tree.SPACE, tree.string(str(one.page))] if one.page else []
        mode = "NormalCitation" if one.author else "SuppressAuthor"
        made.append({"citationId": one.key, "citationPrefix": [], "citationSuffix": suffix,
                     "citationMode": {"t": mode}, "citationNoteNum": 0, "citationHash": 0})  # fmt: skip
    return {"t": "Cite", "c": [made, [tree.string("[typed]")]]}


def blocks_of(chapters: Sequence[Sequence[Paragraph]]) -> tuple[list[list[dict[str, Any]]], list[str]]:
    """pandoc's tree of the book, and the author's own words in order, each of them unlike any other."""
    words: list[str] = []

    def word() -> dict[str, Any]:
        words.append(f"Q{len(words)}q")
        return tree.string(words[-1])

    made = []
    for paragraphs in chapters:
        blocks = []
        for one in paragraphs:
            line: list[dict[str, Any]] = [word()]
            if one.citation is not None:
                line += [tree.SPACE, cite_of(one.citation)]
            else:
                inner: list[dict[str, Any]] = [word()]
                for part in one.note:
                    if isinstance(part, str):
                        inner += [tree.string(part)] if part else []
                        inner += [tree.SPACE, word()]
                    else:
                        inner += [tree.SPACE, cite_of(part)]
                line += [tree.note([tree.para(inner)])]
            line += [tree.string(one.end)] if one.end else []
            blocks.append(tree.para([*line, tree.SPACE, word()]))
        made.append(blocks)
    return made, words


def groups_of(one: Paragraph) -> list[Here]:
    """The citations of a paragraph; those with only a space between them are one."""
    if one.citation is not None:
        return [one.citation]
    groups: list[Here] = []
    before: Here | str | None = None
    for part in one.note:
        if isinstance(part, Here) and isinstance(before, Here):
            part = Here(before.works + part.works)
            groups[-1] = part
        elif isinstance(part, Here):
            groups.append(part)
        before = part
    return groups


def expected_forms(chapters: Sequence[Sequence[Paragraph]], fresh: bool) -> list[str]:
    """The Chicago Manual's rule, told as simply as can be."""
    forms: list[str] = []
    seen: set[str] = set()
    for paragraphs in chapters:
        if fresh:
            seen = set()
        before: list[list[Here]] = []  # the notes of this chapter so far
        for one in paragraphs:
            groups = groups_of(one)
            for at, group in enumerate(groups):
                for item, cited in enumerate(group.works):
                    forms.append(form(cited, group.works[:item], groups[:at], before, seen))
                    seen.add(cited.key)
            before.append(groups)
    return forms


def form(
    cited: Work, in_group: Sequence[Work], in_note: list[Here], notes: list[list[Here]], seen: set[str]
) -> str:
    if cited.key not in seen:
        return "full"
    if in_group:
        last = in_group[-1]
    else:
        where = in_note or (notes[-1] if notes else [])
        if (
            not where
            or len({one.key for group in where for one in group.works}) > 1
            or len(where[-1].works) > 1
        ):
            return "short"
        last = where[-1].works[-1]
    return "ibid" if last.key == cited.key and (cited.page or not last.page) else "short"


Made = tuple[citations.Cited, list[tuple[dict[str, Any], ...]]]


def made_of(chapters: Sequence[Sequence[Paragraph]], name: str, fresh: bool) -> Made:
    blocks, _ = blocks_of(chapters)
    wished = Settings(notes=NoteSettings(first_citation="chapter" if fresh else "document"))
    return made(blocks, {}, style(name), ITEMS, wished)


def finished(made: Made) -> list[dict[str, Any]]:
    return [block for blocks in made[1] for block in blocks]


few = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@few
@given(book, st.booleans())
def test_forms_follow_the_rule_in_the_words_that_are_printed(
    chapters: list[list[Paragraph]], fresh: bool
) -> None:
    cited = made_of(chapters, "chicago-ibid", fresh)
    expected = expected_forms(chapters, fresh)
    assert [use.form for use in cited[0].uses] == expected
    printed = [one for one in tree.elements(finished(cited), "Span") if tree.has_class(one, "citation")]
    keys = [key for one in printed for key in (tree.attribute(one, "data-cites") or "").split()]
    assert keys == [use.key for use in cited[0].uses]
    at = 0
    for one in printed:
        count = len((tree.attribute(one, "data-cites") or "").split())
        words, uses = tree.stringify(one), cited[0].uses[at : at + count]
        assert len(re.findall("ibid", words, re.IGNORECASE)) == sum(use.form == "ibid" for use in uses)
        assert sum(words.count(FULL[key]) for key in {use.key for use in uses}) == sum(
            use.form == "full" for use in uses
        )
        at += count


@few
@given(book, st.sampled_from(["chicago-ibid", "mhra", "oscola", "apa", "nature"]))
def test_no_word_is_lost_and_every_note_closes_once(chapters: list[list[Paragraph]], name: str) -> None:
    cited = made_of(chapters, name, False)
    _, words = blocks_of(chapters)
    text = tree.stringify(finished(cited), notes=True)
    assert [word for word in words if text.count(word) != 1] == []
    if name not in ("apa", "nature"):  # there notes are the author's own business
        assert sorted(re.findall(r"Q\d+q", text), key=lambda word: int(word[1:-1])) == words
        notes = [note_words(one["c"]) for one in tree.elements(finished(cited), "Note")]
        assert len(notes) == sum(len(paragraphs) for paragraphs in chapters)
        for one in notes:
            assert ".." not in one
            assert ".”." not in one
            assert "[typed]" not in one
            assert one[-1] in ".?”" or re.search(r"Q\d+q\W*$", one), one


@pytest.mark.parametrize("name", ["chicago", "mhra", "apa"])
def test_same_text_gives_the_same_tree(name: str) -> None:
    chapters = [
        [Paragraph(Here((Work("smith2000", 4),))), Paragraph(note=(Here((Work("lee2010", None),)), "."))]
    ]
    first, second = made_of(chapters, name, False), made_of(chapters, name, False)
    assert first == second

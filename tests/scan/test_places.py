"""Every item stands where the author would point to, and the blanked text keeps its lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Place, Source
from pipeline.scan import scan

TEXT = """\
# The port {#port}

> Said the mayor.[^1] See
> [there](#port), [@rabe1988, 12].

- a list
    - ![The quay](quay 2.png)

[^1]: A letter `[^2]`.

    Its second page, @keller2015.

::: epigraph
Words.
:::
"""


def at(line: int, column: int) -> Place:
    return Place("a.md", line, column)


def test_lines_and_columns_are_those_of_the_file() -> None:
    found = scan(Source("a.md", TEXT))
    assert [(one.label, one.place) for one in found.calls] == [("1", at(3, 18))]
    assert [(one.label, one.place) for one in found.definitions] == [("1", at(9, 1))]
    assert [(one.key, one.place, one.inside) for one in found.citations] == [
        ("rabe1988", at(4, 20), None),
        ("keller2015", at(11, 22), "1"),
    ]
    assert [(one.target, one.alt, one.place) for one in found.images] == [
        ("quay%202.png", "The quay", at(7, 7))
    ]
    assert [(one.target, one.place) for one in found.links] == [("#port", at(4, 3))]
    assert [(one.level, one.text, one.id, one.place) for one in found.headings] == [
        (1, "The port", "port", at(1, 3))
    ]
    assert [(one.opens, one.matched, one.place) for one in found.fences] == [
        (True, True, at(13, 1)),
        (False, True, at(15, 1)),
    ]


def test_ids_of_headings_are_those_that_pandoc_gives() -> None:
    found = scan(Source("a.md", "# 1. The Port's *fall*!\n\n# War\n\n# War\n\n# 1914\n"))
    assert [one.id for one in found.headings] == ["the-ports-fall", "war", "war-1", "section"]


@given(st.text(alphabet="ab @[]^!(){}`$\\<>:#-*1.\n\t|~=\"'\x00é", max_size=200))
def test_any_text_is_scanned_and_keeps_its_length_and_lines(text: str) -> None:
    found = scan(Source("a.md", text))
    assert len(found.text) == len(text)
    assert [len(line) for line in found.text.split("\n")] == [len(line) for line in text.split("\n")]
    items = (*found.calls, *found.citations, *found.images, *found.links, *found.paragraphs)
    for one in items:
        assert 0 <= one.at <= one.end <= len(text)
        assert found.place(one.at) == one.place
    for call in found.calls:
        assert text[call.at] in "[^"
    for citation in found.citations:
        assert text[citation.at] == "@"

"""No page of the examples begins with the last line of a paragraph, or ends with its first."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline import build
from pipeline.weasy import report
from pipeline.weasy.internals import boxes
from pipeline.weasy.strip import key
from tests.support import EXAMPLES, Silent

from .test_notes import printed

Paragraph = tuple[Any, int]  # its box, and how many of its lines


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, list[Any]]]:
    """The context and the pages of every unit that is laid out."""
    found, on_notes = [], report.on_notes

    def kept(context: Any, pages: Any) -> Any:
        found.append((context, list(pages)))
        return on_notes(context, pages)

    monkeypatch.setattr(report, "on_notes", kept)
    monkeypatch.setattr(build, "_press", lambda _: contextlib.nullcontext())
    return found


def lines(box: Any, holder: Any = None) -> Iterator[Any]:
    """The paragraph around every line of the flow."""
    if isinstance(box, boxes.LineBox):
        yield holder
    elif not (box.is_absolutely_positioned() or box.is_running() or box.is_floated()):
        for child in getattr(box, "children", ()):
            if isinstance(child, boxes.Box):
                yield from lines(child, box)


def alone(pages: list[Any]) -> list[str]:
    """The pages between which a paragraph leaves fewer lines than its style allows."""
    found, before = [], []
    for number, page in enumerate(pages, 1):
        here = list(lines(page.children[0]))
        if before and here and key(before[-1]) == key(here[0]):
            above, below = (sum(key(box) == key(here[0]) for box in part) for part in (before, here))
            style = here[0].style
            if above < style["orphans"] or below < style["widows"]:
                found.append(f"{number - 1}/{number}: {above} + {below} lines")
        before = here
    return found


@pytest.mark.parametrize(
    ("name", "style"),
    [("book", "book"), *(("specimen", style) for style in ("essay", "book", "journal", "thesis"))],
)
def test_no_line_of_the_examples_stands_alone(name: str, style: str, tmp_path: Path, laid_out):
    root = tmp_path / name
    shutil.copytree(EXAMPLES / name, root)
    for path in root.glob("manuscript/*.*"):
        if path.suffix in (".md", ".yaml") and "\noctavo:\n" in (text := path.read_text("utf-8")):
            words = text.replace("  style: book\n", "")
            path.write_text(words.replace("\noctavo:\n", f"\noctavo:\n  style: {style}\n", 1), "utf-8")
    assert build.build(root, Silent(), kinds=["pdf"], keeping=False, prove=False).files
    assert len(laid_out) > 0
    assert [alone(pages) for _, pages in laid_out] == [[]] * len(laid_out)


def test_only_the_paragraph_at_the_end_of_the_page_may_leave_a_line_alone(laid_out):
    printed("<p>one</p><p>two</p>")
    ((context, _),) = laid_out
    first, second = (box for box in context.originals.values() if box.element_tag == "p")
    assert first.style is second.style  # paragraphs alike share theirs
    context.loosen(first)
    assert [box.style["orphans"] for box in (first, second)] == [1, 2]
    context.restore_styles()
    assert first.style is second.style

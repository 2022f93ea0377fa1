"""No page of the examples begins with the last line of a paragraph, or ends with its first."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import build
from tests.support import EXAMPLES, Silent

from . import laid
from .test_notes import printed


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[laid.Unit]]:
    """All that is laid out."""
    monkeypatch.setattr(build, "_press", lambda *_: contextlib.nullcontext())
    with laid.units() as found:
        yield found


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
    assert [laid.alone(pages) for _, pages in laid_out] == [[]] * len(laid_out)


def test_only_the_paragraph_at_the_end_of_the_page_may_leave_a_line_alone(laid_out):
    printed("<p>one</p><p>two</p>")
    ((context, _),) = laid_out
    first, second = (box for box in context.originals.values() if box.element_tag == "p")
    assert first.style is second.style  # paragraphs alike share theirs
    context.loosen(first)
    assert [box.style["orphans"] for box in (first, second)] == [1, 2]
    context.restore_styles()
    assert first.style is second.style

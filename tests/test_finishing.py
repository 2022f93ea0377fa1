"""A chapter that has not changed is taken from what was kept, and is the very same."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from pipeline import cores, project, text
from pipeline.cache import Cache
from pipeline.model import Manuscript

BIB = """
@book{smith, author = {Smith, Ann}, title = {Ships}, publisher = {Harbour Press}, date = 1999}
@book{lee, author = {Lee, Bo}, title = {Sails}, publisher = {Harbour Press}, date = 2001}
"""
CHAPTERS = {
    "01-one.md": '# One {#one}\n\n"Ay"[^a] of [@smith, 4], again[^a].\n\n[^a]: See [@lee, 3] and *more*.\n\n'
    "# Between\n\nNo note at all, see [there](#one).\n",
    "02-two.md": "# Two {#one}\n\nAs in [see n. @note:a], and [@smith, 5].[^b] [A link^[Its note.]](#one)\n\n"
    "[^b]: A note of [@smith, 5; @lee].\n",
    "03-three.md": "Words before a heading.^[Inline @lee.]\n\n# Three\n\n::: {#refs}\n:::\n",
}
HEADERS = {
    "plain": "",
    "by chapter": "octavo:\n  notes:\n    numbering: chapter\n",
    "author and date": "octavo:\n  csl: apa\n",
}


def finished(root: Path, kept: Cache) -> Manuscript:
    found, findings = project.read(root)
    assert found is not None
    made = text.finish(found, findings, lambda _: nullcontext(), kept).manuscript
    assert made is not None
    return made


@pytest.fixture(params=list(HEADERS))
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    (tmp_path / "references.bib").write_text(BIB, "utf-8")
    (tmp_path / "manuscript").mkdir()
    for number, (name, words) in enumerate(CHAPTERS.items()):
        words = words if number else f"---\ntitle: Ships\n{HEADERS[request.param]}---\n\n{words}"
        (tmp_path / "manuscript" / name).write_text(words, "utf-8")
    return tmp_path


def test_kept_chapters_are_the_same_as_new_ones(root: Path):
    kept = Cache.of(root)
    new, again = finished(root, kept), finished(root, kept)
    assert [one.digest for one in again.chapters] == [one.digest for one in new.chapters]
    assert again == new == finished(root, Cache(None))
    assert [note.blocks for note in again.notes] == [note.blocks for note in new.notes]
    assert len(new.notes) == (4 if new.settings.csl == "apa" else 6)
    assert {note.label for note in new.notes} == set(
        "123" if new.settings.notes.numbering == "chapter" else "123456"[: len(new.notes)]
    )


def test_chapters_are_the_same_whoever_made_them(root: Path, monkeypatch: pytest.MonkeyPatch):
    alone = finished(root, Cache(None))
    monkeypatch.setenv("OCTAVO_WORKERS", "3")
    monkeypatch.setattr(cores, "WORTH", 10)
    kept = Cache.of(root)
    assert finished(root, Cache(None)) == finished(root, kept) == finished(root, kept) == alone


@pytest.mark.parametrize("name", list(CHAPTERS))
@pytest.mark.parametrize("more", ["\n\nMore.\n", "\n\nMore.[^z]\n\n[^z]: New, @lee.\n"])
def test_edited_book_is_the_same_as_a_new_one(root: Path, name: str, more: str):
    kept = Cache.of(root)
    finished(root, kept)
    path = root / "manuscript" / name
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    assert finished(root, kept) == finished(root, Cache(None))


def test_unchanged_chapter_is_not_taken_out_of_its_bytes(root: Path):
    kept = Cache.of(root)
    finished(root, kept)
    path = root / "manuscript" / "02-two.md"
    path.write_text(path.read_text("utf-8") + "\nMore.\n", "utf-8")
    first, *_ = finished(root, kept).chapters
    assert "blocks" not in vars(first)
    assert first.blocks[0]["t"] == "Header"

"""A manuscript may keep its notes in a file of their own."""

from __future__ import annotations

from pathlib import Path

from pipeline import build, tree
from tests.support import Silent


def project(root: Path, **files: str) -> Path:
    (root / "manuscript").mkdir()
    for name, text in files.items():
        (root / "manuscript" / f"{name}.md").write_text(text, "utf-8")
    return root


def codes(root: Path) -> list[str]:
    return [f"{one.place}: {one.code}" for one in build.check(root, Silent()).findings]


def test_notes_of_a_file_of_notes_reach_their_calls(tmp_path: Path):
    root = project(
        tmp_path,
        a1="# One\n\nA.[^x] B.[^y]\n",
        a2="# Two\n\nC.[^z]\n",
        zz="[^x]: Note x.\n\n    Its second paragraph.\n\n[^y]: Note y.\n\n[^z]: Note z.\n",
    )
    outcome = build.check(root, Silent())
    assert outcome.findings == ()
    assert outcome.manuscript is not None
    texts = [tree.stringify(list(note.blocks)) for note in outcome.manuscript.notes]
    assert texts == ["Note x.\nIts second paragraph.", "Note y.", "Note z."]
    assert [str(note.place) for note in outcome.manuscript.notes] == [
        "manuscript/a1.md:3:3",
        "manuscript/a1.md:3:10",
        "manuscript/a2.md:3:3",
    ]


def test_note_that_its_own_file_calls_is_not_lent(tmp_path: Path):
    root = project(tmp_path, a1="A.[^1]\n\n[^1]: Note.\n", a2="B.[^1]\n")
    assert codes(root) == ["manuscript/a2.md:1:3: note-undefined"]


def test_note_that_two_files_could_lend_is_not_lent(tmp_path: Path):
    root = project(tmp_path, a1="A.[^1]\n", y="[^1]: One.\n", z="[^1]: Another.\n")
    assert "manuscript/a1.md:1:3: note-undefined" in codes(root)

"""The cases of examples/citations/notes.yaml, read from the finished e-book and Word file.

Each case is a chapter of a book in its style and language; forms start afresh in every chapter.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline import build, proof
from pipeline.proof.stream import letters
from tests.support import EXAMPLES, Silent

CASES: dict[str, dict[str, Any]] = yaml.safe_load((EXAMPLES / "citations" / "notes.yaml").read_text("utf-8"))
# An unknown key stops the build of a book; this case is left to the tests of the parts.
STOPPED = [name for name, case in CASES.items() if "@nokey" in case["manuscript"]]
OWN = ("ibid", "short-notes-from-start", "bibliography")


def kind(case: Mapping[str, Any]) -> str:
    """What cases must share to stand in one book."""
    own = {key: case[key] for key in OWN if key in case}
    alone = case["manuscript"] if "# " in case["manuscript"] else ""  # a case with chapters is a book
    return json.dumps([case.get("style", "chicago"), case.get("metadata", {}), own, alone], sort_keys=True)


def books() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, case in CASES.items():
        if name not in STOPPED:
            found.setdefault(kind(case), []).append(name)
    return found


@cache
def printed(book: str, folder: Path) -> dict[str, dict[str, list[str]]]:
    """For each edition, the letters of the notes of each case."""
    style, metadata, own, alone = json.loads(book)
    settings = {**own, "notes": {"first-citation": "chapter"}}
    (folder / "manuscript").mkdir(parents=True)
    header = {"title": "Cases", "csl": style, "octavo": settings, **metadata}
    (folder / "manuscript" / "metadata.yaml").write_text(yaml.safe_dump(header), "utf-8")
    shutil.copy(EXAMPLES / "citations" / "references.bib", folder)
    for number, name in enumerate(books()[book]):
        head = "" if alone else f"# C{number}\n\n"
        path = folder / "manuscript" / f"{number:03}.md"
        path.write_text(f"{head}{CASES[name]['manuscript']}\n", "utf-8")
    outcome = build.build(folder, Silent(), kinds=["epub", "docx"])
    assert not outcome.failed(), outcome.findings
    assert outcome.manuscript is not None
    chapters = [note.chapter for note in outcome.manuscript.notes]
    editions: dict[str, dict[str, list[str]]] = {}
    for path in outcome.files:
        notes = proof.read(path.suffix[1:], path.read_bytes()).notes
        by_case: dict[str, list[str]] = {name: [] for name in books()[book]}
        for chapter, note in zip(chapters, notes, strict=True):
            # In Word the style's mark after a note's number is text: "1. ".
            by_case[books()[book][0 if alone else chapter]].append(note.text.lstrip(".)"))
        editions[path.suffix[1:]] = by_case
    return editions


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cases")


@pytest.mark.parametrize("edition", ["epub", "docx"])
@pytest.mark.parametrize("book", books(), ids=lambda book: "-".join(json.loads(book)[0].split()))
def test_cases_print_as_shown_in_the_finished_file(book: str, edition: str, folder: Path):
    found = printed(book, folder / str(list(books()).index(book)))[edition]
    for name in books()[book]:
        wanted = [letters(text.replace("\n- ", "\n")) for text in CASES[name]["notes"]]
        assert found[name] == wanted, name


def test_unknown_key_stops_the_book():
    assert STOPPED == ["undefined-key"]

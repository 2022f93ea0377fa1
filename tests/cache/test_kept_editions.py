"""What has not changed is not made again; nothing kept is trusted; warm and cold give the same bytes."""

from __future__ import annotations

import random
import re
import shutil
import threading
from pathlib import Path

import pytest

from pipeline import build, making, press
from pipeline.cache import FOLDER
from pipeline.house_style.ooxml import unpacked
from tests.support import HERE, Silent

TEXT = """---
title: Harbour and Archive
author: Ana García
date: 2024-05-01
lang: en-US
---

# One

The harbour was quiet.[^1].

![A square](square.png)

[^1]: See [@smith2000, 42].

# Two

The archive stood open.[^2] *Nobody* came.

[^2]: [@jones1999]; and again [@smith2000, 7].
"""
BIB = """@book{smith2000, author={Smith, John}, title={A Book}, publisher={Press}, date={2000}}
@book{jones1999, author={Jones, Ida}, title={Another}, publisher={Press}, date={1999}}
"""
PICTURES = HERE / "examples" / "errors" / "missing-image" / "manuscript"
WORDS = [*"harbour archive quiet letter [@smith2000] *open* --- “said” it’s 1914".split(), "[@jones1999, 3]"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "book"
    (root / "manuscript").mkdir(parents=True)
    (root / "manuscript" / "text.md").write_text(TEXT, "utf-8")
    (root / "references.bib").write_text(BIB, "utf-8")
    shutil.copy(PICTURES / "map.png", root / "square.png")
    return root


def made(root: Path, **options: bool) -> dict[str, bytes]:
    """The editions by their kinds."""
    outcome = build.build(root, Silent(), **options)
    assert len(outcome.files) == 3, outcome.findings
    return {path.suffix: path.read_bytes() for path in outcome.files}


def forbid(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError(f"{name} was called")

    monkeypatch.setattr(owner, name, never)


def test_nothing_changed_nothing_made(project: Path, monkeypatch: pytest.MonkeyPatch):
    first = build.build(project, Silent())
    times = [path.stat().st_mtime_ns for path in first.files]
    forbid(monkeypatch, build, "finish")
    second = build.build(project, Silent())
    assert (second.files, second.findings) == (first.files, first.findings)
    assert [path.stat().st_mtime_ns for path in second.files] == times


def test_comment_in_the_bibliography_makes_no_edition_again(project: Path, monkeypatch: pytest.MonkeyPatch):
    first = made(project)
    (project / "references.bib").write_text(f"% a remark\n{BIB}", "utf-8")
    forbid(monkeypatch, making, "_made")
    assert made(project) == first


def test_changed_or_nearer_picture_is_seen(project: Path):
    first = made(project)
    shutil.copy(HERE / "examples" / "specimen" / "manuscript" / "canon.png", project / "square.png")
    second = made(project)
    assert first[".epub"] != second[".epub"]
    shutil.copy(PICTURES / "map.png", project / "manuscript" / "square.png")
    assert made(project) == first


def test_damaged_cache_is_made_anew(project: Path):
    first = made(project)
    for number, path in enumerate(sorted((project / FOLDER).iterdir())):
        data = path.read_bytes()
        path.write_bytes((data[: len(data) // 2], b"", b"x" * len(data))[number % 3])
    shutil.rmtree(project / "build")
    assert made(project) == first


def test_without_a_cache_nothing_is_kept(project: Path):
    first = made(project, keeping=False)
    assert not (project / ".octavo").exists()
    assert made(project) == first


def test_two_builds_at_once_do_not_hurt_each_other(project: Path):
    results: list[dict[str, bytes]] = []
    builds = [threading.Thread(target=lambda: results.append(made(project))) for _ in range(2)]
    for one in builds:
        one.start()
    for one in builds:
        one.join()
    assert len(results) == 2
    assert results[0] == results[1] == made(project, keeping=False)


def test_page_process_prints_the_same_bytes(project: Path, monkeypatch: pytest.MonkeyPatch):
    with_press = made(project, keeping=False)
    forbid(monkeypatch, press.Press, "__init__")
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert made(project, keeping=False) == with_press


def edited(dice: random.Random, text: str) -> str:
    """The text after one edit: a sentence changed, added, moved or taken away."""
    lines = text.split("\n")
    at = dice.choice([n for n, line in enumerate(lines) if n > 6 and line and line[0] not in "#!["])
    words = re.findall(r"\[.*?\]\S*|\S+", lines[at])  # nothing is put into a citation
    new = " ".join(dice.choices(WORDS, k=dice.randint(1, 6)))
    where = dice.randrange(len(words) + 1)
    kind = dice.randrange(4)
    if kind == 0 and "[^" not in words[min(where, len(words) - 1)]:
        words[where : where + 1] = [new]
    elif kind == 1:
        lines.insert(at, f"{new}.\n")
    else:
        words.insert(where, new)
    lines[at] = " ".join(words) if kind != 1 else lines[at]
    return "\n".join(lines)


def test_warm_and_cold_give_the_same_bytes(project: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("os.cpu_count", lambda: 1)  # a process for the pages would only cost time here
    dice = random.Random(7)
    text = TEXT
    for number in range(20):
        text = edited(dice, text) if number % 5 else TEXT
        (project / "manuscript" / "text.md").write_text(text, "utf-8")
        warm = made(project)
        assert made(project, keeping=False) == warm, text


@pytest.mark.parametrize("more", ["still and ", "word " * 1500], ids=["no page moves", "pages move"])
def test_pages_in_words_contents_are_those_of_the_print(project: Path, more: str):
    path = project / "manuscript" / "text.md"
    path.write_text(TEXT.replace("lang: en-US\n", "lang: en-US\noctavo:\n  style: book\n"), "utf-8")
    made(project)
    path.write_text(path.read_text("utf-8").replace("was quiet", f"was {more}quiet"), "utf-8")
    warm = made(project)
    assert warm == made(project, keeping=False)
    assert b"PAGEREF" in unpacked(warm[".docx"])["word/document.xml"]

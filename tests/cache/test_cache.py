"""What is kept between two builds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import bibliography, build, cache
from pipeline.cache import Cache, kept_or_made
from pipeline.model import ToolFailed
from tests.support import Silent


def test_kept_data_come_back_by_kind_and_key(tmp_path: Path):
    kept = Cache(tmp_path / "cache")
    kept.put("one", b"key", b"data")
    assert kept.get("one", b"key") == b"data"
    assert kept.get("two", b"key") is None
    assert kept.get("one", b"other") is None


def test_without_a_folder_nothing_is_kept():
    kept = Cache(None)
    kept.put("one", b"key", b"data")
    assert kept.get("one", b"key") is None


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 40])
def test_damaged_file_is_as_if_it_were_not_there(tmp_path: Path, damage: bytes):
    kept = Cache(tmp_path)
    kept.put("one", b"key", b"data")
    next(tmp_path.glob("one-*")).write_bytes(damage)
    assert kept.get("one", b"key") is None
    kept.put("one", b"key", b"data")
    assert kept.get("one", b"key") == b"data"


def test_one_changed_letter_is_noticed(tmp_path: Path):
    kept = Cache(tmp_path)
    kept.put("one", b"key", b"data")
    file = next(tmp_path.glob("one-*"))
    file.write_bytes(file.read_bytes()[:-1] + b"e")
    assert kept.get("one", b"key") is None


def test_what_was_used_longest_ago_goes_first(tmp_path: Path):
    kept = Cache(tmp_path, most_bytes=1000)
    for number in range(4):
        kept.put("one", bytes([number]), b"x" * 300)
        for path in tmp_path.glob("one-*"):
            os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - 10**9))
    assert kept.get("one", b"\0") is None
    assert kept.get("one", b"\3") is not None
    assert sum(path.stat().st_size for path in tmp_path.glob("one-*")) <= 1000


def test_a_full_folder_is_not_looked_through_at_every_put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    looks: list[Path] = []
    files = cache._files

    def look(folder: Path) -> Iterator[tuple[int, int, Path]]:
        looks.append(folder)
        return files(folder)

    monkeypatch.setattr(cache, "_files", look)
    kept = Cache(tmp_path, most_bytes=100_000)
    for number in range(200):
        kept.put("one", b"%d" % number, b"x" * 1000)
    assert sum(path.stat().st_size for path in tmp_path.glob("one-*")) <= 100_000
    assert len(looks) < 60


def test_place_that_cannot_be_written_is_no_fault(tmp_path: Path):
    (tmp_path / "cache").write_text("a file, not a folder")
    kept = Cache(tmp_path / "cache")
    kept.put("one", b"key", b"data")
    assert kept.get("one", b"key") is None


def test_folder_that_leads_out_of_the_project_is_not_used(tmp_path: Path):
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    project.mkdir()
    elsewhere.mkdir()
    (project / ".octavo").symlink_to(elsewhere)
    assert Cache.of(project).folder is None


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two works cited of a bibliography that is large enough to be kept; one entry in it is faulty."""
    entry = "@book{{key{0}, author = {{Writer, Anna}}, title = {{Volume {0}}}, date = {{19{1:02}}}}}\n"
    entries = [entry.format(at, at % 100) for at in range(1500)]
    (tmp_path / "manuscript").mkdir()
    (tmp_path / "manuscript" / "m.md").write_text(
        "Read this [@key7] and that.[^1]\n\n[^1]: See [@key9, 3].\n"
    )
    (tmp_path / "references.bib").write_text("".join(entries) + "@book{key7, title = {Again}}\n")
    return tmp_path


def test_second_run_does_not_parse_and_says_the_same(project: Path, monkeypatch: pytest.MonkeyPatch):
    first = build.check(project, Silent())

    def never(*_: object) -> None:
        raise ToolFailed("the parser")

    monkeypatch.setattr(bibliography, "parse", never)
    second = build.check(project, Silent())
    assert second.manuscript == first.manuscript
    assert second.findings == first.findings
    assert any(one.code == "bib-key-duplicate" for one in second.findings)


def test_changed_bibliography_is_parsed_anew(project: Path):
    build.check(project, Silent())
    file = project / "references.bib"
    file.write_text(file.read_text().replace("Volume 9}", "Volume Nine}"))
    second = build.check(project, Silent())
    assert second.manuscript is not None
    assert "Volume Nine" in str(second.manuscript.notes[1].blocks).replace(
        "'}, {'t': 'Space'}, {'t': 'Str', 'c': '", " "
    )


def test_damaged_cache_is_made_anew(project: Path):
    first = build.check(project, Silent())
    files = list((project / ".octavo" / "cache").glob("bibliography-*"))
    assert len(files) == 1
    files[0].write_bytes(files[0].read_bytes()[:1000])
    second = build.check(project, Silent())
    assert second.manuscript == first.manuscript


def test_what_is_kept_in_another_shape_is_made_anew(tmp_path: Path):
    kept = Cache(tmp_path)
    kept.put("number", b"one", b"not a number")
    kept.put("number", b"two", b"2")
    asked = []

    def make(missing: list[int]) -> list[int]:
        asked.append(missing)
        return [1 for _ in missing]

    for _ in range(2):
        found = kept_or_made(kept, "number", [b"one", b"two"], make, lambda one: str(one).encode(), int)
        assert found == [1, 2]
    assert asked == [[0]]
    assert kept_or_made(None, "number", [b"one", b"two"], make, lambda one: str(one).encode(), int) == [1, 1]

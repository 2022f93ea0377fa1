"""What a build leaves behind: the right files, the same bytes, and nothing half-made."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import build, pandoc
from tests.support import HERE, Silent

ROOT = HERE.parent
TEXT = """---
title: Été à *Veracruz*
author: Ana García
date: 2024-05-01
lang: en-US
---

# One

Text.[^1] More "words" and a picture.

![A square](square.png)

[^1]: See [@smith2000, 42].
"""
BIB = "@book{smith2000, author={Smith, John}, title={A Book}, publisher={Press}, date={2000}}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project whose path has spaces and letters beyond ASCII."""
    root = tmp_path / "Mein Büro" / "книга 1"
    (root / "manuscript").mkdir(parents=True)
    (root / "manuscript" / "text.md").write_text(TEXT, "utf-8")
    (root / "references.bib").write_text(BIB, "utf-8")
    shutil.copy(
        HERE / "examples" / "errors" / "missing-image" / "manuscript" / "map.png",
        root / "manuscript" / "square.png",
    )
    return root


def octavo(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command, run as its users run it."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_three_editions_are_named_after_the_title(project: Path):
    done = octavo("build", cwd=project)
    assert done.returncode == 0, done.stderr
    names = ["ete-a-veracruz.docx", "ete-a-veracruz.epub", "ete-a-veracruz.pdf"]
    assert sorted(path.name for path in (project / "build").iterdir()) == names
    assert [line.rpartition("/")[2] for line in done.stdout.split()] == [names[2], names[1], names[0]]


def test_same_input_gives_the_same_bytes(project: Path, tmp_path: Path):
    for name, zone in (("one", "UTC"), ("two", "Asia/Tokyo")):
        target = str(tmp_path / name)
        done = octavo(
            "build",
            "--project",
            str(project),
            "--output",
            target,
            "--no-cache",
            cwd=tmp_path,
            TZ=zone,
            SOURCE_DATE_EPOCH="0",
        )
        assert done.returncode == 0, done.stderr
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_without_an_epoch_the_date_is_the_manuscripts(project: Path):
    text = build.read(project, Silent())
    assert text.manuscript is not None
    moment = build.created(text.manuscript, None)
    assert moment is not None
    assert moment.isoformat() == "2024-05-01T00:00:00+00:00"


def test_only_the_named_edition_is_made(project: Path, tmp_path: Path):
    done = octavo("build", "docx", "--output", str(tmp_path / "out"), "--quiet", cwd=project)
    assert done.returncode == 0, done.stderr
    assert [path.suffix for path in (tmp_path / "out").iterdir()] == [".docx"]


def test_full_disk_leaves_the_last_good_files(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    out = tmp_path / "out"
    out.mkdir()
    (out / "ete-a-veracruz.docx").write_bytes(b"the last good one")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    outcome = build.build(project, Silent(), kinds=["docx"], output=out)
    assert [finding.code for finding in outcome.findings if finding.level.value == "error"] == [
        "output-unwritable"
    ]
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {
        "ete-a-veracruz.docx": b"the last good one"
    }


@pytest.mark.parametrize("stage", ["read", "cite", "write"])
def test_killed_build_leaves_the_last_good_files(project: Path, tmp_path: Path, stage: str):
    out = tmp_path / "out"
    out.mkdir()
    (out / "ete-a-veracruz.pdf").write_bytes(b"the last good one")
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "build", "--output", str(out)],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.split()[:1] == [stage]:
            break
    process.kill()
    process.wait()
    process.stderr.close()
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {
        "ete-a-veracruz.pdf": b"the last good one"
    }


def test_error_in_the_text_is_exit_status_1(project: Path):
    (project / "references.bib").unlink()
    assert octavo("build", cwd=project).returncode == 1
    assert not (project / "build").exists()


def test_wrong_use_is_exit_status_2(project: Path):
    assert octavo("build", "odt", cwd=project).returncode == 2
    assert octavo("bild", cwd=project).returncode == 2


def test_missing_tool_is_exit_status_3(project: Path, tmp_path: Path):
    (tmp_path / "nothing").mkdir()
    (tmp_path / "nothing" / "weasyprint.py").write_text("raise ImportError('it is not there')")
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "build", "pdf"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "nothing"), str(ROOT)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert "hint:" in done.stderr


def test_broken_link_is_told_once_with_its_line(project: Path, tmp_path: Path):
    text = project / "manuscript" / "text.md"
    text.write_text(TEXT.replace("More", "[More](#nowhere)"), "utf-8")
    outcome = build.build(project, Silent(), kinds=("epub",), output=tmp_path)
    told = [one for one in outcome.findings if "#nowhere" in one.message]
    assert [(one.code, one.place and one.place.line) for one in told] == [("link-broken", 10)]


def test_warning_is_an_error_when_strict(project: Path):
    text = project / "manuscript" / "text.md"
    text.write_text(TEXT.replace("author:", "auhtor:"), "utf-8")
    assert octavo("check", cwd=project).returncode == 0
    assert octavo("check", "--strict", cwd=project).returncode == 1


def test_json_tells_one_finding_a_line(project: Path):
    text = project / "manuscript" / "text.md"
    text.write_text(TEXT.replace("square.png", "sqare.png"), "utf-8")
    done = octavo("check", "--json", cwd=project)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"code", "level", "message", "file", "line", "column", "hint"} == set(records[0])
    assert ("image-missing", "manuscript/text.md", 12) in [(r["code"], r["file"], r["line"]) for r in records]


def test_unwritable_output_is_told_before_the_work(project: Path, tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    outcome = build.build(project, Silent(), output=tmp_path / "file" / "build")
    assert [finding.code for finding in outcome.findings] == ["output-unwritable"]


def test_pandoc_is_the_version_that_was_tested():
    assert pandoc.version() == pandoc.VERSION


def test_finished_files_are_proved_at_any_later_time(project: Path):
    assert octavo("build", "epub", "docx", "--quiet", cwd=project).returncode == 0
    files = ["build/ete-a-veracruz.epub", "build/ete-a-veracruz.docx"]
    done = octavo("prove", *files, cwd=project)
    assert done.returncode == 0, done.stderr
    text = project / "manuscript" / "text.md"
    text.write_text(TEXT.replace("More", "No more"), "utf-8")
    done = octavo("prove", *files, "--json", cwd=project)
    assert done.returncode == 1
    assert {json.loads(line)["code"] for line in done.stdout.splitlines()} == {"proof-text"}
    assert "the file or the manuscript has changed" in done.stderr
    assert "“No more" in json.loads(done.stdout.splitlines()[0])["message"]


def test_fix_mends_what_is_safe_and_leaves_the_rest(project: Path):
    text = project / "manuscript" / "text.md"
    typed = TEXT.replace("More", "From 1914-1918  more").replace("\n", "\r\n")
    text.write_bytes(b"\xef\xbb\xbf" + typed.encode())
    done = octavo("check", "--fix", cwd=project)
    assert "+Text.[^1] From 1914–1918 more" in done.stdout
    assert text.read_bytes() == b"\xef\xbb\xbf" + typed.replace("1914-1918  ", "1914–1918 ").encode()


def test_only_the_findings_asked_for_are_told(project: Path):
    (project / "manuscript" / "text.md").write_text(TEXT.replace("[^1] More", "[^2] 1914-1918"), "utf-8")
    told = [
        json.loads(line)["code"]
        for line in octavo("check", "--json", "--select", "note", cwd=project).stdout.splitlines()
    ]
    assert sorted(set(told)) == ["note-undefined", "note-unused"]


def test_house_style_is_copied_once_and_never_over_ones_own(project: Path):
    assert octavo("style", "essay", "--eject", cwd=project).returncode == 0
    assert (project / "styles" / "essay.css").read_bytes() == (ROOT / "styles" / "essay.css").read_bytes()
    assert octavo("style", "essay", "--eject", cwd=project).returncode == 1
    assert "essay" in octavo("style", cwd=project).stdout


@pytest.mark.parametrize("kinds", [["pdf"], ["epub", "docx"], list(build.KINDS)], ids="-".join)
def test_text_too_deep_to_set_is_told(project: Path, kinds: list[str]):
    (project / "manuscript" / "text.md").write_text(">" * 1000 + " deep\n", "utf-8")
    outcome = build.build(project, Silent(), kinds=kinds, keeping=False)
    assert [one.code for one in outcome.findings] == ["manuscript-too-deep"]
    assert not (project / "build").exists()


@pytest.mark.parametrize("kinds", [["pdf"], list(build.KINDS)], ids="-".join)
def test_text_too_deep_to_lay_out_is_told(project: Path, kinds: list[str]):
    (project / "manuscript" / "text.md").write_text(">" * 300 + " deep\n", "utf-8")
    outcome = build.build(project, Silent(), kinds=kinds, keeping=False)
    assert "manuscript-too-deep" in [one.code for one in outcome.findings]
    assert not (project / "build").exists()


def test_knot_of_brackets_is_given_up(project: Path, monkeypatch: pytest.MonkeyPatch):
    (project / "manuscript" / "text.md").write_text("[" * 40 + "a\n", "utf-8")
    monkeypatch.setattr(pandoc, "PATIENCE", 0.5)
    assert [one.code for one in build.check(project, Silent()).findings] == ["manuscript-too-slow"]


def test_fault_of_ours_is_told_without_a_traceback(project: Path):
    code = "import pipeline.build as b; b.check = None; from pipeline.__main__ import main; main(['check'])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OCTAVO_DEBUG": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert "[internal]" in done.stderr


def test_stages_of_a_check_are_shown_while_they_last(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    from pipeline.__main__ import Stages

    for is_terminal, told in ((True, "  read       …\r\x1b[K"), (False, "")):
        monkeypatch.setattr(sys.stderr, "isatty", lambda is_terminal=is_terminal: is_terminal)
        with Stages(quiet=False, passing=True).stage("read"):
            pass
        assert capsys.readouterr().err == told

"""A file that cannot be proved never takes the place of a good one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline import build, proof, watch
from pipeline.__main__ import octavo
from pipeline.making import Begun, complete
from pipeline.model import Edition, Finding
from tests.support import Silent

from .surgery import replaced

DAMAGE = replaced("word/document.xml", "nothing lost", "nothing")


def project(root: Path) -> Path:
    (root / "manuscript").mkdir()
    (root / "manuscript" / "manuscript.md").write_text("---\ntitle: One\n---\n\nA page, nothing lost.\n")
    return root


def lossy(begun: Begun, *rest: Any) -> tuple[list[Edition], list[Finding]]:
    """The editions, each with a word lost, and what their proof says."""
    editions, findings = complete(begun, *rest)
    editions = [replace(one, data=DAMAGE(one.data)) for one in editions]
    book = begun.book
    found = proof.prove(editions, book.manuscript, book.sources, book.stylesheet)
    return editions, [*findings, *(found if book.prove else ())]


def test_unproven_file_is_named_so_and_the_good_one_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = project(tmp_path)
    assert not build.build(root, Silent(), kinds=["docx"], keeping=False).failed()
    good = (root / "build" / "one.docx").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(build, "complete", lossy)
        outcome = build.build(root, Silent(), kinds=["docx"], keeping=False)
    assert outcome.failed()
    assert [one.code for one in outcome.findings if one.code.startswith("proof-")] == ["proof-text"]
    assert (root / "build" / "one.docx").read_bytes() == good
    assert [path.name for path in outcome.files] == ["one.unproven.docx"]
    assert outcome.files[0].read_bytes() == DAMAGE(good)
    assert not build.build(root, Silent(), kinds=["docx"], keeping=False).failed()
    assert sorted(path.name for path in (root / "build").iterdir()) == ["one.docx"]


def test_whose_fault_it_is_is_said_once_and_the_watch_tells_that_nothing_was_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    root = project(tmp_path)
    monkeypatch.setattr(build, "complete", lossy)
    done = CliRunner().invoke(octavo, ["build", "docx", "--no-cache", "--project", str(root)])
    assert done.exit_code == 1
    assert done.output.count("please report it") == 1
    outcome = build.build(root, Silent(), kinds=["docx"], keeping=False)
    monkeypatch.setattr(watch, "watch", lambda *_, **__: iter([watch.Built(outcome, 1.0, 4)]))
    done = CliRunner().invoke(octavo, ["watch", "docx", "--project", str(root)])
    assert "nothing was built in 1.0 s. Waiting" in done.output


def test_without_proof_the_file_is_built_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(build, "complete", lossy)
    outcome = build.build(project(tmp_path), Silent(), kinds=["docx"], prove=False)
    assert [path.name for path in outcome.files] == ["one.docx"]

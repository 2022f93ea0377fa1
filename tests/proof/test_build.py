"""A file that cannot be proved never takes the place of a good one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import build
from tests.support import Silent

from .surgery import replaced

DAMAGE = replaced("word/document.xml", "nothing lost", "nothing")


def project(root: Path) -> Path:
    (root / "manuscript").mkdir()
    (root / "manuscript" / "manuscript.md").write_text("---\ntitle: One\n---\n\nA page, nothing lost.\n")
    return root


def test_unproven_file_is_named_so_and_the_good_one_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = project(tmp_path)
    assert not build.build(root, Silent(), kinds=["docx"]).failed()
    good = (root / "build" / "one.docx").read_bytes()
    make = build.make
    monkeypatch.setattr(build, "make", lambda *args: _lossy(make, args))
    outcome = build.build(root, Silent(), kinds=["docx"])
    assert outcome.failed()
    assert [one.code for one in outcome.findings if one.code.startswith("proof-")] == ["proof-text"]
    assert (root / "build" / "one.docx").read_bytes() == good
    assert (root / "build" / "one.unproven.docx").read_bytes() == DAMAGE(good)
    monkeypatch.setattr(build, "make", make)
    assert not build.build(root, Silent(), kinds=["docx"]).failed()
    assert sorted(path.name for path in (root / "build").iterdir()) == ["one.docx"]


def test_without_proof_the_file_is_built_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    make = build.make
    monkeypatch.setattr(build, "make", lambda *args: _lossy(make, args))
    assert not build.build(project(tmp_path), Silent(), kinds=["docx"], prove=False).failed()


def _lossy(make: object, args: tuple[object, ...]) -> object:
    """The editions, each with a word lost."""
    editions, findings = make(*args)  # type: ignore[operator]
    return [replace(one, data=DAMAGE(one.data)) for one in editions], findings

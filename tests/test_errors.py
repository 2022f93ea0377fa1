"""Each folder in examples/errors is a project with a mistake; expected.txt is what the author is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import build, messages
from tests.support import EXAMPLES, Silent, expect

CASES = sorted(path for path in (EXAMPLES / "errors").iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_mistake_is_told_with_its_place_and_a_way_out(case: Path):
    outcome = build.check(case, Silent())
    expect(messages.text(outcome.findings).replace(str(case), "PROJECT"), case / "expected.txt")


@pytest.mark.parametrize(
    "case", [case for case in CASES if "error:" in (case / "expected.txt").read_text()], ids=lambda p: p.name
)
def test_mistake_leaves_no_file(case: Path, tmp_path: Path):
    outcome = build.build(case, Silent(), output=tmp_path)
    assert outcome.failed()
    assert list(tmp_path.iterdir()) == []

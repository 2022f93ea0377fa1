"""What a message proposes is about the author's own slip."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.checks import run
from tests.checks.desk import case


@pytest.mark.parametrize(
    ("first", "second", "hint"),
    [
        ("A.[^1] B.[^3]\n\n[^1]: One.\n\n[^22]: Two.\n", "", "the note [^22] of this file is never called"),
        ("A.[^1]\n", "B.[^1]\n\n[^1]: Of this file.\n", "write the note below its paragraph"),
    ],
)
def test_a_note_that_is_not_there_is_looked_for_among_those_not_called(
    tmp_path: Path, first: str, second: str, hint: str
):
    for name, text in (("a.md", first), ("b.md", second)):
        (tmp_path / name).write_text(text, "utf-8")
    found = run(case([tmp_path / "a.md", tmp_path / "b.md"], []))
    (one,) = (one for one in found if one.code == "note-undefined")
    assert (one.hint or "").startswith(hint)

"""Every example of tests/examples/citations: a manuscript in, the words of its text and notes out."""

from functools import cache
from typing import Any

import pytest
import yaml
from desk import EXAMPLES, cite, settings

from pipeline import pandoc

CASES: dict[str, dict[str, Any]] = {}
for path in sorted(EXAMPLES.glob("*.yaml")):
    CASES |= {f"{path.stem}/{name}": case for name, case in yaml.safe_load(path.read_text("utf-8")).items()}


@cache
def readings() -> dict[str, pandoc.Reading]:
    """All the manuscripts, read in one run of pandoc."""
    return dict(zip(CASES, pandoc.read((), [case["manuscript"] for case in CASES.values()]), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_example_prints_as_shown(name: str) -> None:
    case = CASES[name]
    printed = cite(
        "", case.get("style", "chicago"), settings(case), case.get("metadata"), reading=readings()[name]
    )
    expected = {key: case[key] for key in ("text", "notes", "entries") if key in case}
    assert {key: getattr(printed, key) for key in expected} == expected
    if "forms" in case:
        assert [use.form for use in printed.cited.uses] == case["forms"]

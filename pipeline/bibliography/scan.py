"""The text of one entry -> its fields with their places, as much as can be read, and what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.bibliography.store import Slice, Text
from pipeline.bibliography.values import Value, read_value
from pipeline.model import Finding, Level, Place

_HEAD = re.compile(r"@\s*(\w+)\s*(?:\{([^,={}\"\n]*?)\s*(?=[,=}\n]|$)|\(([^,={}\"\n]*?)\s*(?=[,=)\n]|$))")
_NAME = re.compile(r'([^=,{}"#%\n]+?)\s*=')
_NAME_ALONE = re.compile(r'([A-Za-z][\w:+.\-]*)\s*(?=[{"])')
_GOOD_NAME = re.compile(r"[\w:+.\-/]+")
_COMMENT = re.compile(r"%[^\n]*")
# The next field inside a value: the sign that a brace or quotation mark was forgotten before it.
_NEXT_FIELD = re.compile(
    r",?[ \t]*\r?\n\s*(?:author|editor|title|subtitle|booktitle|journal|journaltitle|date|year|month"
    r'|publisher|location|address|pages|volume|number|series|edition|url|doi|isbn|note|archive)\s*=\s*[{"\w]',
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field as typed: its name in lower case, its text, where its name stands in the entry's text."""

    name: str
    value: str
    at: int


@dataclass(frozen=True, slots=True)
class Scan:
    """What an entry's text holds."""

    kind: str
    key: str
    fields: tuple[Field, ...]
    findings: tuple[Finding, ...]
    closed: bool


def place(text: Text, where: Slice, at: int) -> Place:
    """The place of the character `at` of an entry's text (lines and columns from 1)."""
    line_start = text.text.rfind("\n", where.start, where.start + at) + 1
    line = where.line + text.text.count("\n", where.start, where.start + at)
    column = where.start + at - line_start + 1 if line_start else where.column + at
    return Place(text.file, line, column)


# A value in the quotation marks that word processors make of straight ones, as far as its line goes.
_CURLY = re.compile(r"\s*([“”„‟])(.*?)[“”]?(?=\s*,?[ \t]*(?:\n|\Z)|\s*\}\s*\Z)")


class _Scanner:
    """Walks through one entry; gathers fields and findings."""

    def __init__(self, text: Text, where: Slice) -> None:
        self.text = text
        self.where = where
        self.raw = text.text[where.start : where.end]
        self.at = 0
        self.fields: list[Field] = []
        self.findings: list[Finding] = []

    def say(
        self, code: str, at: int, message: str, hint: str | None = None, level: Level = Level.ERROR
    ) -> None:
        self.findings.append(Finding(code, level, message, place(self.text, self.where, at), hint))

    def scan(self) -> Scan:
        head = _HEAD.match(self.raw)
        kind, key = (head[1].lower(), (head[2] or head[3] or "").strip()) if head else ("", "")
        self.at = head.end() if head else len(self.raw)
        if head and self.raw[self.at : self.at + 1] == "=":
            # No key, but a field at once: go back to its name.
            key, self.at = "", max(head.start(2), head.start(3))
        closed = self.run()
        return Scan(kind, key, tuple(self.fields), tuple(self.findings), closed)

    def run(self) -> bool:
        """Read fields to the entry's end; whether its closing bracket was found."""
        first = True
        while True:
            commas = self.skip()
            if self.at >= len(self.raw):
                return False
            if self.raw[self.at] in "})":
                return True
            if commas > 1 or (commas == 0 and not first):
                code, message, hint = (
                    ("bib-comma-extra", "two commas in a row", "delete one")
                    if commas > 1
                    else (
                        "bib-comma-missing",
                        "a comma is missing at the end of this field",
                        "put a comma here: author = {…},",
                    )
                )
                self.say(code, self.before() - (commas > 1), message, hint)
            self.field()
            first = False

    def skip(self) -> int:
        """Pass white space, commas and comment lines; how many commas there were."""
        commas = 0
        while self.at < len(self.raw):
            letter = self.raw[self.at]
            if letter == "%":
                comment = _COMMENT.match(self.raw, self.at)
                self.at = comment.end() if comment else self.at + 1
            elif letter == "," or letter.isspace():
                commas += letter == ","
                self.at += 1
            else:
                break
        return commas

    def before(self) -> int:
        """Where the text before the present spot ended."""
        return len(self.raw[: self.at].rstrip())

    def field(self) -> None:
        name = _NAME.match(self.raw, self.at)
        alone = None if name else _NAME_ALONE.match(self.raw, self.at)
        if alone:
            self.say(
                "bib-equals-missing",
                self.at,
                f"'=' is missing after '{alone[1]}'",
                f"write  {alone[1]} = {{…}}",
            )
        found = name or alone
        if not found:
            self.say("bib-syntax", self.at, "expected a field like  title = {…}")
            self.at = self.after_rubbish()
            return
        if not _GOOD_NAME.fullmatch(found[1]):
            hint = "a field's name is one word, as author, publisher or location"
            message = f"'{found[1]}' cannot be a field's name"
            self.say("bib-field-name", self.at, message, hint, Level.WARNING)
        curly = _CURLY.match(self.raw, found.end())
        if curly:
            hint = "curly quotation marks hold no value: put it in braces, {…}"
            self.say("bib-quotes-curly", curly.start(1), f"the value of '{found[1]}' stands in “…”", hint)
            self.fields.append(Field(found[1].lower(), curly[2], self.at))
            self.at = curly.end()
            return
        start, value = self.at, read_value(self.raw, found.end(), self.text.strings)
        value = self.cut(found[1], start, found.end(), value)
        self.tell(value)
        self.fields.append(Field(found[1].lower(), value.text, start))
        self.at = max(value.end, found.end())

    def after_rubbish(self) -> int:
        """Where reading can go on: at the next comma or line."""
        ends = [end for end in (self.raw.find(",", self.at), self.raw.find("\n", self.at)) if end > 0]
        return max(min(ends), self.at + 1) if ends else len(self.raw)

    def cut(self, name: str, start: int, begin: int, value: Value) -> Value:
        """A value that ran over the next fields, cut before them."""
        runs_over = _NEXT_FIELD.search(self.raw, begin, value.end) if "=" in value.text else None
        if value.closed and not runs_over:
            return value
        self.say(
            "bib-brace-missing",
            start,
            f"the value of '{name}' is not closed",
            "a closing brace or quotation mark is missing at its end",
        )
        if not runs_over:
            return value
        text = self.raw[begin : runs_over.start()].strip().lstrip('{"').rstrip('},"')
        return Value(text, runs_over.start())

    def tell(self, value: Value) -> None:
        for name, at in value.undefined:
            hint = f'define it: @string{{{name} = "…"}}, or put the words in braces: {{{name}}}'
            self.say("bib-string-undefined", at, f"no @string is named '{name}'", hint)
        if value.unjoined is not None:
            self.say("bib-syntax", value.unjoined, "two values stand side by side", "join them with #")


def scan(text: Text, where: Slice) -> Scan:
    """The entry at `where`: kind, key, fields in order; never fails."""
    return _Scanner(text, where).scan()

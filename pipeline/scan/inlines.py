"""A run of text -> its note calls, citations, pictures, links and raw parts.

Offsets here count within the run; the caller knows where they stand in the source.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pipeline.scan.blocks import FILL, NOTE, label_of

# A citation's key (pandoc's manual, "Citation syntax"): inner marks must be followed by a letter or digit.
_KEY = re.compile(r"@(?:((?:\w|\*)(?:\w|[:.#$%&\-+?<>~/](?=\w)|[:/](?=/))*)|\{)")
_TOKEN = re.compile(r"[\\`$<\[\]@!^]")
_TICKS = re.compile(r"`+")
ATTRIBUTES = re.compile(
    r"\{\s*(?:(?:#[^\s{}]+|\.[^\s{}=]+|=[\w-]+|-"
    r"|[A-Za-z_:][\w:.-]*=(?:\"[^\"]*\"|'[^']*'|[^\s{}\"']*))(?=[\s}])\s*)*\}"
)
_ID = re.compile(r"[{\s]#([^\s{}]+)")
_MATH = re.compile(r"\$(?![\s$])(?:[^\s\\$]|\\.|\s+(?![\s$]))+\$(?!\d)", re.S)
_DISPLAY = re.compile(r"\$\$(?:[^$\\]|\\.|\$(?!\$))+\$\$", re.S)
_LATEX = re.compile(r"\\[A-Za-z]+\*?[ \t]*")
_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\[\]]*|[^\s<>@\\]+@[^\s<>@]+)>")
_TAG = re.compile(
    r"</[A-Za-z][\w:-]*\s*>|<\?.*?\?>"
    r"|<[A-Za-z][\w:-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*\s*/?>",
    re.S,
)
_TARGET = re.compile(
    r"\([ \t]*(?:<((?:[^<>\\]|\\.)*)>|((?:[^\s()\\]|\\.|\((?:[^()\s\\]|\\.)*\)|[ \t]*\n[ \t]*(?![\"'\n])"
    r"|[ \t]+(?![\"')\s]))*))"
    r"(?:\s+(?:\"(?:[^\"\\]|\\.|\"(?!\s*\)))*\"|'(?:[^'\\]|\\.|'(?!\s*\)))*'))?[ \t]*\)",
    re.S,
)
_LABEL = re.compile(r"[ ]?\[((?:[^\[\]\\]|\\.)*)\]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# No argument in braces is longer; a knot of open braces must not cost minutes.
_LONGEST = 2000
_UNSAFE = re.compile(r"[\s<>|\"{}\[\]^`]")


@dataclass(slots=True)
class Inlines:
    """What one run holds; ranges count within it. A call's label is None where the note is inline."""

    calls: list[tuple[int, int, str | None, str | None]] = field(default_factory=list)
    citations: list[tuple[int, int, str, str | None]] = field(default_factory=list)
    images: list[tuple[int, int, str, str, str | None]] = field(default_factory=list)
    links: list[tuple[int, int, str, str | None]] = field(default_factory=list)
    ids: list[tuple[int, int, str]] = field(default_factory=list)
    raws: list[tuple[int, int, str]] = field(default_factory=list)
    blanks: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A bracket that waits to be closed: "[", "![" or "^["; how many calls had been found before it."""

    kind: str
    at: int
    begin: int
    calls: int


def target_of(typed: str) -> str:
    """A link's target as pandoc gives it: escapes undone, spaces and unsafe characters as %20."""
    plain = html.unescape(_ESCAPE.sub(r"\1", " ".join(typed.split())))
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", plain)


class _Reader:
    """Walks once through a run, from one telling character to the next."""

    def __init__(
        self, text: str, references: Mapping[str, str], examples: set[str], inside: str | None
    ) -> None:
        self.text = text
        self.references = references
        self.examples = examples
        self.inside = inside
        self.found = Inlines()
        self.open: list[_Open] = []
        self.no_ticks: set[int] = set()

    def read(self) -> Inlines:
        """Everything in the run."""
        steps: Mapping[str, Callable[[int], int]] = {
            "\\": self.backslash,
            "`": self.code,
            "$": self.math,
            "<": self.angle,
            "[": self.bracket,
            "]": self.close,
            "@": self.citation,
            "!": self.image,
            "^": self.caret,
        }
        at = 0
        while token := _TOKEN.search(self.text, at):
            at = steps[token[0]](token.start())
        return self.found

    def blank(self, start: int, end: int) -> None:
        self.found.blanks.append((start, end))

    def where(self) -> str | None:
        """The note that the reader is in."""
        return "^" if any(one.kind == "^[" for one in self.open) else self.inside

    # ---- what is not read as text

    def backslash(self, at: int) -> int:
        latex = _LATEX.match(self.text, at)
        if not latex:
            if self.text[at + 1 : at + 2] != "\n":
                self.blank(at, at + 1)
            return at + 2
        end = latex.end()
        while self.text[end : end + 1] in ("{", "["):
            after = balanced(self.text, end)
            if not after:
                break
            end = after
        self.found.raws.append((at, end, "tex"))
        self.blank(at, end)
        return end

    def code(self, at: int) -> int:
        marks = _TICKS.match(self.text, at)
        assert marks
        width = len(marks[0])
        if width not in self.no_ticks:
            if close := re.compile(f"(?<!`)`{{{width}}}(?!`)").search(self.text, marks.end()):
                return self.coded(at, close.end())
            self.no_ticks.add(width)
        return marks.end()

    def coded(self, at: int, end: int) -> int:
        if attributes := ATTRIBUTES.match(self.text, end):
            if attributes[0].startswith("{="):
                self.found.raws.append((at, attributes.end(), attributes[0][2:-1].strip()))
            self.identify(end, attributes[0])
            end = attributes.end()
        self.blank(at, end)
        return end

    def math(self, at: int) -> int:
        found = _DISPLAY.match(self.text, at) or _MATH.match(self.text, at)
        if not found:
            return at + 1
        self.blank(at, found.end())
        return found.end()

    def angle(self, at: int) -> int:
        if link := _AUTOLINK.match(self.text, at):
            self.found.links.append((at, link.end(), link[0][1:-1], self.where()))
            self.blank(at, link.end())
            return link.end()
        if tag := _TAG.match(self.text, at):
            self.found.raws.append((at, tag.end(), "html"))
            self.blank(at, tag.end())
            return tag.end()
        return at + 1

    # ---- brackets

    def bracket(self, at: int) -> int:
        if call := NOTE.match(self.text, at):
            self.found.calls.append((at, call.end(), call[1], self.where()))
            return call.end()
        return self.opened("[", at)

    def image(self, at: int) -> int:
        return self.opened("![", at) if self.text.startswith("![", at) else at + 1

    def caret(self, at: int) -> int:
        return self.opened("^[", at) if self.text.startswith("^[", at) else at + 1

    def opened(self, kind: str, at: int) -> int:
        begin = at + len(kind)
        self.open.append(_Open(kind, at, begin, len(self.found.calls)))
        return begin

    def close(self, at: int) -> int:
        if not self.open:
            return at + 1
        one = self.open.pop()
        if one.kind == "^[":
            self.found.calls.insert(one.calls, (one.at, at + 1, None, self.where()))
            return at + 1
        words = self.text[one.begin : at]
        target, end = self.target(words, at + 1)
        if target is None:
            return self.attributes(at + 1)
        end = self.attributes(end)
        self.blank(at + 1, end)
        if one.kind == "![":
            self.found.images.append((one.at, end, target_of(target), words, self.where()))
        else:
            self.found.links.append((one.at, end, target_of(target), self.where()))
        return end

    def target(self, words: str, at: int) -> tuple[str | None, int]:
        """Where the words in brackets lead, and the end of it; None where they are no link."""
        if self.text.startswith("(", at) and (found := _TARGET.match(self.text, at)):
            return (found[1] if found[1] is not None else found[2]), found.end()
        if not self.references:
            return None, at
        label = _LABEL.match(self.text, at)
        if label and (target := self.references.get(label_of(label[1] or words))) is not None:
            return target, label.end()
        return self.references.get(label_of(words)), at

    def attributes(self, at: int) -> int:
        """The end of the `{#id .name}` that stands here, if one does."""
        if self.text.startswith("{", at) and (found := ATTRIBUTES.match(self.text, at)):
            self.identify(at, found[0])
            self.blank(at, found.end())
            return found.end()
        return at

    def identify(self, at: int, attributes: str) -> None:
        if found := _ID.search(attributes):
            self.found.ids.append((at + found.start(1) - 1, at + found.end(1), found[1]))

    # ---- citations

    def citation(self, at: int) -> int:
        if at and self.follows_word(at):
            return at + 1
        found = _KEY.match(self.text, at)
        if not found:
            return at + 1
        key, end = found[1], found.end()
        if key is None:
            end = balanced(self.text, found.end() - 1)
            key = self.text[found.end() : end - 1]
            if not end or not key or re.search(r"\s", key):
                return at + 1
        if key not in self.examples:
            self.found.citations.append((at, end, key, self.where()))
        return end

    def follows_word(self, at: int) -> bool:
        """Whether the sign stands in the middle of a word, as in an e-mail address."""
        before = self.text[at - 1]
        if before == "." and not self.text.endswith("...", 0, at):
            return at < 2 or self.text[at - 2] != "\\"
        return before.isalnum()


def balanced(text: str, at: int) -> int:
    """The end of the brace or bracket that opens here; 0 where it is not closed."""
    opening, closing = text[at], {"{": "}", "[": "]"}[text[at]]
    depth = 0
    for found in re.compile(r"\\.|[" + re.escape(opening + closing) + "]", re.S).finditer(
        text, at, at + _LONGEST
    ):
        depth += (found[0] == opening) - (found[0] == closing)
        if not depth:
            return found.end()
    return 0


def read(text: str, references: Mapping[str, str], examples: set[str], inside: str | None) -> Inlines:
    """Everything in a run of text."""
    return _Reader(text.replace(FILL, " ") if FILL in text else text, references, examples, inside).read()

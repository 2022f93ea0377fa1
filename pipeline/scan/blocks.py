"""The text of a source -> its blocks: notes' definitions, headings, divisions, code, and runs of text.

Follows pandoc's Markdown reader (https://pandoc.org/MANUAL.html#pandocs-markdown) as far as it settles what
is text, what is a note and what is code. Lists, quotations and notes are read again without indentation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.scan.lines import Line, lines_of, rest, strip
from pipeline.scan.marks import DASHES, RULE, marker, table_end

# Stands for each character of a comment or another part that ends no line and holds no words.
FILL = "\x00"
# Deeper nesting than this is no one's text; it is read as a paragraph.
DEEPEST = 60

_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*(\{[^{}]*\}|[^\s`{}]*[ \t]*(?:\{[^{}]*\})?)[ \t]*$")
_RAW_FORMAT = re.compile(r"\{=([\w-]+)\}")
_DIV_OPEN = re.compile(r":{3,}[ \t]*(\{[^}]*\}|[^\s{}:]\S*?)[ \t]*:*[ \t]*$")
_DIV_CLOSE = re.compile(r":{3,}[ \t]*$")
_HEADING = re.compile(r"(#{1,6})(?![.)])(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*$")
NOTE = re.compile(r"\[\^([^\s\[\]^]+)\]")
_REFERENCE = re.compile(
    r"\[(?![\^@])((?:[^\[\]\\]|\\.)+)\]:[ \t]*\n?[ \t]*(?:<([^<>\n]*)>|(\S+))"
    r"(?:[ \t]*\n?[ \t]*(?:\"[^\n]*\"|'[^\n]*'|\([^\n]*\)))?[ \t]*(?=\n|$)"
)
_DEFINES = re.compile(r"[:~][ \t]+(?=\S)")
_TAG_LINE = re.compile(r"</?[A-Za-z][\w:-]*(?:\s[^<>]*)?/?>[ \t]*$")
_EXAMPLE = re.compile(r"\(?@([\w-]+)[.)]")


@dataclass(frozen=True, slots=True)
class Run:
    """Lines read as one run of inline text."""

    kind: str
    lines: tuple[tuple[int, int], ...]
    inside: str | None
    level: int = 0


@dataclass(slots=True)
class Found:
    """What the blocks of one source hold, gathered in the order of the text; offsets throughout."""

    runs: list[Run] = field(default_factory=list)
    definitions: list[tuple[int, int, str, str | None, tuple[int, int]]] = field(default_factory=list)
    blanks: list[tuple[int, int]] = field(default_factory=list)
    raws: list[tuple[int, int, str]] = field(default_factory=list)
    fences: list[tuple[int, int, bool, str]] = field(default_factory=list)
    unmatched: set[int] = field(default_factory=set)
    references: dict[str, str] = field(default_factory=dict)
    examples: set[str] = field(default_factory=set)


def label_of(text: str) -> str:
    """A reference's label as it is compared: without case and extra space."""
    return " ".join(text.split()).casefold()


class _Reader:
    """Reads the lines of a container and of all within it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = Found()
        self.open: list[int] = []

    def read(
        self, lines: list[Line], inside: str | None = None, in_list: bool = False, depth: int = 0
    ) -> None:
        """Gather the blocks of these lines."""
        at = 0
        while at < len(lines):
            line = lines[at]
            if line.text.startswith(FILL) and line.indent < 4:
                words = line.text.lstrip(FILL + " \t")
                line = lines[at] = Line(0, words, line.end() - len(words))
            if not line.text:
                at += 1
                continue
            at = self.block(lines, at, inside, in_list, depth) or self.paragraph(lines, at, inside, in_list)

    def block(self, lines: list[Line], at: int, inside: str | None, in_list: bool, depth: int) -> int:
        """The line after the block that begins here; 0 where it is a paragraph."""
        line = lines[at]
        if line.indent >= 4:
            return self.table(lines, at, inside) or self.indented_code(lines, at)
        first = line.text[0]
        after = 0
        if first in "`~":
            after = self.fenced_code(lines, at)
        elif first == ":":
            after = self.division(lines, at)
        elif first == "#":
            after = self.heading(lines, at, inside)
        elif first == "[":
            after = self.note(lines, at, in_list, depth) or self.reference(lines, at)
        elif first == ">" and depth < DEEPEST:
            after = self.quotation(lines, at, inside, in_list, depth)
        elif first == "<":
            after = self.tag(lines, at)
        return (
            after
            or self.underlined(lines, at, inside)
            or self.table(lines, at, inside)
            or self.rule(lines, at)
            or (self.item(lines, at, inside, depth) if depth < DEEPEST else 0)
            or (self.meaning(lines, at, inside, in_list, depth) if depth < DEEPEST else 0)
        )

    # ---- code and raw parts

    def blank(self, start: int, end: int) -> None:
        self.found.blanks.append((start, end))

    def closing(self, lines: list[Line], at: int) -> int:
        """The line that closes the code that opens here; 0 where there is none."""
        opening = _FENCE.match(lines[at].text)
        if not opening or lines[at].indent >= 4:
            return 0
        marks = opening[1]
        shut = re.compile(re.escape(marks[0]) + "{" + str(len(marks)) + ",}$")
        return next(
            (n for n in range(at + 1, len(lines)) if lines[n].indent < 4 and shut.match(lines[n].text)), 0
        )

    def fenced_code(self, lines: list[Line], at: int) -> int:
        end = self.closing(lines, at)
        if not end:
            return 0
        self.blank(lines[at].at, lines[end].end())
        if raw := _RAW_FORMAT.search(lines[at].text):
            self.found.raws.append((lines[at].at, lines[end].end(), raw[1]))
        return end + 1

    def indented_code(self, lines: list[Line], at: int) -> int:
        last = at
        for n in range(at, len(lines)):
            if lines[n].text and lines[n].indent < 4:
                break
            last = n if lines[n].text else last
        self.blank(lines[at].at, lines[last].end())
        return last + 1

    def tag(self, lines: list[Line], at: int) -> int:
        """A line that is one HTML tag: the next line begins a block of its own."""
        if not _TAG_LINE.match(lines[at].text):
            return 0
        self.run("html", lines[at : at + 1], None)
        return at + 1

    # ---- runs of text

    def run(self, kind: str, lines: list[Line], inside: str | None, level: int = 0) -> None:
        ranges = tuple((line.at, line.end()) for line in lines if line.text)
        if ranges:
            self.found.runs.append(Run(kind, ranges, inside, level))

    def paragraph(self, lines: list[Line], at: int, inside: str | None, in_list: bool) -> int:
        end = at + 1
        while end < len(lines) and lines[end].text and not self.ends(lines, end, in_list, end == at + 1):
            end += 1
        self.run("line-block" if lines[at].text.startswith("| ") else "paragraph", lines[at:end], inside)
        return end

    def ends(self, lines: list[Line], at: int, in_list: bool, second: bool) -> bool:
        """Whether a paragraph ends before this line, though no empty line stands between."""
        line = lines[at]
        if line.text[0] == "`" and self.closing(lines, at):
            return True
        if self.closes(line):
            return True
        if second and line.indent < 4 and _DEFINES.match(line.text):
            return True
        return in_list and line.indent < 4 and bool(marker(line))

    def heading(self, lines: list[Line], at: int, inside: str | None) -> int:
        line = lines[at]
        found = _HEADING.match(line.text) if line.indent == 0 else None
        if not found:
            return 0
        start = line.at + (found.start(2) if found[2] else len(line.text))
        words = Line(0, found[2] or "", start)
        ranges = ((start, words.end()),)
        self.found.runs.append(Run("heading", ranges, inside, len(found[1])))
        return at + 1

    def underlined(self, lines: list[Line], at: int, inside: str | None) -> int:
        """A heading whose second line is all `=` or `-`."""
        if at + 1 >= len(lines) or lines[at + 1].indent or not _UNDERLINE.match(lines[at + 1].text):
            return 0
        level = 1 if lines[at + 1].text[0] == "=" else 2
        self.run("heading", lines[at : at + 1], inside, level)
        return at + 2

    def rule(self, lines: list[Line], at: int) -> int:
        return at + 1 if RULE.match(lines[at].text) else 0

    def table(self, lines: list[Line], at: int, inside: str | None) -> int:
        """The rows of a simple or multiline table, drawn with dashes; other tables are read as paragraphs."""
        head = next((n for n in (at, at + 1) if n < len(lines) and DASHES.match(lines[n].text)), -1)
        if head < 0 or (" " not in lines[head].text and head > at):
            return 0
        end = head + 1
        if head == at:
            end = table_end(lines, at)
            if not end:
                return 0
        while end < len(lines) and lines[end].text and head > at:
            end += 1
        rows = lines[at:end]
        start = 0
        for n in range(len(rows) + 1):
            if n == len(rows) or not rows[n].text:
                self.run("table", [row for row in rows[start:n] if not DASHES.match(row.text)], inside)
                start = n + 1
        return end

    # ---- divisions

    def closes(self, line: Line) -> bool:
        return (
            bool(self.open) and line.indent == 0 and line.text[0] == ":" and bool(_DIV_CLOSE.match(line.text))
        )

    def division(self, lines: list[Line], at: int) -> int:
        line = lines[at]
        if line.indent:
            return 0
        if self.closes(line):
            self.open.pop()
            self.fence(line, False, "")
            return at + 1
        if _DIV_CLOSE.match(line.text) and (at + 1 >= len(lines) or not lines[at + 1].text):
            self.found.unmatched.add(line.at)
            self.fence(line, False, "")
            return at + 1
        if opened := _DIV_OPEN.match(line.text):
            self.open.append(line.at)
            self.fence(line, True, opened[1])
            return at + 1
        return 0

    def fence(self, line: Line, opens: bool, attributes: str) -> None:
        self.found.fences.append((line.at, line.end(), opens, attributes))
        self.blank(line.at, line.end())

    # ---- containers

    def note(self, lines: list[Line], at: int, in_list: bool, depth: int) -> int:
        """A note's definition: to the first empty line, and on through paragraphs indented by four."""
        line = lines[at]
        mark = NOTE.match(line.text)
        if not mark or line.text[mark.end() : mark.end() + 1] != ":" or depth >= DEEPEST:
            return 0
        body, end = self.note_lines(lines, at, mark.end() + 1)
        words = [one for one in body if one.text]
        span = (words[0].at, words[-1].end()) if words else (line.end(), line.end())
        self.found.definitions.append((line.at, line.at + mark.end() + 1, mark[1], None, span))
        self.blank(line.at, line.at + mark.end() + 1)
        self.read(body, mark[1], in_list, depth + 1)
        return end

    def note_lines(self, lines: list[Line], at: int, width: int) -> tuple[list[Line], int]:
        """The lines of a note's body without its indentation, and the line after it."""
        body, end = [rest(lines[at], width)], at + 1
        if not body[0].text and end < len(lines):
            body, end = [strip(lines[end], 4)], end + 1
        end = self.lazy(lines, end, body)
        while True:
            nxt = end
            while nxt < len(lines) and not lines[nxt].text:
                nxt += 1
            if nxt == end or nxt >= len(lines) or lines[nxt].indent < 4:
                return body, end
            body += [*lines[end:nxt], strip(lines[nxt], 4)]
            end = self.lazy(lines, nxt + 1, body)

    def lazy(self, lines: list[Line], end: int, body: list[Line]) -> int:
        """Add the lines that go on without an empty line; the line after them."""
        while end < len(lines) and lines[end].text:
            if lines[end].indent < 4 and NOTE.match(lines[end].text):
                break
            body.append(strip(lines[end], 4))
            end += 1
        return end

    def reference(self, lines: list[Line], at: int) -> int:
        """`[label]: target "title"`, over at most three lines."""
        several = "\n".join(line.text for line in lines[at : at + 3])
        found = _REFERENCE.match(several)
        if not found:
            return 0
        target = found[2] if found[2] is not None else found[3]
        self.found.references.setdefault(label_of(found[1]), target)
        end = at + several.count("\n", 0, found.end()) + 1
        self.blank(lines[at].at, lines[end - 1].end())
        return end

    def quotation(self, lines: list[Line], at: int, inside: str | None, in_list: bool, depth: int) -> int:
        body, end = [], at
        while end < len(lines) and lines[end].text:
            line = lines[end]
            if line.text[0] == ">" and line.indent < 4:
                line = rest(line, 1, 1)
            elif self.ends(lines, end, in_list, False):
                break
            body.append(line)
            end += 1
        self.read(body, inside, in_list, depth + 1)
        return end

    def item(self, lines: list[Line], at: int, inside: str | None, depth: int) -> int:
        line = lines[at]
        width = marker(line)
        if not width:
            return 0
        if example := _EXAMPLE.match(line.text):
            self.found.examples.add(example[1])
            self.blank(line.at, line.at + width)
        first = rest(line, width)
        space = first.indent if first.text and first.indent <= 4 else 1
        if first.text and first.indent > 4:
            first = Line(first.indent - 1, first.text, first.at)
        else:
            first = Line(0, first.text, first.at)
        body, end = self.item_lines(lines, at, first, line.indent + width + space)
        self.read(body, inside, True, depth + 1)
        return end

    def item_lines(self, lines: list[Line], at: int, first: Line, margin: int) -> tuple[list[Line], int]:
        """The lines of a list's item without its indentation, and the line after it."""
        body, end, indented = [first], at + 1, False
        while end < len(lines):
            line = lines[end]
            if not line.text:
                indented = True
                body.append(line)
                end += 1
                continue
            starts = line.indent < margin and bool(marker(line)) and line.indent < margin + 4
            if self.closes(line) or (indented and line.indent < margin) or starts:
                break
            indented = False
            body.append(strip(line, margin))
            end += 1
        return body, end

    def meaning(self, lines: list[Line], at: int, inside: str | None, in_list: bool, depth: int) -> int:
        """A term's definition: `: words`, with paragraphs indented by four."""
        mark = _DEFINES.match(lines[at].text)
        if not mark:
            return 0
        first = rest(lines[at], 1)
        body, end = [Line(0, first.text, first.at)], at + 1
        indented = False
        while end < len(lines):
            line = lines[end]
            if line.text and line.indent < 4 and (indented or _DEFINES.match(line.text) or self.closes(line)):
                break
            indented = not line.text
            body.append(strip(line, 4))
            end += 1
        self.read(body, inside, in_list, depth + 1)
        return end


def read(text: str) -> Found:
    """What the blocks of the whole text hold."""
    reader = _Reader(text)
    reader.read(lines_of(text))
    reader.found.unmatched.update(reader.open)
    return reader.found

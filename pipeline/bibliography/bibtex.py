"""The text of a .bib file -> Bibliography. The only place that imports bibtexparser.

bibtexparser cuts the file into blocks; what stands in an entry is read by `scan`, which knows the place
of every field. Faults are findings; whatever can still be read is kept.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from types import MappingProxyType

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    ImplicitComment,
    ParsingFailedBlock,
    String,
)
from bibtexparser.model import Entry as ParsedEntry

from pipeline.bibliography.scan import Scan, place, scan
from pipeline.bibliography.store import (
    Bibliography,
    Entries,
    Entry,
    Link,
    Slice,
    Text,
    as_json,
    free,
    from_json,
)
from pipeline.bibliography.values import is_plain, read_value
from pipeline.model import Finding, Level, Place

# Its warnings tell of what is told here as findings.
logging.getLogger("bibtexparser").disabled = True
logging.getLogger("bibtexparser.splitter").disabled = True

_LOOKS_LIKE_FIELD = re.compile(
    r'(?m)^(?!\s*%).*?(\w\s*=\s*[{"\d]|^\s*\w+\s*\{|^\s*@(?!comment)\w+\b|^\s*,?\s*\}|[\w}"]\s*\},)', re.I
)
_GOOD_KEY = re.compile(r'[^\s,{}"%\\]+')
_LINKS = ("crossref", "xdata")
_LOOKED_AT = (*_LINKS, "ids")


class _Parse:
    """Gathers the parts of a bibliography while its blocks go by."""

    def __init__(self, text: str, file: str, strings: Mapping[str, str]) -> None:
        self.strings: dict[str, str] = dict(strings)
        self.defined: set[str] = set()
        self.text = Text(file, text, self.strings)
        self.index: dict[str, Slice] = {}
        self.folded: dict[str, str] = {}
        self.findings: list[Finding] = []
        self.links: list[Link] = []
        self.aliases: dict[str, str] = {}
        self.cursor = 0
        self.line, self.line_at = 1, 0

    def find(self, raw: str) -> Slice:
        """Where a block's text stands; blocks come in the order of the file."""
        text = self.text.text
        start = text.find(raw, self.cursor)
        start = start if start >= 0 else self.cursor
        self.line += text.count("\n", self.line_at, start)
        self.line_at = start
        self.cursor = start + len(raw)
        return Slice(0, start, self.cursor, self.line, start - text.rfind("\n", 0, start))

    def say(self, code: str, level: Level, message: str, at: Place, hint: str | None = None) -> None:
        self.findings.append(Finding(code, level, message, at, hint))

    def is_commented(self, where: Slice) -> bool:
        """Whether the entry begins in a line that begins with `%`, as people switch entries off."""
        line = self.text.text[where.start - where.column + 1 : where.start]
        return line.lstrip().startswith("%")

    def string(self, block: String, where: Slice) -> None:
        name = block.key.lower()
        at = Place(self.text.file, where.line, where.column)
        value = read_value(str(block.value), 0, self.strings)
        for unknown, _ in value.undefined:
            self.say("bib-string-undefined", Level.ERROR, f"no @string is named '{unknown}'", at)
        if name in self.defined:
            self.say("bib-string-duplicate", Level.WARNING, f"@string '{name}' is defined twice", at)
        self.defined.add(name)

    def entry(self, block: ParsedEntry, where: Slice) -> None:
        """A block that bibtexparser read whole: look closer only where something may be wrong."""
        fields = block.fields
        if not all(is_plain(field.value, self.strings) and " " not in field.key for field in fields) or any(
            "%" in field.key or "\n" in field.key for field in fields
        ):
            self.findings.extend(scan(self.text, where).findings)
        self.keep(block.key.strip(), where)
        if any(field.key.lower() in _LOOKED_AT for field in fields):
            self.link(block.key.strip(), where)

    def keep(self, key: str, where: Slice) -> None:
        at = Place(self.text.file, where.line, where.column)
        if not key:
            self.say(
                "bib-key-missing", Level.ERROR, "an entry without a key", at, "write  @book{smith1990, …"
            )
            return
        if not _GOOD_KEY.fullmatch(key):
            spaced = " " in key
            message = f"the key '{key}' {'holds a space and ' * spaced}cannot be cited"
            hint = (
                f"write  {'-'.join(key.split())}  here and in the text"
                if spaced
                else "use letters, digits, - : _"
            )
            self.say("bib-key-bad", Level.ERROR if spaced else Level.WARNING, message, at, hint)
        if key in self.index:
            first = f"the first, in line {self.index[key].line}, is used"
            self.say("bib-key-duplicate", Level.WARNING, f"a second entry has the key '{key}'", at, first)
            return
        other = self.folded.setdefault(key.casefold(), key)
        if other != key:
            message = f"the keys '{key}' and '{other}' differ only in capitals"
            hint = "they are two works; if they are one, delete an entry"
            self.say("bib-key-case", Level.WARNING, message, at, hint)
        self.index[key] = where

    def link(self, key: str, where: Slice) -> None:
        """Note the entry's parents and its other keys (biblatex's `ids`)."""
        for field in scan(self.text, where).fields:
            if field.name in _LINKS:
                at = place(self.text, where, field.at)
                parents = (name for name in re.split(r"[\s,]+", field.value) if name)
                self.links.extend(Link(key, parent, field.name, at) for parent in parents)
            elif field.name == "ids":
                others = (name for name in re.split(r"[\s,]+", field.value) if name)
                self.aliases.update((other, key) for other in others if other != key)

    def duplicate_fields(self, block: DuplicateFieldKeyBlock, where: Slice) -> None:
        seen: dict[str, str] = {}
        found = scan(self.text, where)
        for field in found.fields:
            if field.name in seen and seen[field.name] != field.value:
                message = f"'{field.name}' stands twice in '{found.key}'"
                at = place(self.text, where, field.at)
                self.say("bib-field-duplicate", Level.WARNING, message, at, "the last one is used")
            seen[field.name] = field.value
        if isinstance(block.ignore_error_block, ParsedEntry):
            self.entry(block.ignore_error_block, where)

    def failed(self, where: Slice) -> None:
        """A block that bibtexparser gave up: told, and kept as far as it can be read."""
        found = scan(self.text, where)
        if found.kind in ("comment", "preamble", "string") or not found.kind:
            at = Place(self.text.file, where.line, where.column)
            self.say("bib-syntax", Level.ERROR, f"@{found.kind or '…'} is not closed", at)
            return
        self.findings.extend(found.findings)
        if not any(each.level is Level.ERROR for each in found.findings) and found.key:
            self.unclosed(found, where)
        self.keep(found.key, where)
        self.link(found.key, where)

    def unclosed(self, found: Scan, where: Slice) -> None:
        at = Place(self.text.file, where.line, where.column)
        if found.closed:
            self.say("bib-syntax", Level.ERROR, f"the entry '{found.key}' cannot be read whole", at)
            return
        hint = "a closing brace is missing at its end"
        self.say("bib-entry-unclosed", Level.ERROR, f"the entry '{found.key}' is not closed", at, hint)

    def outside(self, comment: str, where: Slice) -> None:
        """Text between entries: a comment, unless it looks like a piece of an entry."""
        looks = _LOOKS_LIKE_FIELD.search(comment)
        if looks:
            # The rest of an entry is told where it begins: there stands the brace that closed it.
            rest = comment[0] in ",}"
            line = comment.rfind("\n", 0, looks.end(1)) + 1
            begin = 0 if rest else line + len(comment[line:]) - len(comment[line:].lstrip())
            at = place(self.text, where, begin)
            message = "this text stands outside every entry and is not used"
            hint = "before it a brace closes too early, or an entry lacks its @ or its opening brace"
            self.say("bib-text-lost", Level.ERROR, message, at, hint)

    def run(self, blocks: list[Block]) -> None:
        self.read_strings(blocks)
        broken = False
        for number, block in enumerate(blocks):
            if isinstance(block, ImplicitComment) and broken:
                # The rest of a broken entry, already read with it.
                continue
            where = self.find(block.raw or "")
            broken = isinstance(block, ParsingFailedBlock) and not _has_entry(block)
            if broken:
                following = (
                    later for later in blocks[number + 1 :] if not isinstance(later, ImplicitComment)
                )
                where = self.up_to(where, next(following, None))
            if isinstance(block, ImplicitComment):
                self.outside(block.comment, where)
            elif not self.is_commented(where):
                self.failed(where) if broken else self.block(block, where)

    def read_strings(self, blocks: list[Block]) -> None:
        """All strings before any entry: one may be used above the line that defines it."""
        for block in blocks:
            inner = block.ignore_error_block if isinstance(block, DuplicateBlockKeyBlock) else block
            if isinstance(inner, String):
                self.strings[inner.key.lower()] = read_value(str(inner.value), 0, self.strings).text

    def up_to(self, where: Slice, block: Block | None) -> Slice:
        """A broken block, which reaches as far as the next one begins, else to the end of the file."""
        end = self.text.text.find(block.raw or "", self.cursor) if block else -1
        self.cursor = end if end >= 0 else len(self.text.text)
        return Slice(0, where.start, self.cursor, where.line, where.column)

    def block(self, block: Block, where: Slice) -> None:
        if isinstance(block, DuplicateFieldKeyBlock):
            self.duplicate_fields(block, where)
        elif isinstance(block, DuplicateBlockKeyBlock):
            if block.ignore_error_block is not None:
                self.block(block.ignore_error_block, where)
        elif isinstance(block, ParsedEntry):
            self.entry(block, where)
        elif isinstance(block, String):
            self.string(block, where)


def _has_entry(block: ParsingFailedBlock) -> bool:
    return isinstance(block, DuplicateFieldKeyBlock | DuplicateBlockKeyBlock)


def parse(text: str, file: str, strings: Mapping[str, str] = MappingProxyType({})) -> Bibliography:
    """The entries of a .bib file, and everything wrong in it as findings (codes `bib-…`); never fails.

    `text` is decoded without its byte order mark; `file` is the name that the findings show; `strings`
    are those of the files read before, since presses keep their journals' names in a file of their own.
    """
    work = _Parse(text, file, strings)
    work.run(parse_string(text, parse_stack=[]).blocks)
    entries = Entries((work.text,), MappingProxyType(work.index), read_entry, free(work.aliases, work.index))
    return Bibliography(entries, work.strings, tuple(work.findings), tuple(work.links))


def read_entry(key: str, text: Text, where: Slice) -> Entry:
    """The entry that stands at `where`; of a field typed twice the last one counts."""
    found = scan(text, where)
    return Entry(
        key,
        found.kind,
        {field.name: field.value for field in found.fields},
        Place(text.file, where.line, where.column),
        {field.name: place(text, where, field.at) for field in found.fields},
    )


def to_cache(bibliography: Bibliography) -> bytes:
    """The parsed bibliography as bytes, to be kept under a name made from the files' content."""
    return as_json(bibliography)


def from_cache(data: bytes) -> Bibliography:
    """The bibliography that `to_cache` wrote; `ValueError` where it is of another version or damaged."""
    return from_json(data, read_entry)

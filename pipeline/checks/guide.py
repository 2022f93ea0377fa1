"""The guide's page of all checks, made from their docstrings and examples."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

from pipeline.checks import modules

_GROUPS = (
    ("Notes", ("note", "call", "calls")),
    ("Citations", ("cite",)),
    ("Headings, links and divisions", ("heading", "id", "link", "div", "year", "yaml", "raw")),
    ("Pictures", ("image",)),
    ("Words and signs", ("leftover", "quote", "hyphen", "space", "encoding", "unicode", "invisible")),
    ("Bibliography", ("bib",)),
    ("The book's own facts", ("metadata",)),
)
_HEAD = """# What Octavo checks

<!-- Made from the checks themselves by `python -m pipeline.checks`. -->

`octavo check` reads your files and builds nothing; a build begins with the same checks. A message reads
`file:line:column: level: text [code]`. An **error** stops the build: words, a note or a citation would be
lost. A **warning** tells of a fault that a reader would see. **Info** is a matter of taste, or tells what
Octavo mends by itself.

To silence a check in one place, put a comment at the end of the line, or alone above its paragraph:
`<!-- octavo: ignore code -->`. To silence it everywhere, put `octavo: {ignore: [code]}` into the metadata;
errors are told all the same. `octavo check --fix` mends what is marked so below and shows what it changed.
"""
_RATE = """## How often there is something to tell

On 25 November 2026 the checks read five books that were written without Octavo, 853,000 words in English,
German, French and Arabic. For 10,000 words they told 1.5 errors and warnings (from none to 6.4, by the book)
and 2.4 remarks. We read at least four of each code (all, where there were fewer). One warning was wrong, a
page in brackets that was taken for a note, and no longer comes; the others named what a copy editor would
mark, or what a web site had left in the files. Keys that a filter of the author's resolves are not counted.
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a check tells of, what it tells, and the text put right."""

    bad: str
    told: str
    good: str
    language: str


def page(examples: Mapping[str, Example]) -> str:
    """The whole page in Markdown; `examples` by code."""
    known = modules()
    parts = [_HEAD]
    for title, beginnings in _GROUPS:
        parts.append(f"## {title}\n")
        for code, module in known.items():
            if code.split("-")[0] in beginnings:
                parts.append(_section(code, module, examples.get(code)))
    return "\n".join((*parts, _RATE))


def _section(code: str, module: ModuleType, example: Example | None) -> str:
    words = inspect.cleandoc(module.__doc__ or "").split("\n\n", 1)
    mended = any(hasattr(module, name) for name in ("mend", "mend_scan", "mend_field"))
    level = module.LEVEL.value + (", mended by `--fix`" if mended else "")
    text = f"### {code}\n\n**{words[0]}** ({level})\n\n{words[1].replace('Do: ', 'What to do: ', 1)}\n"
    if example:
        fence = "~~~~"
        text += f"\n{fence} {{.{example.language}}}\n{example.bad.strip()}\n{fence}\n"
        text += f"\n{fence} {{.text}}\n{example.told.strip()}\n{fence}\n"
        text += f"\nPut right:\n\n{fence} {{.{example.language}}}\n{example.good.strip()}\n{fence}\n"
    return text


def ungrouped() -> tuple[str, ...]:
    """The codes that no part of the page shows: there are none."""
    shown = {beginning for _, beginnings in _GROUPS for beginning in beginnings}
    return tuple(code for code in modules() if code.split("-")[0] not in shown)

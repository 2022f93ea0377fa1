"""The examples of the checks, read as cases."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline import bibliography, pandoc
from pipeline import header as headers
from pipeline.checks import Case, Size, run
from pipeline.model import Finding, Source
from pipeline.scan import scan
from tests.support import EXAMPLES

FOLDER = EXAMPLES / "checks"
IMAGES = {
    "missing.png": None,
    "map.png": Size(1800, 1200, 400_000),
    "huge.png": Size(12_000, 9_000, 48_000_000),
}


def show(findings: tuple[Finding, ...]) -> str:
    """`file:line:column: level: text [code]`, and the hint below it."""
    lines = []
    for one in findings:
        lines.append(f"{one.place}: {one.level.value}: {one.message} [{one.code}]")
        lines += [f"    {one.hint}"] if one.hint else []
    return "\n".join(lines) + ("\n" if lines else "")


def case(texts: list[Path], bibs: list[Path]) -> Case:
    """The files as a case."""
    given = [headers.split(path.read_text("utf-8")) for path in texts]
    sources = [Source(path.name, body) for path, (_, body, _) in zip(texts, given, strict=True)]
    yaml = next(
        ((text, path.name, line) for path, (text, _, line) in zip(texts, given, strict=True) if text), None
    )
    header = headers.parse(*yaml) if yaml else headers.Header()
    parsed = [bibliography.parse(path.read_text("utf-8"), path.name) for path in bibs]
    trees = {one.name: read.blocks for one, read in zip(sources, readings(tuple(sources)), strict=True)}
    entries = bibliography.merge(parsed).entries if parsed else None
    return Case(
        [scan(one) for one in sources], trees=trees, entries=entries, images=IMAGES, header=header, front=()
    )


@cache
def readings(sources: tuple[Source, ...]) -> list[pandoc.Reading]:
    return pandoc.read([one.text for one in sources])


def example(code: str, name: str) -> Case:
    """The case of one example's `bad` or `good` files."""
    folder = FOLDER / code
    texts = [path for path in (folder / f"{name}.md", folder / "text.md") if path.exists()]
    bibs = [path for path in (folder / f"{name}.bib", folder / "references.bib") if path.exists()]
    return case(texts, bibs)


def told(code: str, name: str) -> str:
    """What the check of this code tells of one example."""
    return show(run(example(code, name), select=[code]))

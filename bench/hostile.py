"""Thousands of random manuscripts: each ends in proven files or in findings with a place, or is our fault.

python -m bench hostile --count 2000 [--first 0] [--keep DIR]

The same number is the same manuscript, whatever it was begun with.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import oddities
from pipeline import build, fonts, messages
from pipeline.cache import Cache
from pipeline.making import Book, make
from pipeline.model import ERROR, Finding, Level

LIMIT = 60.0  # seconds in which a manuscript of a few pages ends, whatever it holds


class Silent:
    """No progress is told."""

    def stage(self, name: str) -> tempfile.TemporaryDirectory[str]:
        from contextlib import nullcontext

        return nullcontext()  # type: ignore[return-value]


@dataclass(frozen=True)
class End:
    """How a build ended: "proven", "findings", or the name of a fault, with what is to be told of it."""

    kind: str
    told: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def is_fault(self) -> bool:
        """Whether it must not end so."""
        return self.kind not in ("proven", "findings")


def end(root: Path, kinds: tuple[str, ...] = build.KINDS) -> End:
    """How the build of the project ends: everything in this process, nothing kept, nothing written.

    The e-book's faces stay whole: to cut them costs ten times as much as all else, and changes no word.
    """
    begun = time.perf_counter()
    try:
        text = build.read(root, Silent(), Cache(None))
        if build.Outcome(text.findings).failed() or not (
            text.project and text.manuscript and text.project.stylesheet
        ):
            return _ended(text.findings, begun)
        book = Book(text.manuscript, text.project.sources, text.project.stylesheet, None)
        with patch.object(fonts, "cut_down", lambda worn: [face for face, _ in worn]):
            editions, found = make(book, kinds, Silent(), Cache(None))
    except RecursionError:
        return _ended((build.TOO_DEEP,), begun)
    except Exception:
        return End("exception", traceback.format_exc())
    if len(editions) != len(kinds):
        return End("missing", f"{len(editions)} editions instead of {len(kinds)}")
    unsound = [one for one in found if one.level is Level.ERROR]
    if unsound:
        return End("unproven", messages.text(unsound[:5]).strip(), tuple(found))
    return (
        _ended((), begun)
        if time.perf_counter() - begun > LIMIT
        else End("proven", findings=(*text.findings, *found))
    )


def _ended(findings: tuple[Finding, ...], begun: float) -> End:
    if time.perf_counter() - begun > LIMIT:
        return End("slow", f"{time.perf_counter() - begun:.0f} s")
    errors = [one for one in findings if one.level is ERROR]
    if not errors:
        return End("silent", "nothing was made and nothing was told")
    lost = [one for one in errors if not one.message or (one.place is None and one.hint is None)]
    return End("placeless", messages.text(lost)) if lost else End("findings", findings=tuple(findings))


def main() -> int:
    parser = argparse.ArgumentParser("bench hostile", description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="a folder for the manuscripts that end in a fault")
    chosen = parser.parse_args()
    ends: Counter[str] = Counter()
    begun = time.perf_counter()
    for number in range(chosen.first, chosen.first + chosen.count):
        with tempfile.TemporaryDirectory(prefix="octavo-hostile-") as folder:
            root = Path(folder) / "book"
            oddities.project(root, random.Random(number), wild=number % 3 == 2)
            ended = end(root)
            ends[ended.kind] += 1
            if ended.is_fault:
                print(f"{number}: {ended.kind}\n{ended.told}", flush=True)
                if chosen.keep:
                    shutil.copytree(root, chosen.keep / str(number), dirs_exist_ok=True)
    print(f"{chosen.count} manuscripts in {time.perf_counter() - begun:.0f} s: {dict(ends)}")
    return 1 if set(ends) - {"proven", "findings"} else 0


if __name__ == "__main__":
    sys.exit(main())

"""Thousands of random manuscripts: each ends in proven files or in findings with a place, or is our fault.

python -m bench hostile --count 2000 [--first 0] [--keep DIR]

The same number is the same manuscript, whatever it was begun with.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import oddities
from pipeline import build, fonts, messages
from pipeline.cache import Cache
from pipeline.house_style import word
from pipeline.making import Book, make
from pipeline.model import ERROR, Finding, Level
from pipeline.weasy import shop
from pipeline.weasy.engine import Case

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
    """How the build of the project ends: everything in this process, nothing kept, nothing written."""
    begun = time.perf_counter()
    try:
        text = build.read(root, Silent(), Cache(None))
        if build.Outcome(text.findings).failed() or not (
            text.project and text.manuscript and text.project.stylesheet
        ):
            return _ended(text.findings, begun)
        book = Book(text.manuscript, text.project.sources, text.project.stylesheet, None)
        with quickly():
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


@contextmanager
def quickly() -> Iterator[None]:
    """What is the same for each book is worked out once, and what changes no word is left out.

    The e-book's faces stay whole, no file is packed tightly, the house style is parsed once for all books
    that wear it, and what Word cannot say of it is told once.
    """
    with ExitStack() as patches:
        patches.enter_context(patch.object(fonts, "cut_down", lambda worn: [face for face, _ in worn]))
        patches.enter_context(patch.object(zlib, "compressobj", _loosely(zlib.compressobj)))
        patches.enter_context(patch.object(word, "silences", lambda _sheet, _computed: ()))
        patches.enter_context(patch.object(shop.Order, "case", _worn))
        yield


def _loosely(pack: Callable[..., Any]) -> Callable[..., Any]:
    """A packer that does not press."""
    return lambda level=-1, *more, **named: pack(0, *more, **named)


def _worn(order: shop.Order) -> Case:
    """The stylesheets and files of the order, parsed already if another book has the same."""
    case = _case(tuple(order.stylesheets), tuple(sorted(order.resources.items())), order.tagged)
    case.in_hand.clear()
    return case


@cache
def _case(stylesheets: tuple[str, ...], resources: tuple[tuple[str, bytes], ...], tagged: bool) -> Case:
    return Case(stylesheets, dict(resources), tagged)


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
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the sum is told of what was run
    ends: Counter[str] = Counter()
    begun = time.perf_counter()
    try:
        for number in range(chosen.first, chosen.first + chosen.count):
            ends[_one(number, chosen.keep)] += 1
            if ends.total() % 50 == 0:
                print(_sum(ends, begun), flush=True)
    except KeyboardInterrupt:
        print("interrupted")
    print(_sum(ends, begun), flush=True)
    return 1 if set(ends) - {"proven", "findings"} else 0


def _one(number: int, keep: Path | None) -> str:
    """How the manuscript of this number ended; a fault is told."""
    with tempfile.TemporaryDirectory(prefix="octavo-hostile-") as folder:
        root = Path(folder) / "book"
        oddities.project(root, random.Random(number), wild=number % 3 == 2)
        ended = end(root)
        if ended.is_fault:
            print(f"{number}: {ended.kind}\n{ended.told}", flush=True)
            if keep:
                shutil.copytree(root, keep / str(number), dirs_exist_ok=True)
    return ended.kind


def _sum(ends: Counter[str], begun: float) -> str:
    return f"{ends.total()} manuscripts in {time.perf_counter() - begun:.0f} s: {dict(ends)}"


if __name__ == "__main__":
    sys.exit(main())

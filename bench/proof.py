"""The proof's share of a build, on a made-up book of some 300 pages with 1,500 notes.

Run `python bench/proof.py [M|L|XL]`; the share is to stay under 15 %.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import books
from pipeline import build, messages, proof
from pipeline.cache import Cache
from pipeline.making import Book, make

BAR = 0.15


class Watch:
    """Seconds by stage; a stage within another counts for itself."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begun


def main() -> int:
    size = sys.argv[1] if len(sys.argv) > 1 else "L"
    gc.disable()  # as in a build
    watch = Watch()
    with tempfile.TemporaryDirectory(prefix="octavo-bench-") as folder:
        root = Path(folder)
        books.write(root, books.SIZES[size])
        begun = time.perf_counter()
        text = build.read(root, watch, Cache(None))
        assert text.project
        assert text.project.stylesheet
        assert text.manuscript, messages.text(text.findings)
        book = Book(text.manuscript, text.project.sources, text.project.stylesheet, None, prove=False)
        editions, _ = make(book, build.KINDS, watch, Cache(None))
        made = time.perf_counter() - begun
        begun = time.perf_counter()
        found = proof.prove(editions, text.manuscript, text.project.sources, text.project.stylesheet)
        proved = time.perf_counter() - begun
        by_kind = {}
        for edition in editions:
            begun = time.perf_counter()
            proof.read(edition.kind, edition.data, text.project.stylesheet)
            by_kind[edition.kind] = time.perf_counter() - begun
    for name, seconds in watch.seconds.items():
        print(f"{name:8} {seconds:6.2f} s")
    share = proved / (made + proved)
    print(f"prove    {proved:6.2f} s ({', '.join(f'{kind} {s:.2f}' for kind, s in by_kind.items())})")
    print(f"{share:.1%} of {made + proved:.1f} s; {len(found)} findings")
    print(messages.text(found[:20]))
    return 0 if share < BAR else 1


if __name__ == "__main__":
    sys.exit(main())

"""What it costs to cite two works of a library of 20,000: the first time, and when it is kept.

python -m bench bibliography [--entries 20000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from statistics import median

import bibtexparser

from pipeline import bibliography

FIRST, SECOND = 1.5, 0.3  # the bars: times bibtexparser alone; seconds


def library(entries: int) -> str:
    """A .bib file of made-up books and articles, the same every time."""
    parts = []
    for number in range(entries):
        kind, inside = ("article", "journaltitle") if number % 3 else ("book", "publisher")
        parts.append(
            f"@{kind}{{key{number},\n  author = {{Writer{number % 997}, Ada and Scribe{number % 89}, Bo}},\n"
            f"  title = {{The {{Archive}} of Place {number}: A History}},\n"
            f"  {inside} = {{House {number % 41}}},\n"
            f"  date = {{{1850 + number % 170}}},\n  pages = {{{number % 300}--{number % 300 + 20}}},\n"
            f"  keywords = {{archive, history}},\n  file = {{/library/{number}.pdf}},\n}}\n"
        )
    return "\n".join(parts)


def seconds(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return median(times)


def main() -> None:
    parser = argparse.ArgumentParser("bench bibliography", description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    text = library(chosen.entries)
    cited = ["key7", f"key{chosen.entries - 1}"]

    def first() -> None:
        bibliography.csl_items(bibliography.parse(text, "references.bib"), cited, "en-US")

    kept = bibliography.to_cache(bibliography.parse(text, "references.bib"))

    def second() -> None:
        bibliography.csl_items(bibliography.from_cache(kept), cited, "en-US")

    alone = seconds(lambda: bibtexparser.parse_string(text), chosen.rounds)
    once, again = seconds(first, chosen.rounds), seconds(second, chosen.rounds)
    print(f"{chosen.entries} entries, two cited, median of {chosen.rounds}")
    print(f"bibtexparser alone  {alone:6.2f} s")
    print(f"the first time      {once:6.2f} s   {once / alone:.2f} ×   (at most {FIRST} ×)")
    print(f"when it is kept     {again:6.2f} s            (at most {SECOND} s)")


if __name__ == "__main__":
    main()

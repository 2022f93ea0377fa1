"""`python -m pipeline.checks FOLDER`: the guide's page of all checks, with the examples of the folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.checks import codes, guide


def examples(folder: Path) -> Iterator[tuple[str, guide.Example]]:
    """Each code's example: `bad` and `good` as .md or .bib, and `expected.txt`."""
    for code in codes():
        for ending, language in (("bib", "bibtex"), ("md", "markdown")):
            bad, good = (folder / code / f"{name}.{ending}" for name in ("bad", "good"))
            if bad.exists():
                told = (folder / code / "expected.txt").read_text("utf-8")
                yield code, guide.Example(bad.read_text("utf-8"), told, good.read_text("utf-8"), language)
                break


def main() -> None:
    """Print the page."""
    sys.stdout.write(
        guide.page(dict(examples(Path(sys.argv[1] if len(sys.argv) > 1 else "tests/examples/checks"))))
    )


if __name__ == "__main__":
    main()

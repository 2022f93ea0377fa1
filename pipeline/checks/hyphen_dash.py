"""A hyphen between spaces stands where a dash belongs.

Print has a dash – or — there.

Do: type `--` for –, `---` for —; `octavo check --fix` puts –.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, matches
from pipeline.model import WARNING, Finding

CODE = "hyphen-dash"
LEVEL = WARNING
ALONE = True

_HYPHEN = re.compile(
    r"(?<=[^\W\d_] )-(?= +[^\W\d_])|(?<=[^\W\d_]{2} )-(?= +\w)|(?<=\d )-(?= +[^\W\d_]{2})"
    r"|(?<=[,;.!?”’)\]] )-(?= +\w)"
)


def check(case: Case) -> Iterator[Finding]:
    """Every hyphen between two words and spaces, tables left out."""
    for scan, found in matches(case, _HYPHEN):
        if not _drawn(scan.text, found.start()):
            yield Finding(
                CODE, LEVEL, "a hyphen between spaces", scan.place(found.start()), "type -- or --- for a dash"
            )


def mend(text: str, source: str) -> Iterator[tuple[int, int, str]]:
    """Each such hyphen as an en dash; `text` is the source with what is not text blanked."""
    for found in _HYPHEN.finditer(text):
        if not _drawn(text, found.start()):
            yield found.start(), found.end(), "–"


def _drawn(text: str, at: int) -> bool:
    """Whether the line belongs to a table."""
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return "|" in text[start : end if end >= 0 else len(text)]

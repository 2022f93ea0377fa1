"""An entry's letters were damaged, or hold HTML.

`Ã©` was é once; `&amp;` and `<i>` come from a web page. They are printed as typed.

Do: type the letters anew; write `\\emph{…}` for italics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.checks.encoding_damage import DAMAGE, repaired
from pipeline.model import WARNING, Finding

CODE = "bib-encoding"
LEVEL = WARNING

_HTML = re.compile(r"&(?:amp|lt|gt|quot|nbsp|apos|#\d+);|</?(?:i|b|em|strong|p|br|sc|scp)\s*/?>")
_UNREAD = frozenset(("file", "abstract", "annote", "annotation", "keywords", "comment", "url"))


def check(case: Case) -> Iterator[Finding]:
    """Every field with damaged letters or HTML."""
    for entry in case.works:
        for name, value in entry.fields.items():
            if name in _UNREAD:
                continue
            place = entry.field_places.get(name, entry.place)
            if found := DAMAGE.search(value):
                message = f"damaged letters in the {name} of '{entry.key}': {found[0]!r}"
                yield Finding(CODE, LEVEL, message, place, repaired(found[0]))
            elif every := dict.fromkeys(found[0] for found in _HTML.finditer(value)):
                message = f"HTML in the {name} of '{entry.key}': {', '.join(every)}"
                yield Finding(CODE, LEVEL, message, place, "type the sign itself; \\emph{…} for italics")

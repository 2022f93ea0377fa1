"""A link within the book leads nowhere.

No heading and no other place has the id that it names.

Do: give the place that id, `# Heading {#id}`, or correct the link.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from pipeline import tree
from pipeline.checks.case import Case, meant, nearest
from pipeline.model import WARNING, Finding

CODE = "link-broken"
LEVEL = WARNING


def check(case: Case) -> Iterator[Finding]:
    """Every link to an id that no place of the book has."""
    known = {one.id for scan in case.scans for one in scan.identifiers}
    known |= {one.id for scan in case.scans for one in scan.headings}
    if next(_broken(case, known), None):
        yield from _broken(case, known | _ids(case))


def _ids(case: Case) -> set[str]:
    """Every id that pandoc sees: those that it makes by itself too."""
    return {
        tree.identifier(one)
        for blocks in case.trees.values()
        for one in tree.elements(list(blocks))
        if _has(one)
    }


def _broken(case: Case, known: set[str]) -> Iterator[Finding]:
    for scan in case.scans:
        for one in scan.links:
            name = unquote(one.target[1:])
            if one.target.startswith("#") and name and name not in known:
                near = nearest(name, sorted(known))
                hint = meant(f"#{near}" if near else None, f"give the place its id: {{#{name}}}")
                yield Finding(CODE, LEVEL, f"nothing in the book has the id #{name}", one.place, hint)


def _has(element: Mapping[str, object]) -> bool:
    return element["t"] in ("Header", "Div", "Span", "Table", "Figure", "CodeBlock")

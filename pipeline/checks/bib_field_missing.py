"""An entry lacks a field that its kind needs.

The printed reference has a hole: no title, no journal, "n.d." for the year.

Do: fill in the field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "bib-field-missing"
LEVEL = WARNING

_NEEDS: Mapping[str, tuple[str, ...]] = {
    "article": ("title", "journaltitle|journal", "date|year"),
    "book": ("author|editor|translator", "title", "date|year|pubstate", "publisher|location|address"),
    "mvbook": ("author|editor", "title", "date|year|pubstate"),
    "collection": ("editor|title", "title", "date|year|pubstate"),
    "incollection": (
        "author|editor",
        "title",
        "booktitle|crossref|xdata",
        "date|year|pubstate|crossref|xdata",
    ),
    "inbook": ("title|chapter|pages", "booktitle|title|crossref|xdata", "date|year|pubstate|crossref|xdata"),
    "inproceedings": ("author", "title", "booktitle|eventtitle|crossref|xdata", "date|year|crossref|xdata"),
    "thesis": ("author", "title", "institution|school", "date|year"),
    "phdthesis": ("author", "title", "institution|school", "date|year"),
    "mastersthesis": ("author", "title", "institution|school", "date|year"),
    "report": ("author|institution|title", "title", "date|year"),
    "techreport": ("author|institution", "title", "date|year"),
    "online": ("title|author", "url|doi"),
    "unpublished": ("author|title",),
    "letter": ("author|title",),
    "archival": ("title|author", "archive|library|institution"),
    "interview": ("author|interviewee",),
    "misc": ("title|author|howpublished",),
}


def check(case: Case) -> Iterator[Finding]:
    """Every field, or choice of fields, that a cited entry needs and lacks."""
    for entry in case.works:
        inherits = any(entry.fields.get(name, "").strip() for name in ("crossref", "xdata"))
        for need in () if inherits else _NEEDS.get(entry.kind, ()):
            names = need.split("|")
            if not any(entry.fields.get(name, "").strip() for name in names):
                shown = " or ".join(name for name in names if name not in ("crossref", "xdata", "pubstate"))
                yield Finding(
                    CODE, LEVEL, f"'{entry.key}' ({entry.kind}) has no {shown}", entry.place, "fill it in"
                )

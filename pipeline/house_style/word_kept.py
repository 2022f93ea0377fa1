"""The Word styles of a stylesheet as bytes and back, so that an unchanged one is not worked out again."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.house_style.formats import Block, Letters, Rule
from pipeline.house_style.word_front import FrontLayout, Section
from pipeline.house_style.word_mending import Mending
from pipeline.house_style.word_page import PageSetup
from pipeline.house_style.word_styles import Look
from pipeline.model import Finding, Level, Place


@dataclass(frozen=True, slots=True)
class Worked:
    """What the cascade gave: the parts but for the fonts, the families that these name, what is left to mend
    and what Word cannot say."""

    parts: Mapping[str, bytes]
    families: tuple[str, ...]
    mending: Mending
    findings: tuple[Finding, ...]


def written(worked: Worked) -> bytes:
    """As JSON."""
    mending = asdict(worked.mending)
    mending["unindented_after"] = sorted(mending["unindented_after"])
    findings = [
        {**asdict(finding), "level": finding.level.value, "place": finding.place and asdict(finding.place)}
        for finding in worked.findings
    ]
    parts = {name: b64encode(data).decode("ascii") for name, data in worked.parts.items()}
    whole = {"parts": parts, "families": worked.families, "mending": mending, "findings": findings}
    return json.dumps(whole).encode()


def read(data: bytes | None) -> Worked | None:
    """What was written; None where it is not there or of another make."""
    try:
        found = json.loads(data or b"")
        parts = {name: b64decode(part) for name, part in found["parts"].items()}
        findings = tuple(map(_finding, found["findings"]))
        return Worked(parts, tuple(found["families"]), _mending(found["mending"]), findings)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _mending(found: dict[str, Any]) -> Mending:
    return Mending(
        **{
            **found,
            "looks": {name: _look(look) for name, look in found["looks"].items()},
            "page": PageSetup(**found["page"]),
            "unindented_after": frozenset(found["unindented_after"]),
            "bullets": tuple(found["bullets"]),
            "front": _front(found["front"]),
        }
    )


def _front(found: dict[str, Any]) -> FrontLayout:
    sections = {name: Section(**section) for name, section in found["sections"].items()}
    return FrontLayout(**{**found, "sections": sections})


def _look(found: dict[str, Any]) -> Look:
    rules = tuple((side, Rule(**rule)) for side, rule in found["block"]["rules"])
    return Look(Letters(**found["letters"]), Block(**{**found["block"], "rules": rules}))


def _finding(found: dict[str, Any]) -> Finding:
    place = Place(**found["place"]) if found["place"] else None
    return Finding(**{**found, "level": Level(found["level"]), "place": place})

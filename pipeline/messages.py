"""Findings as people and programs read them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from pipeline.model import ERROR, WARNING, Finding


def lines(finding: Finding) -> str:
    """`file:line:column: level: text [code]`, and the hint on a line of its own."""
    place = f"{finding.place}: " if finding.place else ""
    hint = f"\n  hint: {finding.hint}" if finding.hint else ""
    return f"{place}{finding.level.value}: {finding.message} [{finding.code}]{hint}"


def record(finding: Finding) -> str:
    """One JSON object on one line: code level message file line column hint."""
    place = finding.place
    values = {
        "code": finding.code,
        "level": finding.level.value,
        "message": finding.message,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "hint": finding.hint,
    }
    return json.dumps(values, ensure_ascii=False)


def text(findings: Iterable[Finding]) -> str:
    """All findings as text, one after another."""
    return "".join(f"{lines(finding)}\n" for finding in findings)


def summary(findings: Sequence[Finding]) -> str:
    """How many errors and warnings: "2 errors, 1 warning"; empty where there are none."""
    counts = [(sum(one.level is level for one in findings), level.value) for level in (ERROR, WARNING)]
    return ", ".join(f"{count} {name}{'s' * (count != 1)}" for count, name in counts if count)

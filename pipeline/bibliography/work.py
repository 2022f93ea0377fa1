"""One conversion of an entry into a CSL item: what is left of its fields, what the item has so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pipeline.bibliography.latex import decode
from pipeline.model import WARNING, Level

Item = dict[str, Any]
Say = Callable[[str, Level, str, str, str | None], None]


@dataclass
class Work:
    """One conversion: the fields not yet used, the item as it grows, and where to tell problems."""

    key: str
    kind: str
    fields: dict[str, str]
    lang: str
    say: Say
    item: Item = field(default_factory=dict)

    def has(self, *names: str) -> bool:
        """Whether one of these fields is still unused."""
        return any(name in self.fields for name in names)

    def take(self, name: str) -> str:
        """A field's raw value, which now counts as used; empty where there is none."""
        return self.fields.pop(name, "")

    def text(self, name: str, protect: bool = False) -> str:
        """A field as CSL text."""
        raw = self.take(name)
        return self.decoded(name, raw, protect) if raw else ""

    def decoded(self, name: str, raw: str, protect: bool = False) -> str:
        """LaTeX as CSL text; unknown commands are told under the field's name."""
        result = decode(raw, protect)
        for command in result.unknown:
            message = f"\\{command} is not known in '{name}' of '{self.key}': its text is printed plain"
            self.say("bib-latex-unknown", WARNING, message, name, None)
        return result.text

    def put(self, variable: str, value: Any, joint: str = "; ") -> None:
        """Set a variable; a second value is joined to the first, never lost."""
        if not value:
            return
        before = self.item.get(variable)
        if isinstance(before, str) and before != value:
            self.item[variable] = f"{before}{joint}{value}"
        elif isinstance(before, list) and before != value:
            self.item[variable] = [*before, *value]
        else:
            self.item[variable] = value

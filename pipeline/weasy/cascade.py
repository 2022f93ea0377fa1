"""WeasyPrint's cascade, run without a layout.

WeasyPrint offers no public way to the cascade; this file uses its private one and nothing else does so for
this purpose. The version is pinned (70.0) and a test holds the shapes used here.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pipeline.weasy.libraries  # noqa: F401  # isort: skip (before WeasyPrint)
import cssselect2
from weasyprint import HTML
from weasyprint.css import get_all_computed_styles
from weasyprint.css.counters import CounterStyle
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.layout.page import PageType, set_page_type_computed_styles
from weasyprint.text.fonts import FontConfiguration

__all__ = ["INITIAL_VALUES", "matches", "page", "run"]


class _Document(HTML):  # type: ignore[misc] # WeasyPrint has no types
    """A document made of elements, never written out and parsed again: a note may hold paragraphs."""

    def __init__(self, root: Element) -> None:
        self.base_url = None
        self.url_fetcher = _refuse
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


def _refuse(url: str, *_args: Any, **_options: Any) -> Any:
    raise ValueError(f"no file is read for the cascade: {url}")


def run(html: Element, stylesheets: Sequence[str]) -> tuple[Any, Any]:
    """A document like the tree, and the function that gives the styles of its elements."""
    root = deepcopy(html)
    head = root.find("head")
    if head is None:
        head = Element("head")
        root.insert(0, head)
    for text in stylesheets:
        SubElement(head, "style").text = text
    document = _Document(root)
    return document, get_all_computed_styles(
        document, None, False, FontConfiguration(), CounterStyle(), {}, [], [], None, False
    )


def page(html: Any, style_for: Any, side: str, name: str, index: int, begins: bool) -> Any:
    """A page's key among the styles, once they have it."""
    key = PageType(side, False, name, index, ((name, 0),) if begins else ())
    set_page_type_computed_styles(key, html, style_for)
    return key


def matches(html: Any, selector: str) -> bool:
    """Whether a selector speaks of anything in the document; True for one that cannot be read."""
    try:
        compiled = cssselect2.compile_selector_list(selector)
    except cssselect2.SelectorError:
        return True
    return any(test.test(element) for element in html.wrapper_element.iter_subtree() for test in compiled)

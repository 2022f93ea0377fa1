"""An element tree and its stylesheets printed: layout with notes that split, and the PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

import cssselect2
import pydyf
from weasyprint import CSS, DEFAULT_OPTIONS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration

from pipeline.weasy import internals, lines, links, log, page, pages, report, speed, tags
from pipeline.weasy.context import NotesContext
from pipeline.weasy.fetch import Resources
from pipeline.weasy.labels import add_labels
from pipeline.weasy.printed import Printed

_HOOKS: tuple[internals.Hook, ...] = (
    (internals.page, "block_level_layout", page.block_level_layout),
    (internals.page, "make_page", page.make_page),
    (internals.layout, "make_all_pages", pages.make_all_pages),
    (internals.tags, "_get_pdf_tag", tags.get_pdf_tag),
    (internals.tags, "_build_box_tree", tags.build_box_tree),
    (internals.pdf, "add_tags", tags.add_tags),
    (pydyf.PDF, "page_references", speed.page_references),
    *lines.HOOKS,
    *links.HOOKS,
)


class Tree(HTML):  # type: ignore[misc]
    """A document for WeasyPrint, made of an element tree that is never parsed from text."""

    def __init__(self, root: ElementTree.Element, fetcher: Resources) -> None:
        self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


class NotesDocument(internals.Document):  # type: ignore[misc]
    """A WeasyPrint document whose notes split over pages."""

    splits_notes = True
    context: NotesContext

    @classmethod
    def _build_layout_context(cls, *args: Any) -> NotesContext:
        cls.context = NotesContext.of(super()._build_layout_context(*args))
        return cls.context


def render(
    html: Any,
    stylesheets: Sequence[str],
    resources: Mapping[str, bytes],
    identifier: bytes | None,
    tagged: bool,
) -> Printed:
    """Print the document. Any element tree will do, of xml.etree or of lxml."""
    internals.check()
    fetcher = Resources(resources)
    fonts, counters = FontConfiguration(), CounterStyle()
    options = {**DEFAULT_OPTIONS, "pdf_tags": tagged, "pdf_identifier": identifier}

    # A class of its own for every run, to get hold of the layout context.
    run: Any = type("Run", (NotesDocument,), {})
    with log.listening() as messages, internals.hooked(_HOOKS), speed.without_collector():
        options["stylesheets"] = [
            CSS(string=text, url_fetcher=fetcher, font_config=fonts, counter_style=counters)
            for text in stylesheets
        ]
        document = run._render(Tree(_plain(html), fetcher), fonts, counters, {}, options)
        pdf = document.write_pdf(finisher=add_labels, **options)
    notes, findings = report.on_notes(run.context, document)
    findings = (*findings, *log.findings(messages, fetcher.refused), *report.refused(fetcher))
    return Printed(pdf, len(document.pages), notes, findings)


def _plain(element: Any) -> ElementTree.Element:
    """A copy of the tree in xml.etree, without comments and processing instructions."""
    copy = ElementTree.Element(element.tag, dict(element.attrib))
    copy.text = element.text
    for child in element:
        if isinstance(child.tag, str):
            inner = _plain(child)
            inner.tail = child.tail
            copy.append(inner)
        elif child.tail and len(copy):
            copy[-1].tail = (copy[-1].tail or "") + child.tail
        elif child.tail:
            copy.text = (copy.text or "") + child.tail
    return copy

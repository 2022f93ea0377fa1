"""Units of a book laid out, finished and written as pieces of a PDF by one process."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any
from xml.etree import ElementTree

import pipeline.weasy.libraries  # noqa: F401  # isort: skip (before WeasyPrint)
import cssselect2
import pydyf
from weasyprint import CSS, DEFAULT_OPTIONS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration

from pipeline.memory import give_back
from pipeline.weasy import (
    alike,
    drawn,
    faces,
    fitting,
    heads,
    internals,
    joining,
    letters,
    lines,
    links,
    log,
    page,
    pages,
    remembered,
    report,
    speed,
    spelled,
    tags,
    units,
)
from pipeline.weasy.binding import Bind, Bound, Place, bound
from pipeline.weasy.context import NotesContext
from pipeline.weasy.fetch import Resources
from pipeline.weasy.galley import Galley
from pipeline.weasy.impression import Impression
from pipeline.weasy.pagination import Layout
from pipeline.weasy.passing import Entry, Laid
from pipeline.weasy.piece import Piece
from pipeline.weasy.units import Unit

_HOOKS: tuple[internals.Hook, ...] = (
    (internals.page, "block_level_layout", page.block_level_layout),
    (internals.page, "make_page", page.make_page),
    (internals.block, "block_level_layout", page.block_in_block),
    (internals.layout, "make_all_pages", pages.make_all_pages),
    (internals.tags, "_get_pdf_tag", tags.get_pdf_tag),
    (internals.tags, "_build_box_tree", tags.build_box_tree),
    (internals.pdf, "add_tags", tags.add_tags),
    *alike.HOOKS,
    *drawn.HOOKS,
    *faces.HOOKS,
    *fitting.HOOKS,
    *heads.HOOKS,
    *letters.HOOKS,
    *lines.HOOKS,
    *links.HOOKS,
    *remembered.HOOKS,
    *spelled.HOOKS,
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
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A finished unit: its piece, what it passed on, its notes, what was logged, refused; fonts by digest.

    `galley`: what the next time may be known of it, packed.
    """

    piece: Piece
    laid: Laid
    notes: tuple[report.Met, ...]
    messages: tuple[str, ...]
    refused: tuple[str, ...]
    faces: Mapping[str, bytes]
    galley: bytes | None = None

    def head(self) -> dict[str, Any]:
        """All but the piece and the fonts, as JSON."""
        return {
            "laid": self.laid.row(),
            "notes": [asdict(note) for note in self.notes],
            "messages": self.messages,
            "refused": self.refused,
            "faces": sorted(self.faces),
        }

    @classmethod
    def of(cls, head: Mapping[str, Any], piece_: Piece, faces: Mapping[str, bytes]) -> Made:
        """From its parts."""
        notes = tuple(map(report.Met.of, head["notes"]))
        laid = Laid.of(head["laid"])
        return cls(piece_, laid, notes, tuple(head["messages"]), tuple(head["refused"]), faces)


@dataclass
class _InHand:
    """A unit whose pages are laid out."""

    layout: Layout
    laid: Laid
    fetcher: Resources
    messages: list[str]


@dataclass
class Case:
    """Stylesheets and files of one book, ready for its units."""

    stylesheets: Sequence[str]
    resources: Mapping[str, bytes]
    tagged: bool = True
    in_hand: dict[int, _InHand] = field(default_factory=dict)

    def __post_init__(self) -> None:
        internals.check()
        self.fonts, self.counters = FontConfiguration(), CounterStyle()
        self.fetcher = Resources(self.resources)
        with log.listening() as self.told:
            self.css = [
                CSS(
                    string=text, url_fetcher=self.fetcher, font_config=self.fonts, counter_style=self.counters
                )
                for text in self.stylesheets
            ]

    def serve(self, resources: Mapping[str, bytes]) -> None:
        """Have these files for the pages."""
        self.resources = resources
        self.fetcher.serve(resources)

    @property
    def options(self) -> dict[str, Any]:
        """WeasyPrint's options."""
        return {**DEFAULT_OPTIONS, "pdf_tags": self.tagged, "stylesheets": self.css}

    def breaks(self, skeleton: Any) -> list[tuple[int, str, str | None]]:
        """Where the units begin."""
        tree = Tree(skeleton, self.fetcher)
        with log.listening():
            context = internals.Document._build_layout_context(
                tree, self.fonts, self.counters, {}, self.options
            )
        return units.breaks(tree.etree_element, context.style_for)

    def lay_out(self, number: int, unit: Unit, entry: Entry, old: Galley | None = None) -> Laid:
        """Lay out the unit, and keep it in hand until it is finished; `old` tells how it came out last."""
        fetcher = Resources(self.resources)
        with log.listening() as messages, internals.hooked(_HOOKS), speed.eased():
            layout = self._layout(unit, entry, fetcher, old)
            laid = layout.lay_out(entry)
        self.in_hand[number] = _InHand(layout, laid, fetcher, messages)
        return laid

    def _layout(self, unit: Unit, entry: Entry, fetcher: Resources, old: Galley | None) -> Layout:
        tree = Tree(ElementTree.fromstring(unit.html), fetcher)
        args: Any = (tree, self.fonts, self.counters, {}, {**self.options, "cache": {}})
        context = NotesContext.of(internals.Document._build_layout_context(*args))
        body = tree.etree_element.find("body")
        if body is not None:
            for index in reversed(range(len(body))):
                if not unit.begin <= index < unit.end and (unit.is_last or index != unit.end):
                    body.remove(body[index])
        targets = context.target_collector
        for name in sorted(unit.foreign):
            item = targets.target_lookup_items[name] = internals.TargetLookupItem("up-to-date")
            item.target_box = _Elsewhere()
            item.cached_page_counter_values = {"page": [entry.targets.get(name, 0)]}
        root = internals.build.build_formatting_structure(
            tree.etree_element, context.style_for, context.get_image_from_uri, None, targets,
            self.counters, context.footnotes,
        )  # fmt: skip
        return Layout(context, root, tree, unit.is_first, unit.is_last, unit.foreign, old)

    def _lay_out_for(self, number: int, unit: Unit, entry: Entry, old: Galley | None) -> None:
        """Have pages in hand that hold for the entry.

        They come from the same steps whatever was thought before: all pages as if no page number was known,
        then those that print one once more.
        """
        plain = replace(entry, number=unit.guess.number, targets={})
        hand = self.in_hand.get(number)
        if not hand or not hand.laid.holds_for(replace(plain, targets=dict.fromkeys(hand.laid.asks, 0))):
            self.lay_out(number, unit, plain, old)
            hand = self.in_hand[number]
        if not hand.laid.holds_for(entry):
            with log.listening() as messages, internals.hooked(_HOOKS), speed.eased():
                hand.laid = hand.layout.told(entry)
            hand.messages += messages

    def finish(self, number: int, unit: Unit, entry: Entry, old: Galley | None = None) -> Made:
        """The unit finished for the entry; laid out again where it is not what was thought."""
        self._lay_out_for(number, unit, entry, old)
        hand = self.in_hand.pop(number)
        with log.listening() as messages, internals.hooked(_HOOKS), speed.eased():
            html, facts = hand.layout.html, hand.layout.facts
            about = internals.DocumentMetadata(**internals.get_html_metadata(html))
            document = partial(_document, html=html, fonts=self.fonts, about=about)
            impression = Impression(hand.layout, document, self.options)
            piece = impression.drawn(entry)
            on_pages = ((one.called, one.shown, one.outside) for one in facts)
            notes = tuple(report.on_notes(hand.layout.context, on_pages))
        lines_, refused = dict.fromkeys([*hand.messages, *messages]), tuple(hand.fetcher.refused)
        told = None if lines_ or refused or old is None else impression.galley()
        galley = zlib.compress(json.dumps(told).encode(), 1) if told else None
        impression.taken_apart()
        give_back()
        return Made(piece, hand.laid, notes, tuple(lines_), refused, impression.faces, galley)

    def bind(self, piece: Piece, place: Place) -> Bound:
        """The piece at its place in the file."""
        return bound(piece, place)


class _Elsewhere:
    """The box of a place in another unit: it has no counters of its own."""

    cached_counter_values: Mapping[str, Any] = {}


def _document(pages_: Sequence[Any], html: Tree, fonts: Any, about: Any = None) -> NotesDocument:
    about = about or internals.DocumentMetadata(**internals.get_html_metadata(html))
    document = NotesDocument(pages_, about, html.url_fetcher, fonts, {}, None)
    document._html = html
    return document


_JOINING: tuple[internals.Hook, ...] = ((pydyf, "zlib", speed.compression),)


def join(
    head: Any,
    made: Sequence[Made],
    identifier: bytes | None,
    face: Callable[[str], bytes],
    bind: Bind = bound,
) -> bytes:
    """The PDF; `head` is an element tree with the book's language and head. `bind` may know bound units."""
    with internals.hooked(_JOINING):
        document = _document([], Tree(head, Resources({})), FontConfiguration())
        options = {**DEFAULT_OPTIONS, "pdf_identifier": identifier}
        return joining.joined([one.piece for one in made], face, document, options, bind)

"""The pages of a unit drawn, sheet by sheet; sheets that came out as they were are not drawn again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipeline.weasy import internals, sheets, speed
from pipeline.weasy.flow import NotPlainError
from pipeline.weasy.pagination import Layout
from pipeline.weasy.passing import Entry
from pipeline.weasy.piece import Piece, piece
from pipeline.weasy.sheets import Sheet

Span = tuple[int, int]
Row = Mapping[str, Any]


class Impression:
    """What is drawn of one unit."""

    def __init__(
        self,
        layout: Layout,
        document: Callable[[Sequence[Any]], Any],
        options: Mapping[str, Any],
    ) -> None:
        self.layout, self.document, self.options = layout, document, options
        count = len(layout.pages)
        self.spans = sheets.cut(layout.context, count)
        self.kept: dict[Span, Row] = {}
        self.pages: dict[Span, list[Any]] = {}  # of the sheets that are drawn
        self.faces: dict[str, bytes] = {}

    def drawn(self, entry: Entry) -> Piece:
        """The unit's piece, for this entry."""
        self.layout.begin_to_finish(entry)
        self.kept = {span: row for span in self.spans if (row := self._as_it_was(span))}
        self._finish(span for span in self.spans if span not in self.kept)
        if any(page._page_box.fixed_boxes for pages in self.pages.values() for page in pages):
            self._draw_all()  # they stand on all pages
        places = self._places()
        if any(not places.issuperset(row["head"]["targets"]) for row in self.kept.values()):
            self._draw_all()
        made = {span: self._draw(self.pages[span], places) for span in self.pages}
        if len(self.spans) > 1 and self._hang_together([one.head for one in made.values()]):
            self._draw_all()
            every = [page for span in self.spans for page in self.pages[span]]
            self.spans = [(0, len(every))]
            made = {self.spans[0]: self._draw(every, frozenset())}
        found, self.told = sheets.joined([self._sheet(span, made) for span in self.spans])
        return found

    def _sheet(self, span: Span, made: Mapping[Span, Piece]) -> Sheet:
        old = self.layout.old
        if span in made or old is None or old.piece is None:
            return Sheet.drawn(made[span])
        self.faces |= old.faces
        return Sheet.kept(self.kept[span], old.piece)

    def _hang_together(self, drawn: Sequence[Row]) -> bool:
        """Whether sheets show the same picture, which must be in the file once, or lack glyphs.

        Glyphs that are missing are numbered one after another.
        """
        heads = [*drawn, *(row["head"] for row in self.kept.values())]
        shown = [one for head in heads for one in set(head["shown"])]
        return len(set(shown)) < len(shown) or any(
            font["missing"] for head in drawn for font in head["fonts"]
        )

    def _finish(self, spans: Any) -> None:
        wanted = list(spans)
        for begin, end in wanted:
            for at in range(begin, end):
                self.layout.boxes(at)
        for span in wanted:
            self.pages[span] = [internals.Page(box) for box in self.layout.finish(*span)]

    def _draw_all(self) -> None:
        self._finish(self.kept)
        self.kept = {}

    def _places(self) -> frozenset[str]:
        drawn = (name for pages in self.pages.values() for page in pages for name in page.anchors)
        kept = (name for row in self.kept.values() for name, _ in row["head"]["names"])
        return self.layout.foreign.union(drawn, kept)

    def _draw(self, pages: Sequence[Any], places: frozenset[str]) -> Piece:
        made, faces = piece(self.document(pages), self.layout.foreign, self.options, places)
        self.faces |= faces
        return made

    def _as_it_was(self, span: Span) -> Row | None:
        """The sheet as it was drawn last time, if its pages and what their margins show are the same."""
        layout, (begin, end) = self.layout, span
        seams, old = layout.context.seams, layout.old
        if seams is None or old is None or old.piece is None:
            return None
        made = [layout.context.first_round.made[layout.context.first + at] for at in range(begin, end)]
        known = [one.known for one in made]
        if None in known or layout.context.remade:
            return None
        for row in old.sheets:
            if row["page"] == begin and row["rows"] == known and row["margins"] == _margins(layout, span):
                found: Row = row
                return found
        return None

    def taken_apart(self) -> None:
        """Let go of the layout, and of all boxes, once everything is told."""
        layout, drawn = self.layout, [page._page_box for pages in self.pages.values() for page in pages]
        laid_out = [one for one in layout.pages if isinstance(one, internals.boxes.Box)]
        context = layout.context
        boxes = [layout.root, *drawn, *laid_out, *context.areas, *context.prepared.values()]
        speed.taken_apart(boxes, context, layout)

    def galley(self) -> list[Any] | None:
        """What is to be known of the unit the next time; None where something stands in the way."""
        layout = self.layout
        seams, flow, context = layout.context.seams, layout.context.flow, layout.context
        pages = (page for pages in self.pages.values() for page in pages)
        if (
            seams is None
            or flow is None
            or context.remade
            or any(page._page_box.fixed_boxes for page in pages)
        ):
            return None
        made = context.first_round.made
        rows = []
        for (begin, end), told in zip(self.spans, self.told, strict=True):
            numbers = [made[context.first + at].row for at in range(begin, end)]
            if None in numbers:
                continue
            try:
                facts = [layout.facts[at].plain(flow) for at in range(begin, end)]
            except NotPlainError:
                continue
            rows.append({**told, "rows": numbers, "facts": facts, "margins": _margins(layout, (begin, end))})
        seams.new.sheets = rows
        plain: list[Any] = seams.new.plain()
        return plain


def _margins(layout: Layout, span: Span) -> str:
    return json.dumps(layout.margins(*span), sort_keys=True)

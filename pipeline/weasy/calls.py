"""The boxes of the document made ready for notes: every call linked, and in a place where it can be met.

A note is laid out when a line with its call is. Calls that no line of the text flow holds (in a note, in
a box taken out of the flow) get a stand-in, an empty inline box, at the nearest place in the flow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.weasy import alike, internals
from pipeline.weasy.internals import boxes

Box = Any

NESTED, OUT_OF_FLOW, IN_COLUMNS = "note-nested", "note-out-of-flow", "note-in-columns"


def prepare(root: Box) -> tuple[list[Box], list[tuple[str, Box]]]:
    """All notes in the order of their calls, and those called from an odd place: (code, note)."""
    odd: list[tuple[str, Box]] = []
    for call in [box for box in root.descendants() if box.footnote]:
        link(call, call.footnote)
        _move_nested(call, call.footnote, odd)
    _move_out_of_flow(root, odd)
    notes = []
    for call in root.descendants():
        if call.footnote:
            notes.append(call.footnote)
    odd.extend((IN_COLUMNS, note) for note in _in_columns(root, False))
    for note in notes:
        alike.resume(note.style)  # copied for the sake of its `float`
        # WeasyPrint leaves these two steps out for notes.
        note.process_whitespace()
        note.process_text_transform()
    return notes, odd


def link(call: Box, note: Box) -> None:
    """Make call and note links to each other, and give the call its name: `fnref-12` for `fn-12`."""
    name = note.style["anchor"] or ""
    if not name:
        return
    back = "fnref-" + name.removeprefix("fn-")
    call.style = call.style.copy()
    alike.resume(call.style)
    call.style["anchor"] = back
    call.link = internals.get_link(f"#{name}", None)
    call.element_tag = "a::footnote-call"
    call.note_call = name
    marker = note.children[0]
    marker.link = internals.get_link(f"#{back}", None)
    marker.element_tag = "a::footnote-marker"
    marker.note_marker = name
    note.note_name = name


def _move_nested(call: Box, note: Box, odd: list[tuple[str, Box]]) -> None:
    """Let notes that are called inside a note follow it, called from the same line of text."""
    for inner in [box for box in note.descendants() if box.footnote]:
        nested, inner.footnote = inner.footnote, None
        call.children = [*call.children, _stand_in(call, nested)]
        odd.append((NESTED, nested))
        link(inner, nested)
        _move_nested(call, nested, odd)


def _stand_in(parent: Box, note: Box) -> Box:
    box = boxes.InlineBox.anonymous_from(parent, [])
    box.footnote = note
    return box


def _move_out_of_flow(root: Box, odd: list[tuple[str, Box]]) -> None:
    """Call the notes of boxes taken out of the flow from the next line of text, or else the last."""
    waiting: list[Box] = []
    last: list[Box] = []

    def visit(box: Box) -> None:
        if box is not root and (box.is_absolutely_positioned() or box.is_running()):
            for call in [inner for inner in box.descendants() if inner.footnote]:
                waiting.append(call.footnote)
                odd.append((OUT_OF_FLOW, call.footnote))
                call.footnote = None
            return
        for child in list(box.children):
            visit(child)
        if isinstance(box, boxes.LineBox):
            last[:] = [box]
            box.children = [*(_stand_in(box, note) for note in waiting), *box.children]
            waiting.clear()

    visit(root)
    if waiting and not last:
        last.append(boxes.LineBox.anonymous_from(root, []))
        root.children = [*root.children, boxes.BlockBox.anonymous_from(root, [last[0]])]
    if waiting:
        last[0].children = [*last[0].children, *(_stand_in(last[0], note) for note in waiting)]


def _in_columns(box: Box, inside: bool) -> Iterator[Box]:
    inside = inside or (
        isinstance(box, boxes.BlockBox)
        and (box.style["column_width"] != "auto" or box.style["column_count"] != "auto")
    )
    if inside and box.footnote:
        yield box.footnote
    for child in box.children:
        yield from _in_columns(child, inside)


def clean_titles(root: Box) -> None:
    """Take the numbers of calls out of bookmarks and running heads: "Title", not "Title1"."""
    for box in root.descendants():
        if not (box.bookmark_label or box.string_set) or not box.children:
            continue
        if not any(child.footnote for child in box.descendants()):
            continue
        printed, copy = box.content_text, box.deepcopy()
        for call in copy.descendants():
            if call.footnote:
                call.children = []
        title = copy.content_text
        if box.bookmark_label:
            box.bookmark_label = box.bookmark_label.replace(printed, title)
        if box.string_set and box.string_set != "none":
            box.string_set = [(name, text.replace(printed, title)) for name, text in box.string_set]

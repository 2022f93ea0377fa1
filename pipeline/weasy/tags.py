"""Notes in the structure tree of a tagged PDF (ISO 32000-1, 14.8.4.4.2): Reference, and beside it one Note.

WeasyPrint tags what stands on a page in the order of its boxes: every part of a note would be an element of
its own at the end of its page. Here all parts become one `Note` with an ID, right after its `Reference`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import pydyf

from pipeline.weasy import internals
from pipeline.weasy.area import NOTE_TAG

Element = Any
# The ids of the pages before the text begin so (`markup.front`).
FRONT = "octavo-"
_CONTENTS = {"/L": "/TOC", "/LI": "/TOCI", "/LBody": "/Reference"}


@dataclass
class Found:
    """The elements of notes met while the structure tree is built, by name of note."""

    notes: dict[str, Element] = field(default_factory=dict)
    fronts: dict[str, Element] = field(default_factory=dict)  # pages before the text
    calls: dict[str, Element] = field(default_factory=dict)
    markers: list[Element] = field(default_factory=list)
    heads: set[int] = field(default_factory=set)  # of tables, by their elements in the source
    rows: dict[int, Element] = field(default_factory=dict)  # of tables, by their elements in the source
    in_head: bool = False  # whether the head of a table is being set again


_found: WeakKeyDictionary[Any, Found] = WeakKeyDictionary()


def is_one(box: Any) -> bool:
    """Whether all parts of the box are one element, on whatever pages they stand."""
    return bool(_front(box) or _end_note(box))


def get_pdf_tag(tag: str | None) -> Any:
    """Hook: the PDF name of a box's tag."""
    if tag == "nav":
        return "Sect"
    return "Note" if tag == NOTE_TAG else "Formula" if tag == "math" else internals.get_pdf_tag(tag)


def build_box_tree(
    box: Any, parent: Element, pdf: Any, number: int, nums: Any, annotations: Any, tags: Any
) -> Iterator[Element]:
    """Hook: the elements of a box; later parts of a note are put into its first."""
    found = _found.get(pdf)
    if found is None:
        yield from internals.build_box_tree(box, parent, pdf, number, nums, annotations, tags)
        return
    if parent["S"] == "/L" and getattr(box, "element_tag", None) in ("ol", "ul"):
        # A list in an item: beside the item, as WeasyPrint has it, it would be read after the whole item.
        item = _item(pdf, parent)
        for element in internals.build_box_tree(box, item, pdf, number, nums, annotations, tags):
            item["K"].append(element.reference)
        return
    elements = internals.build_box_tree(box, parent, pdf, number, nums, annotations, tags)
    name = getattr(box, "note_name", None) if getattr(box, "element_tag", None) == NOTE_TAG else None
    end_note = _end_note(box)
    front, again = _front(box), _stands_again(box, found)
    found.in_head |= again
    for element in elements:
        if element["S"] == "/TR" and _goes_on(pdf, box, element, found):
            continue
        if again:
            found.in_head = False
            element["S"] = "/Artifact"
        if front:
            if box.element_tag == "nav":
                _retag(pdf, element)
            if front in found.fronts:
                _adopt(pdf, found.fronts[front], element)
                continue
            found.fronts[front] = element
            element["ID"] = pydyf.String(front)
        if end_note and element["S"] == "/Div":
            name, element["S"] = end_note, "/Note"
        if name is None or element["S"] != "/Note":
            _notice(box, element, found)
            yield element
        elif name not in found.notes:
            found.notes[name] = element
            element["ID"] = pydyf.String(name)
            yield element
        else:
            _adopt(pdf, found.notes[name], element)


def _item(pdf: Any, above: Element) -> Element:
    """The item of a list that is being built: the list's latest."""
    return next(
        one
        for one in reversed(pdf.objects)
        if isinstance(one, dict) and one.get("S") == "/LI" and one.get("P") == above.reference
    )


def _front(box: Any) -> str | None:
    """The id of the page before the text that the box is: a section, or a list of contents."""
    element = getattr(box, "element", None)
    if element is None or getattr(box, "element_tag", None) not in ("section", "nav"):
        return None
    name: str = element.get("id") or ""
    return name if name.startswith(FRONT) else None


def _retag(pdf: Any, element: Element) -> None:
    """A list of contents is a TOC of TOCIs, not a list of items (ISO 32000-1, 14.8.4.3)."""
    for kid in element["K"]:
        if isinstance(kid, bytes) and "S" in (child := _object(pdf, kid)):
            child["S"] = _CONTENTS.get(child["S"], child["S"])
            _retag(pdf, child)


def _stands_again(box: Any, found: Found) -> bool:
    """Whether the box is the head of a table that goes on from the page before, and no words of its own."""
    if not getattr(box, "is_header", False) or getattr(box, "element", None) is None:
        return False
    known = id(box.element) in found.heads
    found.heads.add(id(box.element))
    return known


def _goes_on(pdf: Any, box: Any, row: Element, found: Found) -> bool:
    """Whether the row is the rest of one that broke off: its cells go on in those of the first part.

    So a row is read cell by cell, not page by page.
    """
    if found.in_head or getattr(box, "element", None) is None:
        return False
    first: Element = found.rows.setdefault(id(box.element), row)
    if first is row or len(first["K"]) != len(row["K"]):
        return False
    for cell, rest in zip(first["K"], row["K"], strict=True):
        whole = _object(pdf, cell)
        whole["ID"] = whole.get("ID") or pydyf.String(f"{whole.number}-cell")
        _adopt(pdf, whole, _object(pdf, rest))
    row["S"], row["K"] = "/NonStruct", pydyf.Array([])
    return True


def _end_note(box: Any) -> str | None:
    """The id of the note that the box is, in a section of notes after a chapter or at the book's end."""
    element = getattr(box, "element", None)
    if element is None or element.get("class") != "endnote":
        return None
    name: str | None = element.get("id")
    return name


def _notice(box: Any, element: Element, found: Found) -> None:
    if element["S"] != "/Link":
        return
    if call := getattr(box, "note_call", None):
        found.calls.setdefault(call, element)
    elif getattr(box, "note_marker", None):
        found.markers.append(element)


def add_tags(pdf: Any, document: Any, version: Any, streams: Any) -> None:
    """Hook: the whole structure tree, with every note moved beside its call."""
    if not getattr(document, "splits_notes", False):
        internals.add_tags(pdf, document, version, streams)
        return
    found = _found[pdf] = Found()
    internals.add_tags(pdf, document, version, streams)
    for name, call in found.calls.items():
        reference = _wrap(pdf, call, "Reference")
        if name in found.notes:
            _move_after(pdf, found.notes[name], reference)
    for marker in found.markers:
        _wrap(pdf, marker, "Lbl")


def _object(pdf: Any, reference: bytes) -> Element:
    return pdf.objects[int(bytes(reference).split()[0])]


def _adopt(pdf: Any, first: Element, part: Element) -> None:
    """Hang the kids of a later part of a note on its first; the part itself stays out of the tree."""
    for kid in part["K"]:
        if isinstance(kid, bytes):
            element = _object(pdf, kid)
            if "P" in element:
                element["P"] = first.reference
        first["K"].append(kid)
    part["S"], part["K"] = "/NonStruct", pydyf.Array([])


def _wrap(pdf: Any, element: Element, tag: str) -> Element:
    """Put a new element of this tag around the given one."""
    parent = _object(pdf, element["P"])
    wrapper = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": f"/{tag}",
            "K": pydyf.Array([element.reference]),
            "Pg": element["Pg"],
            "P": parent.reference,
        }
    )
    pdf.add_object(wrapper)
    kids = parent["K"]
    kids[_position(kids, element)] = wrapper.reference
    element["P"] = wrapper.reference
    return wrapper


def _move_after(pdf: Any, note: Element, reference: Element) -> None:
    old, new = _object(pdf, note["P"]), _object(pdf, reference["P"])
    del old["K"][_position(old["K"], note)]
    new["K"].insert(_position(new["K"], reference) + 1, note.reference)
    note["P"] = new.reference


def _position(kids: Any, element: Element) -> int:
    return next(index for index, kid in enumerate(kids) if kid == element.reference)

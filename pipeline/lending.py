"""Pure: notes written in another file than the one that calls them, as in a manuscript with a file of notes.

A label belongs to its file. Only a note that its own file never calls is lent, and only to a call that finds
no note of its label at home; where two files could lend, none does.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.scan import Definition, Scan


def lent(scans: Sequence[Scan]) -> list[dict[str, tuple[Scan, Definition]]]:
    """For each source, the notes that it borrows by their label, with the source that they stand in."""
    offers: dict[str, list[tuple[Scan, Definition]]] = {}
    for scan in scans:
        called = {call.label for call in scan.calls}
        for one in {one.label: one for one in scan.definitions}.values():
            if one.label not in called:
                offers.setdefault(one.label, []).append((scan, one))
    borrowed = []
    for scan in scans:
        own = {one.label for one in scan.definitions}
        wanted = dict.fromkeys(call.label for call in scan.calls if call.label and call.label not in own)
        borrowed.append({label: offers[label][0] for label in wanted if len(offers.get(label, ())) == 1})
    return borrowed


def with_notes(text: str, borrowed: dict[str, tuple[Scan, Definition]]) -> str:
    """The text with the borrowed notes at its end, where they move no line of it."""
    if not borrowed:
        return text
    notes = [scan.source.text[one.at : one.body[1]].rstrip() for scan, one in borrowed.values()]
    return "\n\n".join([text.rstrip("\n") + "\n", *notes]) + "\n"

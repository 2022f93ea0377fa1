"""Where the named places of a finished PDF stand, by the labels of their pages."""

from __future__ import annotations

import io
from typing import Any

import pikepdf


def pages_of_names(data: bytes) -> dict[str, str]:
    """For each named destination the label of its page (ISO 32000-1, 12.3.2.3 and 12.4.2)."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        labels = {page.obj.objgen: str(page.label) for page in pdf.pages}
        names = pdf.Root.get("/Names")
        tree = names.get("/Dests") if names is not None else None
        found: Any = pikepdf.NameTree(tree).items() if tree is not None else ()
        places = {}
        for name, value in found:
            place = value.get("/D") if isinstance(value, pikepdf.Dictionary) else value
            if isinstance(place, pikepdf.Array) and place[0].objgen in labels:
                places[str(name)] = labels[place[0].objgen]
    return places

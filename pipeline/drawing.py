"""What an SVG drawing may not do: its parts may use one another (SVG 2, 5.6), but not without end."""

from __future__ import annotations

MOST_DEPTH, MOST_USES = 50, 10_000  # of parts that use other parts


def check(data: bytes) -> None:
    """ValueError where the parts of the drawing use one another without end."""
    if b"<use" not in data and b":use" not in data:
        return
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(data, parser)
    if root is None:
        return
    parts = {f"#{one.get('id')}": one for one in root.iter() if one.get("id")}
    waiting, drawn = [(root, 0)], 0
    while waiting:
        part, depth = waiting.pop()
        drawn += 1
        if depth > MOST_DEPTH or drawn > MOST_USES:
            raise ValueError("its parts use one another without end")
        for use in part.iter("{*}use"):
            name = use.get("href") or use.get("{http://www.w3.org/1999/xlink}href") or ""
            if name in parts:
                waiting.append((parts[name], depth + 1))

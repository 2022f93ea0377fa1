"""Links inside the Word file: only those that lead somewhere stay links."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.house_style.ooxml import Xml, q


def without_dead_links(texts: Sequence[Xml]) -> None:
    """A link to a bookmark that no part has becomes its words, in the look of the text around it.

    The author has been told of it already (`link-broken`); Word would only answer a click with an error.
    """
    known = {mark.get(q("w:name")) for text in texts for mark in text.iter(q("w:bookmarkStart"))}
    for text in texts:
        for link in list(text.iter(q("w:hyperlink"))):
            target = link.get(q("w:anchor"))
            # "_top" is Word's own name for the beginning of the document.
            if (
                target is not None
                and target != "_top"
                and target not in known
                and link.get(q("r:id")) is None
            ):
                _unwrap(link)


def _unwrap(link: Xml) -> None:
    parent = link.getparent()
    assert parent is not None
    for style in list(link.iter(q("w:rStyle"))):
        properties = style.getparent()
        if style.get(q("w:val")) == "Hyperlink" and properties is not None:
            properties.remove(style)
    at = parent.index(link)
    # The children's tails go with them: between runs there is nothing but white space.
    parent[at : at + 1] = list(link)

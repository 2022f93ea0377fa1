"""The font table, with the fonts themselves inside, hidden as Word hides them (ECMA-376, part 4, 17.8.1)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from pipeline.fonts import Face
from pipeline.house_style.ooxml import Xml, el, relationship, relationships, root, serialize

SLOTS = {
    (False, False): "embedRegular", (True, False): "embedBold",
    (False, True): "embedItalic", (True, True): "embedBoldItalic",
}  # fmt: skip
SLOT_ORDER = tuple(SLOTS.values())


def obfuscated(data: bytes, key: uuid.UUID) -> bytes:
    """The font with its first 32 bytes XORed with the key, last byte first."""
    pad = key.bytes[::-1]
    return bytes(byte ^ pad[index % 16] for index, byte in enumerate(data[:32])) + data[32:]


def font_parts(families: Iterable[str], faces: Iterable[Face]) -> dict[str, bytes]:
    """`fontTable.xml`, its relationships and the embedded faces; Word has four places for a family."""
    chosen = {(face.family, SLOTS[face.weight >= 600, face.style != "normal"]): face for face in faces}
    parts: dict[str, bytes] = {}
    lines: list[Xml] = []
    table = root("w:fonts")
    for family in sorted(set(families)):
        entry = el(
            "w:font", {"name": family}, el("w:charset", {"val": "00"}), el("w:pitch", {"val": "variable"})
        )
        for slot in SLOT_ORDER:
            if (face := chosen.get((family, slot))) is None:
                continue
            number = len(lines) + 1
            # The key hides nothing; made from the font, it is the same in every build.
            key = uuid.uuid5(uuid.NAMESPACE_OID, f"{family} {slot} {len(face.data)}")
            parts[f"word/fonts/font{number}.odttf"] = obfuscated(face.data, key)
            lines.append(relationship(f"rId{number}", "font", f"fonts/font{number}.odttf"))
            entry.append(el(f"w:{slot}", {"r:id": f"rId{number}", "fontKey": f"{{{str(key).upper()}}}"}))
        table.append(entry)
    parts["word/fontTable.xml"] = serialize(table)
    if lines:
        parts["word/_rels/fontTable.xml.rels"] = serialize(relationships(lines))
    return parts

"""The container: one ZIP, its first file telling what it is (EPUB 3.3, section 4)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from pipeline.editions.ebook.package import Item

_CONTAINER = b"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"""


def zipped(package: bytes, items: Sequence[Item]) -> bytes:
    """The bytes of the e-book; no time and no order but ours goes into them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", strict_timestamps=True) as archive:
        _add(archive, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
        _add(archive, "META-INF/container.xml", _CONTAINER)
        _add(archive, "EPUB/package.opf", package)
        for item in items:
            _add(archive, f"EPUB/{item.name}", item.data)
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = method
    info.create_system = 3  # Unix, wherever the book is made
    info.external_attr = 0o644 << 16
    archive.writestr(info, data, compresslevel=4)  # the sixth level takes twice the time for a fortieth less

"""While someone watches, a file is scanned again only when its text is another."""

from __future__ import annotations

from pipeline.model import Source
from pipeline.scan import remembering, scan


def test_file_is_scanned_again_when_its_text_or_what_it_borrows_is_another():
    one, other = Source("1.md", "Words[^a] here.\n"), Source("1.md", "Words[^a] there.\n")
    with remembering():
        first = scan(one)
        assert scan(Source("1.md", one.text)) is first
        assert scan(other).source == other
        assert [call.printed for call in scan(one, {"a"}).calls] == [True]
        assert [call.printed for call in scan(one).calls] == [False]
    assert scan(one) is not scan(one)

from typing import Any

from pipeline import tree


def sample() -> list[dict[str, Any]]:
    cited = {
        "t": "Cite",
        "c": [[{"citationId": "x", "citationPrefix": tree.inlines("see")}], tree.inlines("[@x]")],
    }
    quoted = {"t": "Quoted", "c": [{"t": "DoubleQuote"}, [cited, tree.SPACE, tree.string("so")]]}
    note = tree.note([tree.para(tree.inlines("in the note"))])
    return [
        tree.div([tree.para([tree.string("He"), tree.SPACE, quoted, note])], "a", ["b"], {"k": "v"}),
        {"t": "BulletList", "c": [[tree.plain(tree.inlines("one"))], [tree.plain(tree.inlines("two"))]]},
    ]


def test_walk_that_changes_nothing_shares_the_tree() -> None:
    blocks = sample()
    assert tree.walk(lambda e: None, blocks) is blocks
    assert tree.walk_inlines(lambda inlines: inlines, blocks) is blocks


def test_walk_replaces_splices_and_removes_without_touching_the_old_tree() -> None:
    blocks = sample()

    def rewrite(e: dict[str, Any]) -> Any:
        if e["t"] == "Note":
            return []
        if e == tree.string("one"):
            return tree.inlines("one and")
        return tree.string("THE") if e == tree.string("so") else None

    new = tree.walk(rewrite, blocks)
    assert tree.stringify(new) == "He “[@x] THE”\none and\ntwo"
    assert blocks == sample()


def test_walk_goes_into_citations_and_metadata() -> None:
    seen = [e["c"] for e in tree.elements({"title": {"t": "MetaInlines", "c": sample()}}, "Str")]
    assert seen == ["He", "see", "[@x]", "so", "in", "the", "note", "one", "two"]


def test_what_a_rewriter_answers_is_not_entered_again() -> None:
    def wrap(e: dict[str, Any]) -> Any:
        return tree.span([e]) if e["t"] == "Str" else None

    assert tree.stringify(tree.walk(wrap, sample())) == tree.stringify(sample())


def test_stringify_leaves_notes_out_unless_asked() -> None:
    assert tree.stringify(sample()) == "He “[@x] so”\none\ntwo"
    assert tree.stringify(sample(), notes=True) == "He “[@x] so”in the note\n\none\ntwo"


def test_attributes() -> None:
    division = sample()[0]
    assert tree.identifier(division) == "a"
    assert tree.has_class(division, "b")
    assert tree.attribute(division, "k") == "v"
    assert tree.attribute(division, "z") is None
    assert tree.identifier(tree.with_attr(division, tree.attr("new"))) == "new"
    header = {"t": "Header", "c": [1, tree.attr("h", ["unnumbered"]), tree.inlines("A title")]}
    assert tree.classes(header) == ["unnumbered"]
    assert tree.inlines_of(header) == tree.inlines("A title")
    assert tree.stringify(tree.with_inlines(header, tree.inlines("B"))) == "B"


def test_blocks_are_found_in_what_holds_blocks_and_not_in_notes():
    heading = {"t": "Header", "c": [1, tree.attr("a"), [tree.string("A")]]}
    inner = {"t": "Header", "c": [2, tree.attr("b"), [tree.string("B")]]}
    noted = tree.para([tree.note([inner])])
    listed = {"t": "BulletList", "c": [[tree.div([inner])]]}
    assert list(tree.blocks((heading, noted, listed), "Header")) == [heading, inner]
    assert list(tree.blocks([listed], "Div", "BulletList")) == [listed, listed["c"][0][0]]

"""Letters are compared as they are read, whatever the layout does to words."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from pipeline.proof.reading import Range
from pipeline.proof.stream import GAP, Stream, compare, each_word, letters, same_letters, same_words

WORDS = st.text(string.ascii_lowercase + string.digits + ".,;א", min_size=1, max_size=60)


def test_layout_s_changes_to_words_are_no_difference():
    assert letters("Eﬃcient Dif\u00adfi-\ncult") == letters("efficient DIFFICULT")


def test_dash_is_a_letter_and_hyphen_is_not():
    assert letters("1914–1918") != letters("19141918")
    assert letters("well-known") == letters("well known")


@given(WORDS)
def test_text_equals_itself(text: str):
    assert compare(text, text) is None


@given(WORDS, st.integers(0, 59))
def test_letter_left_out_is_found(text: str, at: int):
    at %= len(text)
    left = text[:at] + text[at + 1 :]
    found = compare(text, left)
    assert found is not None
    assert left[: found.at] == text[: found.at]


@given(WORDS, WORDS)
def test_words_added_are_found(text: str, more: str):
    assert compare(text, text + more) is not None


@given(WORDS, WORDS, WORDS)
def test_gap_holds_anything(before: str, inside: str, after: str):
    assert compare(before + GAP + after, before + inside + after) is None


@given(WORDS, WORDS, st.randoms())
def test_letters_of_a_line_seen_from_right_to_left_may_stand_anyhow_in_it(
    before: str, line: str, dice: object
):
    mixed = list(line)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    loose = (Range(len(before), len(before) + len(line)),)
    assert compare(before + line, before + "".join(mixed), loose) is None
    assert compare(before + line, before + "".join(mixed)[:-1] + "#", loose) is not None


def test_lines_seen_from_right_to_left_are_found_after_two_formulas():
    loose = (Range(7, 10),)
    assert compare("ab" + GAP + GAP + "cdאבגe", "abxyzcdגבאe", loose) is None
    assert compare("ab" + GAP + GAP + "cdאבגe", "abxyzcdגבדe", loose) is not None


def test_brackets_of_chinese_are_mirrored_too():
    assert same_letters("《א》", "《א《")
    assert not same_letters("《א》", "《א")


def test_word_of_a_running_head_is_the_same_however_its_accents_are_written():
    assert list(each_word("e\u0301te\u0301 12")) == list(each_word("\u00e9t\u00e9 12"))


def test_what_is_no_character_is_no_letter():
    assert letters("a\ufffeb\uffff") == "ab"


def seen(line: str) -> Stream:
    stream = Stream()
    stream.add(line, as_seen=True)
    return stream


def test_words_of_a_line_seen_from_right_to_left_keep_their_letters():
    for line in ("naïve the (מכתב) 1914 and", "and 1914 )מכתב( naïve the", "1914 the naïve (בתכמ) and"):
        stream = seen(line)
        assert compare(letters("the naïve 1914 (מכתב) and"), str(stream), tuple(stream.loose)) is None, line
    for line in ("eht naïve 1914 (מכתב) and", "the naïve 1941 (מכתב) and", "the naïve 1914 (מכתד) anb"):
        stream = seen(line)
        assert compare(letters("the naïve 1914 (מכתב) and"), str(stream), tuple(stream.loose)), line


@given(st.lists(st.text("abא", min_size=1, max_size=4), min_size=1, max_size=25), st.randoms())
def test_words_of_a_line_may_stand_in_any_order(words: list[str], dice: object):
    mixed = list(words)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert same_words("".join(words), "".join(mixed), [len(word) for word in mixed])

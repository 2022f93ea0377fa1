"""What is read quickly is what browsers read; what they might read otherwise is left to their way."""

from __future__ import annotations

import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipeline import pandoc
from pipeline.markup import plain

parse = importlib.import_module("pipeline.markup.parse")

MARKDOWN = """# One {#one key=2}

Words, *other* **words**, ~~gone~~ [link](http://a.b/?c=d&e=f "A \\"title\\" of it"),
`code`, 2^nd^, [small]{.smallcaps}.
A line.[^1] "Quoted," he said. <https://e.org> ![A picture](map.png)

> A quotation.
>
> - items
> - *more*
>
>     in two paragraphs

1. one
2. two

Term
:   What is said of it.

::: {.epigraph lang=fr}
Words
:::

---

[^1]: A note with a [span]{lang=de title="a  b"}.
"""


def alike(text: str) -> bool:
    """Whether the text is read quickly; then it is read as browsers read it."""
    found = plain.read(text)
    if found is None:
        return False
    slow = parse._as_browsers_do(text)
    quick = ([one.tag, dict(one.attrib), one.text or "", one.tail or ""] for one in found.iter())
    wanted = ([one.tag, dict(one.attrib), one.text or "", one.tail or ""] for one in slow.iter())
    assert list(quick) == list(wanted)
    return True


def test_what_pandoc_writes_of_plain_text_is_read_quickly():
    (text,) = pandoc.write_html([pandoc.read([MARKDOWN])[0].blocks])
    assert text.count("<") > 50
    assert alike(text)


@pytest.mark.parametrize(
    "text",
    [
        "<p>one <p>two</p></p>",
        "<p>one<div>two</div></p>",
        "<p><span><ul><li>a</li></ul></span></p>",
        "<a href='x'>b</a>",
        '<a href="x">b <em><a href="y">c</a></em></a>',
        "<h1>one <h2>two</h2></h1>",
        "<ul><li>a<li>b</li></li></ul>",
        "<li>a</li>",
        "<p>a<br></br>b</p>",
        "<p>a<span/>b</p>",
        "<p>a<!-- b -->c</p>",
        "<p>a&nbsp;b</p>",
        "<p>a&#150;b</p>",
        "<p>a & b</p>",
        "<p>a &ampb</p>",
        "<P>a</P>",
        '<p CLASS="x">a</p>',
        '<p xml:lang="de">a</p>',
        '<p title="a\nb">a</p>',
        '<p title="a>b\n">a</p>',
        "<p title=a>b</p>",
        "<p hidden>b</p>",
        "<pre>\na</pre>",
        "<table><tr><td>a</td></tr></table>",
        "<math><mi>x</mi></math>",
        "<p>a<script>b</script></p>",
        "<textarea>a</textarea>",
        "<p>a",
        "a</p>",
        "<p>a\r\nb</p>",
        "<p><![CDATA[a]]></p>",
        "<p><?a b?></p>",
        "<body>a</body>",
        "<p>a</p></body>",
        '<p xmlns="http://a.b/">c</p>',
        "<a><p>b</p></a>",
        "<p>a < b</p>",
    ],
)
def test_what_browsers_may_read_otherwise_is_left_to_them(text: str):
    assert not alike(text)


PIECES = """<p>|</p>|<div>|</div>|<em>|</em>|<a>|</a>|<a href="x">|<ul>|</ul>|<ol>|</ol>|<li>|</li>|<h1>|</h1>
<h2>|</h2>|<br>|<br />|</br>|<span>|</span>|<span />|<blockquote>|</blockquote>|<dl>|</dl>|<dt>|</dt>|<dd>
</dd>|<section>|</section>|<figure>|</figure>|<img src="a" />|<hr />|<b>|</b>|<pre>|</pre>|<table>|</table>
<td>|</td>|<s>|</s>|word|&amp;|&lt;|&quot;|&nbsp;|&#39;|&#128;|<|>|"|'|&|<!--a-->|<!a>|<?a>|<p title="a b">
<p title="a>b">|<p title='a'>|<P>|</P>|<svg>|</svg>|<body>|</body>|</html>|<html>""".replace("\n", "|").split(
    "|"
)
NAMES = (
    'p|div|em|a|a href="x"|ul|ol|li|h1|h3|span class="k"|blockquote|dl|dt|dd|section|figure|q|sup|strong|u'
)
NESTED = st.recursive(
    st.sampled_from(["word", " ", "\n", "<br />", "&amp;", '<img src="a" alt="b\tc" />']),
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name.split()[0]}>",
        st.sampled_from(NAMES.split("|")),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_whatever_is_read_quickly_is_read_as_browsers_do(text: str):
    alike(parse.clean(text))


@given(st.lists(NESTED, max_size=3).map("".join))
def test_whatever_is_well_formed_is_read_as_browsers_do(text: str):
    alike(parse.clean(text))


def test_the_quick_way_is_taken(monkeypatch: pytest.MonkeyPatch):
    def never(_: str) -> etree._Element:
        raise AssertionError

    monkeypatch.setattr(parse, "_as_browsers_do", never)
    assert etree.tostring(parse.parse("<p>a <em>b</em></p>")) == b"<div><p>a <em>b</em></p></div>"

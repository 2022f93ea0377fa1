"""What is worked out once, or drawn with less ado, changes no byte of the file."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from pipeline.weasy import alike, drawn, engine, fitting, internals, lines, remembered, render, speed, spelled

from .numbered import chapters, document, mixed, resources, stylesheets

# Boxes whose lengths depend on the box around, text that is set up anew, first letters and lines, tables.
ODD = """
<html lang="en"><head><title>Odd</title></head><body>
<h1>A heading that runs on to a second line of the narrow page</h1>
<p>Narrow <span class="spaced">widely spaced</span>
 and <u>underlined</u> words, <i>slanted</i> and <b>not</b>,
 over and over and over; incomprehensibility, a-b and a&#160;c, <span class="box">boxed</span>.</p>
<blockquote><p>Half as wide. Half as wide.</p><p class="pre">kept
  as   it is</p></blockquote>
<table><tr><td>one</td><td>two words</td></tr></table>
<ul><li id="seven">An item</li><li id="eight">and another<ol><li>inside</li></ol></li></ul>
<p class="broken">A page with a name. <span class="spaced"> </span> And the same words once more.</p>
<p>The same words stand beside a figure and alone, so that their lines are filled
otherwise there.</p>
<p><span class="float"></span>The same words stand beside a figure and alone, so that their lines are filled
otherwise there.</p>
<div id="coloured"><p id="one">A <span id="two">box</span> with<sup><a id="three" href="#one">1</a></sup> a
 place.</p></div>
<div id="plain"><p id="four">A <span id="five">box</span> with<sup><a id="six" href="#four">2</a></sup> a
 place, “quoted” \u4e2d \u05d0\u05d1 f\u0323i.</p></div>
<p><span class="outlined">Outlined</span> and <span class="hidden">hidden</span> <s>struck</s>
 <span class="shaded">shaded <i>and slanted</i></span>.</p>
<p class="columns">Words in columns with a rule between. Words in columns with a rule between.</p>
</body></html>
"""
CSS = """
@page { size: 60mm 50mm; margin: 5mm; @top-center { content: string(h) counter(page); width: 50% } }
@page :left { margin-left: 8mm; @bottom-left { content: "left" } }
@page named { @top-center { content: "named" } }
body { hyphens: auto; text-align: justify; font: 9pt/11pt Test }
@font-face { font-family: Test; src: url(octavo:fonts/EBGaramond-Regular.ttf) }
h1 { string-set: h content(); font-size: 1.2em } p { margin: 0; orphans: 2; widows: 2 }
.broken::first-letter { font-size: 1.5em } .broken::first-line { letter-spacing: 1pt }
blockquote { width: 30mm; margin: 0; box-sizing: border-box; padding: 1mm; border: solid 1pt }
.spaced { letter-spacing: 2pt; word-spacing: 3pt } u { text-decoration: underline }
.box { display: inline-block; width: 30%; padding: 2% } .pre { white-space: pre-wrap }
table { border-collapse: collapse } td { border: 1pt solid; padding: 2% }
.float { float: left; width: 40%; height: 20mm }
.broken { page: named }
#coloured { color: #c00; font-size: 8pt; --gap: 2mm } #plain { font-size: 10pt; --gap: 3mm }
p { padding-left: var(--gap, 0) } sup { font-size: 0.6em; border-radius: 1em; line-height: 0 }
sup::before { content: "(" } sup::after { content: ")"; color: blue } a::after { content: attr(id) }
.outlined { outline: 1pt dotted; border-radius: 2pt } .hidden { visibility: hidden }
.shaded { background: #eee; box-shadow: 1pt 1pt #999; border: 1pt dashed } s { text-decoration: line-through }
li::marker { content: counter(list-item) ". "; color: #060 }
li { font-variant: small-caps; list-style: inside }
.columns { columns: 2; column-rule: 1pt solid }
"""

ROOMS = (alike, drawn, fitting, remembered, spelled)


@pytest.mark.parametrize("room", ROOMS, ids=[room.__name__.rpartition(".")[2] for room in ROOMS])
@pytest.mark.parametrize("name", ["odd", "mixed", "chapters"])
def test_what_is_remembered_changes_no_byte(room: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name == "odd":
        html, css = ElementTree.fromstring(ODD), [CSS]
    else:
        _, html = document({"mixed": mixed, "chapters": chapters}[name])
        css = stylesheets(name)

    def printed() -> bytes:
        return render(html, stylesheets=css, resources=resources()).pdf

    eased = printed()
    plain = []
    if room is remembered:
        plain.append((internals.inline, "split_first_line", lines.split_first_line))
    elif room is drawn:
        monkeypatch.setattr(drawn, "draw_first_line", drawn._draw_first_line)
    kept = [hook for hook in engine._HOOKS if hook not in room.HOOKS]
    assert len(kept) + len(room.HOOKS) == len(engine._HOOKS)
    monkeypatch.setattr(engine, "_HOOKS", (*kept, *plain))
    assert eased == printed()


def test_the_collector_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    import gc

    monkeypatch.setattr(speed, "MOST_NEW", 0)
    assert gc.isenabled()
    with speed.eased():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_style_that_was_changed_is_asked_itself() -> None:
    class Style(dict[str, str]):
        octavo_like: Any

    first, second, third = Style(size="small", colour="red"), Style(size="small"), Style(size="large")
    second.octavo_like = third.octavo_like = first

    def size(style: Any) -> str:
        return f"{style['size']}, asked of {len(style)}"

    found = [alike.shared(style, "octavo_size", frozenset(("size",)), size) for style in (second, third)]
    assert found == ["small, asked of 2", "large, asked of 1"]

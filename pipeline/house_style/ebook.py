"""A house style -> the e-book's CSS: no pages, no fixed sizes, what reading systems understand.

An e-book's reader chooses the size of the text; so the size of `html` is theirs (1rem), and lengths on
paper (pt, mm, in …) become parts of it. Custom properties are resolved, since many readers know none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import tinycss2
from tinycss2 import color3

# Points in each unit of length on paper (CSS Values 4, 6.2).
_POINTS = {"pt": 1.0, "pc": 12.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "q": 72 / 101.6}
_BROWSER_SIZE = 12.0  # points; 16 px, where the stylesheet sets no size for `html`
_PAGED = re.compile(r"::?footnote-(call|marker)|:(blank|recto|verso)\b|::?page", re.IGNORECASE)
_PAGED_PROPERTIES = re.compile(
    r"string-set|footnote-.*|bookmark-.*|page|size|marks|bleed|prince-.*|-weasy-.*|--.*|continue|max-lines"
)
_PAGED_VALUES = re.compile(
    r"\b(counter|counters)\(\s*pages?\b|\b(string|running|element|leader|target-counters?|target-text)\(|\burl\(",
    re.IGNORECASE,
)
_COMMA = re.compile(r",(?![^(]*\))")  # not the one in `:is(h1, h2)`
_SIDES = frozenset(("left", "right", "recto", "verso"))
_GENERIC = frozenset(
    ("serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "inherit", "initial")
)
_ROOTS = frozenset((":root", "html"))
_BLACK = 0.15  # the most of red, green or blue, of 1, in what passes for black

# What the e-book needs whatever the house style; the style follows, so that it can say otherwise.
BASE = """\
a.footnote-ref, a.note-again {
  font-size: .75em; line-height: 0; vertical-align: super; text-decoration: none
}
a.footnote-back { text-decoration: none }
aside.footnote { display: block; margin: .5em 0 }
section.footnotes { margin-top: 2em }
img { max-width: 100%; height: auto }
table { max-width: 100% }
h1, h2, h3, h4, .subtitle { text-wrap: balance }
header + aside, .publisher + aside { margin-top: 3em }
nav ol { list-style: none; text-align: start; hyphens: manual }
nav a { text-decoration: none }
ul.task-list { list-style: none }
"""

Declaration = tuple[str, list[Any], bool]


def ebook_css(text: str, families: Sequence[str] = ()) -> str:
    """The stylesheet for an e-book. Rules for print and other media go; those for the screen stay.

    `families` are those that stand in for the signs which the style's own fonts lack.
    """
    rules = list(_rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), ""))
    variables = {
        name: value
        for _, selector, declarations in rules
        if selector in _ROOTS
        for name, value, _ in declarations
        if name.startswith("--")
    }
    base = _base_size(rules, variables)
    ink = _ink(rules, variables)
    lines: list[str] = []
    condition = ""
    for within, selector, declarations in rules:
        body = "; ".join(_declarations(selector, declarations, variables, base, families, ink))
        if not body:
            continue
        if within != condition:
            lines += ["}"] * bool(condition) + [f"{within} {{"] * bool(within)
            condition = within
        lines.append(f"{selector} {{ {body} }}")
    return BASE + "\n".join([*lines, *["}"] * bool(condition)]) + "\n"


def _rules(
    nodes: Sequence[Any], within: str, parent: str = ""
) -> Iterator[tuple[str, str, list[Declaration]]]:
    """Each rule as (condition, selector, declarations), in order; conditions and nested rules laid flat."""
    for node in nodes:
        if node.type == "qualified-rule":
            selector = _selector(tinycss2.serialize(node.prelude), parent)
            if not selector or any(one.type == "error" for one in node.prelude):
                continue
            contents = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            own = [(one.name, one.value, one.important) for one in contents if one.type == "declaration"]
            yield within, selector, own
            yield from _rules([one for one in contents if one.type != "declaration"], within, selector)
        elif node.type == "at-rule" and node.content is not None:
            condition = _condition(node)
            if condition is not None:
                inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                yield from _rules(inner, " and ".join(filter(None, (within, condition))), parent)


def _selector(text: str, parent: str) -> str:
    """The selectors that an e-book can match, those of a nested rule after their parent's."""
    own = [" ".join(one.split()) for one in _COMMA.split(text) if not _PAGED.search(one)]
    if not parent:
        return ", ".join(own)
    outer = [one.strip() for one in _COMMA.split(parent)]
    return ", ".join(
        one.replace("&", above) if "&" in one else f"{above} {one}" for above in outer for one in own if one
    )


def _condition(rule: Any) -> str | None:
    """The at-rule around rules of an e-book: empty where they always hold, None where they never do."""
    prelude = " ".join(tinycss2.serialize(rule.prelude).split())
    if rule.lower_at_keyword == "supports":
        return f"@supports {prelude}"
    if rule.lower_at_keyword != "media":
        return None
    queries = [query.strip().lower() for query in prelude.split(",")]
    if {"screen", "all"} & set(queries):
        return ""
    alive = [query for query in queries if query.startswith(("screen and", "all and", "(", "not print"))]
    return f"@media {', '.join(alive)}" if alive else None


def _declarations(
    selector: str,
    declarations: Sequence[Declaration],
    variables: Mapping[str, list[Any]],
    base: float,
    families: Sequence[str],
    ink: str,
) -> Iterator[str]:
    """The declarations that an e-book can follow, in its units."""
    resolved = [
        (name.lower(), _resolved(value, variables), important) for name, value, important in declarations
    ]
    sizes = [
        points
        for name, value, _ in resolved
        if name == "font-size" and (points := _points(value)) is not None
    ]
    is_root = any(one.strip() in _ROOTS for one in selector.split(","))
    for name, value, important in resolved:
        text = tinycss2.serialize(value).strip()
        points = _points(value)
        if (
            _PAGED_PROPERTIES.fullmatch(name)
            or _PAGED_VALUES.search(text)
            or (name == "float" and text == "footnote")
        ):
            continue
        if is_root and ((name == "font-size" and points is not None) or (name == "color" and text == ink)):
            continue
        if (is_root or selector == "body") and name.startswith(("margin", "padding", "max-width", "width")):
            continue  # the margins of a screen are its reader's
        if name == "font-family":
            text = _with_families(text, families)
        elif name in ("break-before", "break-after") and text in _SIDES:
            text = "page"
        elif name == "line-height" and points is not None and (sizes or is_root):
            text = _number(points / (sizes[-1] if sizes else base))
        elif not name.startswith(("border", "outline")):
            text = _in_rem(value, base).strip()
        if ink and name == "color" and text == ink:
            text = "inherit"
        elif ink and name.startswith(("border", "outline")):
            text = text.replace(ink, "currentColor")
        yield f"{name}: {text}" + (" !important" if important else "")


def _ink(rules: Sequence[tuple[str, str, list[Declaration]]], variables: Mapping[str, list[Any]]) -> str:
    """The text's colour where it is as good as black, "" where it is a colour that means to be seen.

    It is left to the reader, who may have chosen white on black: ink on a black page is not read.
    """
    found = ""
    for within, selector, declarations in rules:
        if not within and any(one.strip() in _ROOTS for one in selector.split(",")):
            for name, value, _ in declarations:
                if name.lower() == "color":
                    found = tinycss2.serialize(_resolved(value, variables)).strip()
    colour = color3.parse_color(found) if found else None
    dark = isinstance(colour, tuple) and max(colour[:3]) <= _BLACK and colour[3] == 1
    return found if dark else ""


def _with_families(text: str, families: Sequence[str]) -> str:
    """The list of families, those that stand in before the generic one that ends it."""
    own = [one.strip() for one in text.split(",")]
    more = [f'"{name}"' for name in families if name not in {one.strip("\"'") for one in own}]
    generic = own[-1] in _GENERIC
    return ", ".join([*own[:-1], *more, own[-1]] if generic else [*own, *more])


def _base_size(
    rules: Sequence[tuple[str, str, list[Declaration]]], variables: Mapping[str, list[Any]]
) -> float:
    """The size of `html` in points."""
    size = _BROWSER_SIZE
    for within, selector, declarations in rules:
        if within or not any(one.strip() in _ROOTS for one in selector.split(",")):
            continue
        for name, value, _ in declarations:
            if name.lower() == "font-size":
                size = _points(_resolved(value, variables)) or size
    return size


def _resolved(value: Sequence[Any], variables: Mapping[str, list[Any]], depth: int = 0) -> list[Any]:
    """The value with `var()` replaced; one that means nothing stays as it is."""
    out: list[Any] = []
    for token in value:
        if token.type == "function" and token.lower_name == "var" and depth < 16:
            arguments = [one for one in token.arguments if one.type not in ("whitespace", "comment")]
            name = arguments[0].value if arguments and arguments[0].type == "ident" else ""
            if name in variables:
                out += _resolved(variables[name], variables, depth + 1)
                continue
            comma = next((at for at, one in enumerate(token.arguments) if one == ","), None)
            if comma is not None:
                out += _resolved(token.arguments[comma + 1 :], variables, depth + 1)
                continue
        out.append(token)
    return out


def _points(value: Sequence[Any]) -> float | None:
    """A single length on paper, in points."""
    tokens = [one for one in value if one.type not in ("whitespace", "comment")]
    if len(tokens) != 1 or tokens[0].type != "dimension" or tokens[0].lower_unit not in _POINTS:
        return None
    return float(tokens[0].value) * _POINTS[tokens[0].lower_unit]


def _in_rem(tokens: Sequence[Any], base: float) -> str:
    """The value with its lengths on paper as parts of the text's size."""
    out = ""
    for token in tokens:
        if token.type == "dimension" and token.lower_unit in _POINTS:
            length = float(token.value) * _POINTS[token.lower_unit] / base
            out += f"{_number(length)}rem" if length else "0"
        elif token.type == "function":
            out += f"{token.name}({_in_rem(token.arguments, base)})"
        else:
            out += token.serialize()
    return out


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")

"""Elements whose styles are alike have their values worked out once, on a style that they all look to.

WeasyPrint shares a style among elements of one parent that the same rules meet. A note's parts, a link, all
pseudo-elements are left out: there is an identity on them or above them. Here only that, the anchor, is each
one's own. A style keeps what is changed in it, and a copy is worked out by itself, as ever, unless it is told
that nothing was changed in it that other values depend on (`resume`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pipeline.weasy import internals

Style = Any
Value = TypeVar("Value")

_OWN = "anchor"
_missing = internals.css.ComputedStyle.__missing__
_missing_of_anonymous = internals.css.AnonymousStyle.__missing__
_copy = internals.css.ComputedStyle.copy


def shared(style: Style, name: str, names: frozenset[str], make: Callable[[Style], Value]) -> Value:
    """What is made of the values of a style that are named, kept under the name for all styles alike."""
    known = style.__dict__
    if name not in known:
        like = known.get("octavo_like")
        if like is None or any(style[one] is not like[one] for one in names & style.keys()):
            known[name] = make(style)
        else:
            known[name] = shared(like, name, names, make)
    found: Value = known[name]
    return found


def anonymous_style(style: Style) -> Style:
    """Hook: the style of the anonymous boxes in an element; of elements alike, these are alike too."""
    known = style.__dict__
    if "octavo_anonymous" not in known:
        made = known["octavo_anonymous"] = internals.css.AnonymousStyle(style)
        if (like := known.get("octavo_like")) is not None:
            made.octavo_like = like.anonymous_style
    return known["octavo_anonymous"]


def missing_of_anonymous(style: Style, key: str) -> Any:
    """Hook: the value of a property of anonymous boxes."""
    like = style.__dict__.get("octavo_like")
    if like is None or key in style.parent_style:
        return _missing_of_anonymous(style, key)
    value = style[key] = like[key]
    return value


def missing(style: Style, key: str) -> Any:
    """Hook: the value of a property, taken from the style that this one is like."""
    like = style.__dict__.get("octavo_like")
    if like is None or key == _OWN:
        return _missing(style, key)
    value = style[key] = like[key]
    return value


def copy(style: Style) -> Style:
    """Hook: a copy, which no longer looks to the style that the first is like."""
    made = _copy(style)
    made.octavo_was_like = style.__dict__.get("octavo_like")
    return made


def resume(style: Style) -> None:
    """Let a copy look again to the style that its original is like; `display` and the like are its own."""
    if like := style.__dict__.get("octavo_was_like"):
        for name in ("position", "float", "display"):
            style[name]
        style.octavo_like = like


def set_computed_styles(
    style_for: Any,
    element: Any,
    parent: Any,
    root: Any = None,
    pseudo_type: str | None = None,
    base_url: str | None = None,
    target_collector: Any = None,
) -> None:
    """Hook: the element's style, and the one that it is like."""
    computed = style_for.get_computed_styles()
    if parent is None or isinstance(element, tuple):  # the root, and pages
        internals.set_computed_styles(
            style_for, element, parent, root, pseudo_type, base_url, target_collector
        )
        return
    above, cascaded = computed[parent, None], style_for.get_cascaded_styles().get((element, pseudo_type), {})

    def made(above: Style, cascaded: Any) -> Style:
        rest = computed[root, None], base_url, style_for.font_config, style_for.initial_page_sizes
        return internals.css.ComputedStyle(above, cascaded, pseudo_type, *rest)

    style = computed[element, pseudo_type] = made(above, cascaded)
    above = above.__dict__.get("octavo_like", above)
    declared = {name: value for name, value in cascaded.items() if name != _OWN}
    values = [(name, id(value), weight) for name, (value, weight) in declared.items()]
    known, key = style_for.__dict__.setdefault("octavo_likes", {}), (id(above), pseudo_type, tuple(values))
    if key not in known:
        known[key] = made(above, declared)  # keeps what the key names by its address
    # What WeasyPrint changes in the styles of tables comes down to what is in them.
    if not any("table" in word for word in known[key]["display"]):
        style.octavo_like, style.specified = known[key], known[key].specified
    if target_collector and _OWN in cascaded and style[_OWN]:
        target_collector.collect_anchor(style[_OWN])


HOOKS: tuple[internals.Hook, ...] = (
    (internals.css.ComputedStyle, "__missing__", missing),
    (internals.css.ComputedStyle, "copy", copy),
    (internals.css.AnonymousStyle, "__missing__", missing_of_anonymous),
    (internals.css.Style, "anonymous_style", property(anonymous_style)),
    (internals.css.StyleFor, "set_computed_styles", set_computed_styles),
)

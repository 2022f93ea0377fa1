"""Seconds against words as SVG, both in powers of ten: a slope of one is a tool that grows with the book."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, FOOT, ROOM = 760, 420, 60, 40, 220
INKS = ("#1b1a19", "#7a1f1f", "#c0504d", "#1f4e79", "#3b7d3b", "#8a6d1d", "#6b3f86")


def drawn(lines: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """The picture of the lines, each a name with (words, seconds)."""
    points = [point for line in lines.values() for point in line]
    low_x, high_x = _decades([x for x, _ in points])
    low_y, high_y = _decades([y for _, y in points])

    def at(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - low_x) / (high_x - low_x) * (WIDTH - LEFT - ROOM)
        up = (math.log10(y) - low_y) / (high_y - low_y) * (HEIGHT - FOOT - 20)
        return LEFT + across, HEIGHT - FOOT - up

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="serif" '
        'font-size="13" role="img"><title>Seconds of a build against words of the book</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for power in range(low_x, high_x + 1):
        x, y = at(10**power, 10**low_y)
        parts.append(f'<text x="{x:.1f}" y="{y + 20:.1f}" text-anchor="middle">{10**power:,} words</text>')
    for power in range(low_y, high_y + 1):
        x, y = at(10**low_x, 10.0**power)
        parts.append(f'<path d="M{x:.1f} {y:.1f}H{WIDTH - ROOM}" stroke="#ddd"/>')
        parts.append(f'<text x="{x - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>')
    parts += _lines(lines, [[at(x, y) for x, y in line] for line in lines.values()])
    return "\n".join([*parts, "</svg>\n"])


def _lines(lines: Mapping[str, object], places: Sequence[Sequence[tuple[float, float]]]) -> list[str]:
    """Each line with its dots; the names beside their ends, none on top of another."""
    parts: list[str] = []
    below = -math.inf
    inks = dict(zip(lines, (INKS[n % len(INKS)] for n in range(len(lines))), strict=True))
    for name, line in zip(lines, places, strict=True):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in line)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{inks[name]}" stroke-width="1.6"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{inks[name]}"/>' for x, y in line]
    for name, line in sorted(zip(lines, places, strict=True), key=lambda one: one[1][-1][1]):
        x, y = line[-1]
        below = max(y + 4, below + 16)
        parts.append(f'<text x="{x + 10:.1f}" y="{below:.1f}" fill="{inks[name]}">{escape(name)}</text>')
    return parts


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around the values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)

"""Shapes moved off each other, so that none covers another however large the page draws them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

LARGER = 2.0  # times its size the page draws a shape of a small graph where the whole picture is small
SMALL = 400  # actors in one part up to which it may; above, names show on zooming in and only shapes are kept apart
_STRONGEST = 12  # actors of the whole picture with room for their names however small it is drawn
_WHOLE = 5.4  # divided by the root of the number of actors: the scale at which a window shows the whole picture
_CHARACTER = 4.6  # room kept for one character of a name; its place beside the shape is found when drawing
_NAME_HEIGHT = 18.0
_GAP = 4.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """The room one actor needs: its radius, the characters of its name, and how much larger than usual that is kept."""

    radius: float
    label: int
    named: float = 1.0


def with_names_kept(boxes: Sequence[Box]) -> list[Box]:
    """The same boxes, with room for the names of the strongest where the whole picture is drawn small."""
    if len(boxes) > SMALL:
        return list(boxes)
    larger = max(1.0, 1.3 * math.sqrt(len(boxes)) / _WHOLE)
    order = sorted(range(len(boxes)), key=lambda i: (-boxes[i].radius, i))
    strongest = set(order[:_STRONGEST])
    return [replace(box, named=larger) if i in strongest else box for i, box in enumerate(boxes)]


def half(box: Box, among: int) -> Point:
    """Half the width and half the height of the room a box needs in a part of that many."""
    if among > SMALL:
        return box.radius + _GAP, box.radius + _GAP
    shape = LARGER * box.radius + _GAP
    beside = box.label * _CHARACTER * box.named / 2 + 6
    return max(shape, beside), max(shape, box.radius + _NAME_HEIGHT * box.named)


def parted(points: Sequence[Point], boxes: Sequence[Box]) -> list[Point]:
    """Push overlapping boxes apart along the shorter way, until none overlap or the rounds are over."""
    halves = [half(box, len(boxes)) for box in boxes]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = 2 * max(w for w, _ in halves), 2 * max(h for _, h in halves)
    for _ in range(120 if len(boxes) <= SMALL else 6):
        cells: dict[tuple[int, int], list[int]] = {}
        for i in range(len(xs)):
            cells.setdefault((int(xs[i] // wide), int(ys[i] // high)), []).append(i)
        moved = False
        for (cx, cy), here in cells.items():
            around = list(here)
            for key in ((cx + 1, cy), (cx - 1, cy + 1), (cx, cy + 1), (cx + 1, cy + 1)):
                around += cells.get(key, ())
            for k, i in enumerate(here):
                for j in around[k + 1 :]:
                    moved |= _push_apart(i, j, xs, ys, halves)
        if not moved:
            break
    return list(zip(xs, ys, strict=True))


def _push_apart(i: int, j: int, xs: list[float], ys: list[float], halves: Sequence[Point]) -> bool:
    """Part two boxes along the way that is shorter; whether they overlapped."""
    dx = xs[j] - xs[i]
    over_x = halves[i][0] + halves[j][0] - (dx if dx >= 0 else -dx)
    if over_x <= 0:
        return False
    dy = ys[j] - ys[i]
    over_y = halves[i][1] + halves[j][1] - (dy if dy >= 0 else -dy)
    if over_y <= 0:
        return False
    if over_x < over_y:
        shift = (over_x / 2 + 0.5) * (1 if dx >= 0 else -1)
        xs[i] -= shift
        xs[j] += shift
    else:
        shift = (over_y / 2 + 0.5) * (1 if dy > 0 or (dy == 0 and i < j) else -1)
        ys[i] -= shift
        ys[j] += shift
    return True

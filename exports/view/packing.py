"""Parts of a graph that have no pair between them, set beside each other: the largest in the middle, others around it.

A part is the cells of a grid that its shapes and lines lie in, so that a small part fits into a bay of a large one.
Very many parts are set in rows instead, each in its frame.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

_FITTED = 120  # parts up to which each looks for a bay
_CELL = 30.0  # side of a cell in a small picture
_CELLS_ACROSS = 60  # in a large one
_PAD = 14.0
_TRIED = 60  # bays looked at; the one that keeps the whole smallest is taken

Point = tuple[float, float]
Cell = tuple[int, int]
Frame = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """Shapes with their places, half the room each needs, and the lines between them."""

    points: list[Point]
    halves: list[Point]
    edges: list[tuple[int, int]]

    def frame(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all rooms, with a margin."""
        return (
            min(x - w for (x, _), (w, _) in zip(self.points, self.halves, strict=True)) - _PAD,
            min(y - h for (_, y), (_, h) in zip(self.points, self.halves, strict=True)) - _PAD,
            max(x + w for (x, _), (w, _) in zip(self.points, self.halves, strict=True)) + _PAD,
            max(y + h for (_, y), (_, h) in zip(self.points, self.halves, strict=True)) + _PAD,
        )


def packed(parts: Sequence[Part], aspect: float) -> list[Point]:
    """How far to move each part, the largest first; the whole shall be `aspect` times as wide as it is high."""
    if len(parts) > _FITTED:
        return _rows(parts, aspect)
    frames = [part.frame() for part in parts]
    area = sum((right - left) * (bottom - top) for left, top, right, bottom in frames)
    cell = max(_CELL, math.sqrt(area) / _CELLS_ACROSS)
    taken: set[Cell] = set()
    whole = (0, 0, 0, 0)
    moves = []
    for part, (left, top, right, bottom) in zip(parts, frames, strict=True):
        middle = ((left + right) / 2, (top + bottom) / 2)
        cells = _cells(part, middle, cell)
        xs, ys = [x for x, _ in cells], [y for _, y in cells]
        mine = (min(xs), min(ys), max(xs), max(ys))
        free = (spot for spot in _outwards(aspect) if not any((x + spot[0], y + spot[1]) in taken for x, y in cells))
        at = min(islice(free, _TRIED), key=lambda spot: _size(_joined(whole, mine, spot), aspect))
        whole = _joined(whole, mine, at)
        taken.update((x + at[0], y + at[1]) for x, y in cells)
        moves.append((at[0] * cell - middle[0], at[1] * cell - middle[1]))
    return moves


def _joined(whole: Frame, mine: Frame, at: Cell) -> Frame:
    """The frame around both, the second moved."""
    return (
        min(whole[0], mine[0] + at[0]),
        min(whole[1], mine[1] + at[1]),
        max(whole[2], mine[2] + at[0]),
        max(whole[3], mine[3] + at[1]),
    )


def _size(frame: Frame, aspect: float) -> float:
    """How small the picture has to be drawn for the frame to fit."""
    return max((frame[2] - frame[0] + 1) / aspect, frame[3] - frame[1] + 1)


def _cells(part: Part, middle: Point, cell: float) -> list[Cell]:
    """The cells a part lies in, its middle in cell 0, 0; those of its rim first, for they meet others first."""
    found: set[Cell] = set()
    for (x, y), (w, h) in zip(part.points, part.halves, strict=True):
        x, y, w, h = x - middle[0], y - middle[1], w + _PAD, h + _PAD
        for cx in range(math.floor((x - w) / cell), math.floor((x + w) / cell) + 1):
            for cy in range(math.floor((y - h) / cell), math.floor((y + h) / cell) + 1):
                found.add((cx, cy))
    for a, b in part.edges:
        (x, y), (tx, ty) = part.points[a], part.points[b]
        steps = int(max(abs(tx - x), abs(ty - y)) / cell * 2) + 1
        for k in range(1, steps):
            at_x, at_y = x + (tx - x) * k / steps - middle[0], y + (ty - y) * k / steps - middle[1]
            found.add((math.floor(at_x / cell), math.floor(at_y / cell)))
    return sorted(found, key=lambda c: (-max(abs(c[0]), abs(c[1])), c))


def _outwards(aspect: float) -> Iterator[Cell]:
    """Cells in growing rings around 0, 0, as wide to high as the picture shall be."""
    yield 0, 0
    ring = wide = 0
    while True:
        ring += 1
        before, wide = wide, round(ring * aspect)
        for x in range(before + 1, wide + 1):
            for y in sorted(range(-ring, ring + 1), key=lambda v: (abs(v), v)):
                yield x, y
                yield -x, y
        for x in sorted(range(1 - wide, wide), key=lambda v: (abs(v), v)):
            yield x, ring
            yield x, -ring


def _rows(parts: Sequence[Part], aspect: float) -> list[Point]:
    """Frames in rows, the largest part first, so that the whole has the wished shape."""
    frames = [part.frame() for part in parts]
    sizes = [(right - left, bottom - top) for left, top, right, bottom in frames]
    width = max(max(w for w, _ in sizes), math.sqrt(sum(w * h for w, h in sizes) * aspect))
    rows: list[list[int]] = []
    taken: list[float] = []
    for i in sorted(range(len(parts)), key=lambda i: (-len(parts[i].points), -sizes[i][1], i)):
        row = next((r for r, t in enumerate(taken) if t + sizes[i][0] <= width), None) if len(taken) < 200 else None
        if row is None:
            row = len(rows)
            rows.append([])
            taken.append(0.0)
        rows[row].append(i)
        taken[row] += sizes[i][0]
    moves: list[Point] = [(0.0, 0.0)] * len(parts)
    y = 0.0
    for row_, total in zip(rows, taken, strict=True):
        tall = max(sizes[i][1] for i in row_)
        x = (width - total) / 2
        for i in row_:
            moves[i] = (x - frames[i][0], y + (tall - sizes[i][1]) / 2 - frames[i][1])
            x += sizes[i][0]
        y += tall
    return moves

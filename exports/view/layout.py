"""Where each actor stands: computed once at build time, the same on every machine, in time linear in the graph.

Forces in plain Python floats (no library whose rounding differs between processors), on several levels: neighbours are
joined into one until few are left, those are laid out, and each finer level starts from the coarser one. Parts that
have no pair between them are laid out apart and set beside each other, the largest first. In small graphs the room of
the labels is kept free as well.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

LENGTH = 96.0  # wished length of an edge, in the units of a radius
LABELS_KEPT_UP_TO = 400  # actors in one part; above, labels show on zooming in and only circles are kept apart
_CHARACTER = 4.6  # room kept for one character of a label; its place beside the circle is found when drawing
_LABEL_HEIGHT = 18.0
_ASPECT = 1.2  # width to height of the whole picture
_ROOM = 3.6  # side of the square kept for a shape, in radii
_GOLDEN_ANGLE = 2.399963229728653

Point = tuple[float, float]
Edge = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Box:
    """The room one actor needs: its radius and the number of characters of its label."""

    radius: float
    label: int


def positions(boxes: Sequence[Box], edges: Sequence[Edge]) -> list[Point]:
    """A place for each box."""
    placed: list[Point] = [(0.0, 0.0)] * len(boxes)
    if not boxes:
        return placed
    near: list[list[tuple[int, float]]] = [[] for _ in boxes]
    for a, b, weight in edges:
        near[a].append((b, weight))
        near[b].append((a, weight))
    parts = []
    for members in _parts(near):
        index = {member: i for i, member in enumerate(members)}
        inside = [(index[m], index[n], w) for m in members for n, w in near[m] if m < n]
        mine = [boxes[m] for m in members]
        parts.append((members, *_framed(mine, _arrange(mine, inside))))
    for members, points, corner in _shelves(parts):
        for member, (x, y) in zip(members, points, strict=True):
            placed[member] = (x + corner[0], y + corner[1])
    left, right = min(x for x, _ in placed), max(x for x, _ in placed)
    top, bottom = min(y for _, y in placed), max(y for _, y in placed)
    return [(round(x - (left + right) / 2, 1), round(y - (top + bottom) / 2, 1)) for x, y in placed]


def _parts(near: Sequence[Sequence[tuple[int, float]]]) -> list[list[int]]:
    """The connected parts, the largest first."""
    seen = [False] * len(near)
    found = []
    for start in range(len(near)):
        if seen[start]:
            continue
        seen[start] = True
        part = [start]
        for at in part:
            for other, _ in near[at]:
                if not seen[other]:
                    seen[other] = True
                    part.append(other)
        found.append(sorted(part))
    return sorted(found, key=lambda part: (-len(part), part[0]))


def _arrange(boxes: Sequence[Box], edges: list[Edge]) -> list[Point]:
    """One connected part."""
    if len(boxes) == 1:
        return [(0.0, 0.0)]
    if len(boxes) == 2:
        gap = LENGTH + (boxes[0].radius + boxes[1].radius) / 2
        return [(0.0, 0.0), (gap, 0.0)]
    levels = _coarsen(len(boxes), edges)
    count, coarse, _ = levels[-1]
    spread = LENGTH * math.sqrt(count) / 2
    points = [
        (spread * math.sqrt((i + 0.5) / count) * math.cos(i * _GOLDEN_ANGLE),
         spread * math.sqrt((i + 0.5) / count) * math.sin(i * _GOLDEN_ANGLE))
        for i in range(count)
    ]  # fmt: skip
    points = _settle(points, coarse, 1.0, _rounds(count))
    for (count, finer, _), (_, _, parent) in zip(reversed(levels[:-1]), reversed(levels[1:]), strict=True):
        rounds = _rounds(count) if finer is edges else _rounds(count) // 4  # between levels a rough place is enough
        stretch = math.sqrt(count / len(points))
        points = [
            (points[parent[i]][0] * stretch + math.cos(i * _GOLDEN_ANGLE) * LENGTH * 0.2,
             points[parent[i]][1] * stretch + math.sin(i * _GOLDEN_ANGLE) * LENGTH * 0.2)
            for i in range(count)
        ]  # fmt: skip
        points = _settle(points, finer, 0.35, rounds)
    return _part_boxes(_spread(points, boxes), boxes)


def _spread(points: list[Point], boxes: Sequence[Box]) -> list[Point]:
    """Stretched so far that all shapes together cover no more than a part of the picture."""
    count = len(points)
    x, y = sum(p[0] for p in points) / count, sum(p[1] for p in points) / count
    has = 2 * math.pi * sum((px - x) ** 2 + (py - y) ** 2 for px, py in points) / count  # of an even disc
    needs = sum((_ROOM * (box.radius + 4)) ** 2 for box in boxes)
    stretch = max(1.0, math.sqrt(needs / has)) if has else 1.0
    return [((px - x) * stretch, (py - y) * stretch) for px, py in points]


def _coarsen(count: int, edges: list[Edge]) -> list[tuple[int, list[Edge], list[int]]]:
    """Levels from fine to coarse: (actors, edges, for each actor of the finer level the one that holds it)."""
    levels: list[tuple[int, list[Edge], list[int]]] = [(count, edges, [])]
    while count > 24:
        near: list[list[tuple[float, int]]] = [[] for _ in range(count)]
        for a, b, weight in edges:
            near[a].append((weight, b))
            near[b].append((weight, a))
        parent = [-1] * count
        fresh = 0
        for i in sorted(range(count), key=lambda i: (len(near[i]), i)):
            if parent[i] >= 0:
                continue
            free = [(weight / len(near[j]), -j) for weight, j in near[i] if parent[j] < 0]
            parent[i] = fresh
            if free:
                parent[-max(free)[1]] = fresh
            elif near[i]:  # all taken: join the group of the strongest neighbour
                parent[i] = parent[max(near[i])[1]]
                continue
            fresh += 1
        sums: dict[tuple[int, int], float] = {}
        for a, b, weight in edges:
            if parent[a] != parent[b]:
                key = (min(parent[a], parent[b]), max(parent[a], parent[b]))
                sums[key] = sums.get(key, 0.0) + weight
        if fresh > count * 0.92:
            break
        count, edges = fresh, [(a, b, w) for (a, b), w in sums.items()]
        levels.append((count, edges, parent))
    return levels


def _rounds(count: int) -> int:
    """How many rounds of forces: many where they are cheap, few where the coarser levels did the work."""
    return 220 if count <= 60 else 120 if count <= 250 else 40 if count <= 1_500 else 20 if count <= 6_000 else 10


def _settle(points: list[Point], edges: Sequence[Edge], heat: float, rounds: int) -> list[Point]:
    """Attraction along edges, repulsion between those who are near; steps grow smaller with each round."""
    count = len(points)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    reach = LENGTH * (6.0 if count <= 250 else 3.0 if count <= 1_500 else 2.0)
    crowd = max(1.0, len(edges) / (3.0 * count))  # many edges together would pull everything into one ball
    pull = [(1.0 + 0.35 * math.log(max(w, 1.0))) / crowd for _, _, w in edges]
    for step in range(rounds):
        limit = LENGTH * heat * (1 - step / rounds) + 1.0
        fx, fy = _repulsion(xs, ys, reach)
        for (a, b, _), strength in zip(edges, pull, strict=True):
            dx, dy = xs[a] - xs[b], ys[a] - ys[b]
            force = math.sqrt(dx * dx + dy * dy) / LENGTH * strength
            fx[a] -= dx * force
            fy[a] -= dy * force
            fx[b] += dx * force
            fy[b] += dy * force
        gravity = 0.02 if count <= 250 else 0.01
        for i in range(count):
            dx, dy = fx[i] - xs[i] * gravity * 6, fy[i] - ys[i] * gravity * 7
            size = math.sqrt(dx * dx + dy * dy)
            if size > limit:
                dx, dy = dx / size * limit, dy / size * limit
            xs[i] += dx
            ys[i] += dy
    return list(zip(xs, ys, strict=True))


def _repulsion(xs: list[float], ys: list[float], reach: float) -> tuple[list[float], list[float]]:
    """Each pushes away those within reach, found by a grid of cells of that size."""
    count = len(xs)
    fx, fy = [0.0] * count, [0.0] * count
    cells: dict[tuple[int, int], list[int]] = {}
    for i in range(count):
        cells.setdefault((int(xs[i] // reach), int(ys[i] // reach)), []).append(i)
    strength, reach2 = LENGTH * LENGTH, reach * reach
    crowd = 24  # a crowded cell pushes by a sample: keeps one round linear
    for (cx, cy), here in cells.items():
        around = list(here)
        for key in ((cx + 1, cy), (cx - 1, cy + 1), (cx, cy + 1), (cx + 1, cy + 1)):
            around += cells.get(key, ())
        own = len(here)
        for k, i in enumerate(here):
            x, y = xs[i], ys[i]
            rest = len(around) - k - 1
            stride = 1 + rest // crowd
            for j in around[k + 1 + (k % stride) :: stride] if stride > 1 else around[k + 1 :]:
                dx, dy = x - xs[j], y - ys[j]
                distance2 = dx * dx + dy * dy
                if distance2 > reach2:
                    continue
                if distance2 < 0.01:
                    dx, dy, distance2 = 0.1 * (1 + k % 7), 0.1 * (1 + own % 5), 0.05
                push = strength * stride / distance2
                fx[i] += dx * push
                fy[i] += dy * push
                fx[j] -= dx * push
                fy[j] -= dy * push
    return fx, fy


def _half(box: Box, labels: bool) -> Point:
    """Half the width and half the height of the room a box needs."""
    if not labels:
        return box.radius + 3, box.radius + 3
    return max(box.radius + 8, box.label * _CHARACTER / 2 + 6), box.radius + _LABEL_HEIGHT / 2 + 6


def _part_boxes(points: list[Point], boxes: Sequence[Box]) -> list[Point]:
    """Push overlapping boxes apart along the shorter way, until none overlap or 80 rounds are over."""
    labels = len(boxes) <= LABELS_KEPT_UP_TO
    halves = [_half(box, labels) for box in boxes]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = 2 * max(w for w, _ in halves), 2 * max(h for _, h in halves)
    for _ in range(80 if labels else 6):
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


def _framed(boxes: Sequence[Box], points: list[Point]) -> tuple[list[Point], Point]:
    """The points moved so that their frame begins at 0, 0, and the size of the frame."""
    halves = [_half(box, True) for box in boxes]
    pad = 26.0
    left = min(x - w for (x, _), (w, _) in zip(points, halves, strict=True)) - pad
    top = min(y - h for (_, y), (_, h) in zip(points, halves, strict=True)) - pad
    right = max(x + w for (x, _), (w, _) in zip(points, halves, strict=True)) + pad
    bottom = max(y + h for (_, y), (_, h) in zip(points, halves, strict=True)) + pad
    return [(x - left, y - top) for x, y in points], (right - left, bottom - top)


def _shelves(
    parts: Sequence[tuple[list[int], list[Point], Point]],
) -> list[tuple[list[int], list[Point], Point]]:
    """Set the frames in rows, the tallest first, so that the whole has a pleasant shape."""
    area = sum(w * h for _, _, (w, h) in parts)
    width = max(max(w for _, _, (w, _) in parts), math.sqrt(area * _ASPECT))
    rows: list[list[int]] = []
    taken: list[float] = []
    order = sorted(range(len(parts)), key=lambda i: (-len(parts[i][0]), -parts[i][2][1], parts[i][0][0]))
    for i in order:
        wide = parts[i][2][0]
        row = next((r for r, t in enumerate(taken) if t + wide <= width), None) if len(taken) < 200 else None
        if row is None:
            row = len(rows)
            rows.append([])
            taken.append(0.0)
        rows[row].append(i)
        taken[row] += wide
    placed = []
    y = 0.0
    for shelf, total in zip(rows, taken, strict=True):
        tall = max(parts[i][2][1] for i in shelf)
        x = (width - total) / 2
        for i in shelf:
            members, points, (w, h) = parts[i]
            placed.append((members, points, (x, y + (tall - h) / 2)))
            x += w
        y += tall
    return placed

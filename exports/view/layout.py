"""Where each actor stands: computed once at build time, the same on every machine, in time linear in the graph.

Forces in plain Python floats (no library whose rounding differs between processors), on several levels: neighbours are
joined into one until few are left, those are laid out, and each finer level starts from the coarser one. Each
connected part is laid out apart, turned so that it lies along the width, and its shapes are moved off each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from backchannel.exports.view.packing import Part, packed
from backchannel.exports.view.spacing import SMALL, Box, half, parted, with_names_kept

LENGTH = 96.0  # wished length of an edge, in the units of a radius
_ROOM = 3.6  # side of the square kept for a shape, in radii
_GOLDEN_ANGLE = 2.399963229728653
_WIDE, _TALL = 1.15, 0.75  # width to height of a window between two panels, and of a telephone

Point = tuple[float, float]
Edge = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Places:
    """Where each box stands in a wide window, and, in a graph small enough to be looked at whole, in a tall one."""

    wide: list[Point]
    tall: list[Point] | None


def places(boxes: Sequence[Box], edges: Sequence[Edge]) -> Places:
    """A place for each box, round the point 0, 0."""
    near: list[list[tuple[int, float]]] = [[] for _ in boxes]
    for a, b, weight in edges:
        near[a].append((b, weight))
        near[b].append((a, weight))
    kept = with_names_kept(boxes)
    parts = []
    for members in _parts(near):
        index = {member: i for i, member in enumerate(members)}
        inside = [(index[m], index[n], w) for m in members for n, w in near[m] if m < n]
        mine = [kept[m] for m in members]
        parts.append((members, mine, inside, _arrange(mine, inside)))
    tall = [(members, mine, inside, [(y, -x) for x, y in points]) for members, mine, inside, points in parts]
    return Places(_placed(parts, _WIDE), _placed(tall, _TALL) if len(boxes) <= SMALL else None)


_Arranged = tuple[list[int], list[Box], list[Edge], list[Point]]


def _placed(arranged: Sequence[_Arranged], aspect: float) -> list[Point]:
    """Shapes of each part moved off each other, and the parts set beside each other."""
    if not arranged:
        return []
    parts = [
        Part(parted(points, boxes), [half(box, len(boxes)) for box in boxes], [(a, b) for a, b, _ in edges])
        for _, boxes, edges, points in arranged
    ]
    found: dict[int, Point] = {}
    for (members, *_), part, (left, top) in zip(arranged, parts, packed(parts, aspect), strict=True):
        for member, (x, y) in zip(members, part.points, strict=True):
            found[member] = (x + left, y + top)
    xs, ys = [x for x, _ in found.values()], [y for _, y in found.values()]
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return [(round(found[i][0] - x, 1), round(found[i][1] - y, 1)) for i in range(len(found))]


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
    return _laid_flat(_spread(points, boxes))


def _laid_flat(points: list[Point]) -> list[Point]:
    """Turned so that the longest way through the points runs along the width, as screens do."""
    count = len(points)
    x, y = sum(p[0] for p in points) / count, sum(p[1] for p in points) / count
    along = sum((px - x) ** 2 - (py - y) ** 2 for px, py in points)
    angle = math.atan2(2 * sum((px - x) * (py - y) for px, py in points), along) / 2
    cos, sin = math.cos(angle), math.sin(angle)
    return [((px - x) * cos + (py - y) * sin, (py - y) * cos - (px - x) * sin) for px, py in points]


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

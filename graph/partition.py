"""Sets that only grow together, except where somebody said they are different."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Partition(Generic[T]):
    """Union-find over hashable things, with pairs that must never meet."""

    def __init__(self) -> None:
        self._parent: dict[T, T] = {}
        self._members: dict[T, list[T]] = {}
        self._apart: dict[T, set[T]] = defaultdict(set)

    def find(self, thing: T) -> T:
        """The representative of the set `thing` is in."""
        root = thing
        parent = self._parent
        while (above := parent.get(root, root)) != root:
            root = above
        while parent.get(thing, thing) != root:
            parent[thing], thing = root, parent[thing]
        return root

    def members(self, thing: T) -> list[T]:
        """All things in one set with `thing`."""
        root = self.find(thing)
        return self._members.get(root, [root])

    def parted(self, thing: T) -> bool:
        """Whether anything must stay apart from the thing."""
        return bool(self._apart) and bool(self._apart.get(self.find(thing)))

    def may_join(self, one: T, other: T) -> bool:
        """Whether nobody said that the two sets are different."""
        a, b = self.find(one), self.find(other)
        return a == b or b not in self._apart.get(a, ())

    def join(self, one: T, other: T) -> bool:
        """Put both sets together unless they must stay apart; whether they are together now."""
        a, b = self.find(one), self.find(other)
        if a == b:
            return True
        if b in self._apart.get(a, ()):
            return False
        of_a, of_b = self._members.pop(a, [a]), self._members.pop(b, [b])
        if len(of_a) < len(of_b):
            a, b, of_a, of_b = b, a, of_b, of_a
        self._parent[b] = a
        of_a.extend(of_b)
        self._members[a] = of_a
        for enemy in self._apart.pop(b, ()):
            self._apart[enemy].discard(b)
            self._apart[enemy].add(a)
            self._apart[a].add(enemy)
        return True

    def part(self, one: T, other: T) -> bool:
        """Keep both sets apart from now on; False if they are together already."""
        a, b = self.find(one), self.find(other)
        if a == b:
            return False
        self._apart[a].add(b)
        self._apart[b].add(a)
        return True

    def part_all(self, pairs: Iterable[tuple[T, T]]) -> None:
        """Keep each pair apart."""
        for one, other in pairs:
            self.part(one, other)

"""A post that stands behind the name it belongs to, and the name behind an office that is another's."""

from __future__ import annotations

from backchannel.extractors.rules import codes as c
from backchannel.extractors.rules.clauses import ACTOR
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.mentions import LOCAL, SERVANTS, Mention


def join_appositions(nodes: list[Mention | Item]) -> list[Mention | Item]:
    """ "Sergey Lavrov, menteri luar negeri Rusia, ...": the post behind the name belongs to it."""
    out: list[Mention | Item] = []
    i = 0
    while i < len(nodes):
        node = nodes[i]
        if (
            isinstance(node, Mention)
            and node.kind == "person"
            and node.name
            and i + 2 < len(nodes)
            and isinstance(nodes[i + 1], Item)
            and nodes[i + 1].letter == c.COMMA  # type: ignore[union-attr]
        ):
            k = i + 2
            while k + 1 < len(nodes) and isinstance(nodes[k], Item) and nodes[k].letter == c.ADVERB:  # type: ignore[union-attr]
                k += 1
            post = nodes[k]
            end = _rest_of_post(nodes, k)
            after = nodes[end] if end < len(nodes) else None
            closed = after is None or (
                isinstance(after, Item) and after.letter in c.COMMA + c.STOP + c.CLOSE + c.RELATIVE + c.QUOTE
            )
            if (
                isinstance(post, Mention)
                and post.kind in ("person", "group")
                and post.office
                and not post.name
                and closed
                and (not node.office or post.former)
            ):
                if not node.office:
                    node.office, node.lemma, node.of, node.former = post.office, post.lemma, post.of, post.former
                node.titled, node.end, node.last = True, post.end, post.last
                out.append(node)
                i = end + 1 if isinstance(after, Item) and after.letter == c.COMMA else end
                continue
        if (name := _of_town(nodes, i)) is not None and isinstance(node, Mention):
            node.office, node.name = f"{node.office} {node.name}", name.name
            node.end, node.last = name.end, name.last
            out.append(node)
            i += 3
            continue
        if (leader := _leader(nodes, i)) is not None:
            out.append(nodes[leader])
            i = leader + 1
            continue
        if (second := _second_name(nodes, i)) and isinstance(node, Mention):
            other = nodes[second]
            assert isinstance(other, Mention)
            node.aliases.append(other.name or "")
            node.end, node.last = other.end, other.last
            out.append(node)
            i = second + 1
            continue
        if step := _told_by_name(nodes, i):
            i += step
            continue
        if (holder := _held(node)) and (skip := _holder_follows(nodes, i)):
            other = nodes[i + skip]
            assert isinstance(other, Mention)
            other.office, other.lemma, other.titled = f"{holder.office} {holder.name}", holder.lemma, True
            other.of = holder.of
            i += skip
            continue
        out.append(node)
        i += 1 + _capacity(nodes, i)
    return out


def _of_town(nodes: list[Mention | Item], i: int) -> Mention | None:
    """ "Wali Kota Jayapura, Benhur Mano": what stands behind the post is the town, and the name behind the comma."""
    node = nodes[i]
    if not (isinstance(node, Mention) and node.lemma in LOCAL and node.name and len(node.name.split()) == 1):
        return None
    comma, name = (nodes[i + 1], nodes[i + 2]) if i + 2 < len(nodes) else (None, None)
    if not (isinstance(comma, Item) and comma.letter == c.COMMA and isinstance(name, Mention)):
        return None
    return name if name.kind == "person" and name.name and not name.office and " " in name.name else None


def _leader(nodes: list[Mention | Item], i: int) -> int | None:
    """ "delegasi Turki yang dipimpin X": where X stands, who takes part for the delegation."""
    node = nodes[i]
    if not (isinstance(node, Mention) and node.kind in ("group", "organization")):
        return None
    k = i + 1
    while k < len(nodes) and k - i < LED_REACH and _passes(nodes[k]):
        k += 1
    led, leader = nodes[k] if k < len(nodes) else None, nodes[k + 1] if k + 1 < len(nodes) else None
    if not isinstance(led, Item) or led.letter != c.LED or not isinstance(leader, Mention):
        return None
    if node.kind == "organization" and node.key and not node.key.startswith("?"):
        return None
    return k + 1 if leader.kind == "person" and leader.name and leader.office else None


LED_REACH = 4  # nodes between a delegation and the word that says who leads it


def _passes(node: Mention | Item) -> bool:
    """What may stand between: words, brackets, states and organs ("delegasi industri pertahanan Turki")."""
    if isinstance(node, Mention):
        return node.kind in ("state", "organization")
    return node.letter in c.WORD + c.COMPLEMENT + c.MODIFIER + c.COMMA + c.FROM + c.NUMBER + c.NOUN


def _second_name(nodes: list[Mention | Item], i: int) -> int:
    """ "Mohamed Daglo alias Hemedti", "Komandan Daglo atau Hemedti": where the other name of node i stands, or 0."""
    node = nodes[i]
    if not (isinstance(node, Mention) and node.kind == "person" and node.name):
        return 0
    k = i + 1
    if k < len(nodes) and isinstance(nodes[k], Item) and nodes[k].letter == c.COMMA:  # type: ignore[union-attr]
        k += 1
    joint = nodes[k] if k < len(nodes) else None
    other = nodes[k + 1] if k + 1 < len(nodes) else None
    if not isinstance(joint, Item) or not isinstance(other, Mention) or other.kind != "person" or other.office:
        return 0
    short = len((other.name or "").split()) == 1
    named = joint.letter == c.ALIAS or (joint.letter == c.OR and k == i + 1 and node.titled and short)
    return k + 1 if named and other.name and not other.titled else 0


def _told_by_name(nodes: list[Mention | Item], i: int) -> int:
    """ "The two ministers, X and Y, met": how many nodes to pass over so that only X and Y are told."""
    node = nodes[i]
    if not isinstance(node, Mention) or not (node.kind == "pair" or (node.pronoun == c.THIRDS and not node.owner)):
        return 0
    follows = "".join(ACTOR if isinstance(n, Mention) else n.letter for n in nodes[i + 1 : i + 6])
    if follows[:4] != c.COMMA + ACTOR + c.AND + ACTOR or follows[4:] not in ("", c.COMMA, c.STOP):
        return 0
    if follows[4:] == c.COMMA:
        del nodes[i + 5]
    return 2


def _capacity(nodes: list[Mention | Item], i: int) -> int:
    """ "antara saya, sebagai Presiden AS, dan ...": how many nodes behind i only say in what capacity somebody acts."""
    comma, word, post, close = nodes[i + 1 : i + 5] if len(nodes) >= i + 5 else [None] * 4
    if not (
        isinstance(comma, Item) and isinstance(word, Item) and isinstance(close, Item) and isinstance(post, Mention)
    ):
        return 0
    marks = comma.letter + word.letter + close.letter == c.COMMA + c.SUBORDINATE + c.COMMA
    who = nodes[i]
    return (
        4
        if marks and isinstance(who, Mention) and post.office and not post.name and who.kind in ("person", "pronoun")
        else 0
    )


def _rest_of_post(nodes: list[Mention | Item], k: int) -> int:
    """Where a post ends that goes on behind its head ("the chair of the political wing of the SDF, ...")."""
    end = k + 1
    j = end
    while j < len(nodes) and j - k < 7:
        node = nodes[j]
        if isinstance(node, Mention):
            if node.kind == "person" and node.name:
                return end
        elif node.letter == c.COMMA:
            return j
        elif (
            node.letter not in c.WORD + c.OF + c.ADVERB + c.COMPLEMENT + c.FOR + c.AND + c.MODIFIER + c.DATE + c.NUMBER
        ):
            return end
        j += 1
    return end


def _held(node: Mention | Item) -> Mention | None:
    """An office that belongs to a person: "utusan Trump"."""
    return (
        node if isinstance(node, Mention) and node.kind == "person" and node.name and node.lemma in SERVANTS else None
    )


def _holder_follows(nodes: list[Mention | Item], i: int) -> int:
    """ "utusan Trump, Steve Witkoff, ...": how many nodes on the holder's own name stands."""
    step = 1
    while step < 3 and i + step < len(nodes):
        node = nodes[i + step]
        if isinstance(node, Mention) or node.letter not in c.COMMA + c.NAMELY:
            break
        step += 1
    if step == 1 or i + step >= len(nodes):
        return 0
    other, after = nodes[i + step], nodes[i + step + 1] if i + step + 1 < len(nodes) else None
    closed = after is None or (
        isinstance(after, Item) and after.letter in c.COMMA + c.STOP + c.DATE + c.CLOSE + c.QUOTE + c.WORD + c.RELATIVE
    )
    return (
        step
        if isinstance(other, Mention)
        and other.kind == "person"
        and other.name
        and not other.office
        and len(other.name.split()) > 1
        and closed
        else 0
    )

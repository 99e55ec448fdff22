"""How a contact is held: its channel, where a phrase beside its word says more than the word does."""

from __future__ import annotations

from backchannel.extractors.rules.events import Event
from backchannel.extractors.rules.items import Item
from backchannel.extractors.rules.mentions import Entity
from backchannel.extractors.rules.read import Read


def channel_of(read: Read, event: Event, sides: list[tuple[Entity, str]]) -> str:
    """The channel of a contact: what its word says, or a phrase beside it that says more."""
    channel = event.channel
    if channel in ("talks", "contact", "meeting"):
        for j, node in enumerate(read.parse.nodes):
            if not isinstance(node, Item) or not (read.parse.clause[j] is event.clause or abs(j - event.node) <= 4):
                continue
            for item in (node, *node.bracket):
                if (
                    item.lexeme
                    and item.lexeme.channel
                    and item.lexeme.channel != "meeting"
                    and j != (event.node if item is node else -1)
                ):
                    return item.lexeme.channel
    if event.frame.weak and channel == "contact":
        within = [o.channel for o in read.events if o.anaphoric and o.frame.roles == ("party", "party")]
        channel = within[0] if within else channel
    if channel == "visit" and any(e.kind in ("person", "group") and r == "recipient" for e, r in sides):
        return "meeting"
    return channel

"""From a distinct contact to its report."""

from __future__ import annotations

from backchannel.extractors.rules.confidence import confidence
from backchannel.extractors.rules.distinct import Candidate
from backchannel.schema.model import Article, Attribution, Participant, Report


def report_of(contact: Candidate, article: Article, extractor: str, doubts: tuple[str, ...]) -> Report:
    """The report of a contact, with how sure it is and what is doubtful about it."""
    warnings = [*doubts, *contact.warnings]
    participants = []
    for entity, role in contact.sides:
        warnings += [f"office-conflict:{name}" for name in dict.fromkeys(entity.conflicts)]
        participants.append(
            Participant(
                entity.name,
                role,
                entity.kind,
                entity.office if entity.kind == "person" else None,
                entity.of,
                tuple(n for n in entity.names if n != entity.name)[:12],
            )
        )
    if not contact.date:
        warnings.append("no-date")
    return Report(
        article=article.id,
        participants=tuple(participants),
        channel=contact.channel,
        status=contact.status,
        date=contact.date,
        date_text=contact.date_text,
        place=contact.place,
        confidential=contact.secret,
        attribution=tuple(Attribution(name, stance) for name, stance in contact.sources or contact.relayed),
        topic=None,
        evidence=tuple(dict.fromkeys([contact.evidence, *contact.more])),
        confidence=confidence(contact),
        rules=tuple(contact.rules),
        warnings=tuple(dict.fromkeys(warnings)),
        extractor=extractor,
    )

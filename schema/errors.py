"""What can go wrong.

BackchannelError
├── SchemaError      the vocabulary or a language pack is broken: stop
├── ArticleError     this article cannot be read: say which and why, go on
├── StoreError       the workspace cannot be opened or written: stop, nothing lost
├── QueryError       this query cannot be answered: say why, the data is untouched
│   ├── Refused      it would do what no query may: ask another server, change the data
│   └── LimitOver    it needs more time, memory or rows than it may have, and was stopped
├── DecisionError    this decision cannot be taken or contradicts another: say which, nothing changed
└── ExportError      this file cannot be written: stop, the old one stays
"""


class BackchannelError(Exception):
    """Something a user can act on; its text is one clear line."""

    exit_status = 1


class SchemaError(BackchannelError):
    """The vocabulary or a language pack is broken."""


class ArticleError(BackchannelError):
    """One article cannot be read."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class StoreError(BackchannelError):
    """The workspace cannot be opened or written."""


class QueryError(BackchannelError):
    """A query cannot be answered."""


class Refused(QueryError):
    """A query that would do what no query may."""


class LimitOver(QueryError):
    """A query was stopped at a limit."""


class DecisionError(BackchannelError):
    """A decision cannot be taken or contradicts another."""


class ExportError(BackchannelError):
    """A file cannot be written."""

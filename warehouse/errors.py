"""The family of errors that people are shown: what happened, where, and what to do.

Belongs here: base classes that several packages raise. Not here: errors of one module alone.
"""

from __future__ import annotations


class EntrepotError(Exception):
    """An error with a cause that a user can act on.

    Args:
        what: One sentence that says what is wrong.
        where: File, line, column, table or setting; empty if there is no place.
        todo: What the reader can do about it.
    """

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        """Join the three parts into the one line that is shown."""
        self.what, self.where, self.todo = what, where, todo
        super().__init__(" ".join(part for part in (f"{where}:" if where else "", what, todo) if part))


class ConfigurationError(EntrepotError):
    """The configuration file or an environment variable is wrong or missing."""


class ContractError(EntrepotError):
    """A source contract is itself wrong."""


class SchemaBreakError(EntrepotError):
    """An extract does not have the shape that its contract promises; its batch is stopped."""


class WarehouseBusyError(EntrepotError):
    """Another run holds the work warehouse."""


class ReleaseError(EntrepotError):
    """A release is missing, damaged or failed its audit."""


class QueryRefusedError(EntrepotError):
    """A statement is not one read-only SELECT, or went over its limits."""


class AccessError(EntrepotError):
    """Somebody asks for what is not theirs to see."""

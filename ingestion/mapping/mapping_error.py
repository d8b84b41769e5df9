"""The error of a mapping; every part of this room raises it."""

from __future__ import annotations

from warehouse.errors import EntrepotError


class MappingError(EntrepotError):
    """A mapping names something that is not there, or that cannot be what it is said to be."""

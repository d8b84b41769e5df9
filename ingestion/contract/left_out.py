"""Tables without the columns that serve nothing: these are neither judged nor landed.

Which columns those are follows from what is made of them, which is known where the staging models are; here it is plain
data.

Belongs here: taking them out of a table. Not here: which they are (orchestration's purpose), and the wish to keep one
all the same (properties, source settings).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType

from ingestion.contract.document import SourceTable

LeftOut = Mapping[tuple[str, str], frozenset[str]]
"""By source and table the names of the columns that do not land."""
NOTHING: LeftOut = MappingProxyType({})


def without(table: SourceTable, names: Collection[str]) -> SourceTable:
    """Return a table without these columns; those of its key stay."""
    gone = tuple(column for column in table.columns if column.name in names and column.key_position is None)
    if not gone:
        return table
    return replace(table, columns=tuple(column for column in table.columns if column not in gone), left_out=gone)


def lands_otherwise(table: SourceTable, left_out: Collection[str]) -> bool:
    """Tell whether what landed without these columns would land now with others."""
    return set(left_out) != {column.name for column in table.left_out}

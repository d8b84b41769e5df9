"""The shape of a kind of goods: what is compared between two of its records, what joins them, what forbids it.

Belongs here: the descriptions. Not here: those of products, suppliers and places, or what is done with them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from identity.link.comparisons import Comparison

RECORD = "identity_step_good"
"""record_number, source_name, record_id, created_at and the comparable columns: one row per record, by age and name."""


@dataclass(frozen=True)
class Evidence:
    """One thing that is compared, and the words for it.

    Args:
        comparison: Its levels in SQL; the chances of each stand in the settings under the name of the kind.
        words: What agrees, by level, as it stands after `same`; an empty one is not worth a word.
        other: What differs, as it stands after `another`.
    """

    comparison: Comparison
    words: tuple[str, ...]
    other: str


@dataclass(frozen=True)
class NamedRule:
    """A reason to join two records: its name, and SQL on the levels of a pair (`level_<comparison>`, 0 is the best).

    Args:
        name: As it stands in `rule_name`.
        sql: When it holds.
        is_proof: It joins whatever else differs, guards excepted.
        decided_by: `rule` for what is exact, `model` for what only the sum of the bits decides.
    """

    name: str
    sql: str
    is_proof: bool = False
    decided_by: str = "rule"


@dataclass(frozen=True)
class Guard:
    """Two records that are never one, whatever agrees: a name, and SQL on `<column>_l` and `<column>_r`."""

    name: str
    sql: str


@dataclass(frozen=True)
class GoodKind:
    """A kind of goods.

    Args:
        entity: 'product', 'supplier' or 'place'.
        reads: Its canonical table.
        writes: Its link table.
        id_column: The id of a record.
        write_records: Writes `RECORD` and returns how many values were stopped.
        scratch: Tables that it leaves.
        keys: SQL of the values by which pairs are found.
        evidence: What is compared.
        own_code: The comparison of the company's own code; a scheme may be of two systems or not.
        proof: The comparison that shows whether systems agree in their codes.
        rules: Reasons to join, the strongest first.
        guards: What forbids.
        look: Comparisons that together are a look, each with the worst level that agrees; `RECORD` has `alike_count`.
        columns_of_new: Columns of the link of a record that no linking has seen yet, as SQL behind others.
        members: Table of source_name, record_id, record_number: whom a row of `RECORD` stands for, itself included.
        said_by: The column of `reads` that names a record, where it has another name there.
        own_score: Writes the scored pairs, where they are not weighed by how common values are in the table.
    """

    entity: str
    reads: str
    writes: str
    id_column: str
    write_records: Callable[[duckdb.DuckDBPyConnection], int]
    scratch: tuple[str, ...]
    keys: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    own_code: str
    proof: str
    rules: tuple[NamedRule, ...]
    guards: tuple[Guard, ...]
    look: tuple[tuple[str, int], ...] = ()
    columns_of_new: str = ", 'rule' as decided_by"
    members: str = RECORD
    said_by: str = ""
    own_score: Callable[[duckdb.DuckDBPyConnection], int] | None = None

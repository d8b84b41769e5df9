"""Splink's part: the levels and the weight of given pairs of records.

Belongs here: the only calls of Splink. Not here: which pairs, or what a weight leads to.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from identity.link.model import Model
from identity.normalise.build import RECORD, SOURCES
from warehouse.connections import quoted

_ASIDE = "identity_aside"
_ASKED = "identity_step_asked"
_CHUNK = 1_000_000
"""Pairs scored at once: Splink keeps the compared values beside each pair until its weight is known."""
SCORED = "identity_step_scored"
"""l, r, weight, pairing of their sources, and gamma_<comparison>: 0 differs, higher agrees more, -1 is not known."""


def score(
    connection: duckdb.DuckDBPyConnection, model: Model, pairs: str, into: str = SCORED, *, weighed: bool = True
) -> None:
    """Score pairs of records.

    Args:
        connection: With the comparable records and their frequencies.
        model: The model.
        pairs: Table of l and r, record numbers.
        into: The scratch table that is written.
        weighed: Whether the frequency of values counts; it needs `add_frequencies`.
    """
    logging.getLogger("splink").setLevel(logging.ERROR)
    with _aside(connection):
        _score(connection, model, pairs, into, weighed)


@contextmanager
def _aside(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let what is created without a name of its database stand in memory: Splink's tables are none of the warehouse."""
    ((database, schema),) = connection.execute("select current_database(), current_schema()").fetchall()
    connection.execute(f"attach ':memory:' as {_ASIDE}")
    connection.execute(f"use {_ASIDE}")
    try:
        yield
    finally:
        connection.execute(f"use {quoted(database)}.{quoted(schema)}")
        connection.execute(f"detach {_ASIDE}")


def _score(connection: duckdb.DuckDBPyConnection, model: Model, pairs: str, into: str, weighed: bool) -> None:
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection=connection)
    linker = Linker(
        api.register(RECORD), model.splink(weighed=weighed), log_level=logging.ERROR, validate_settings=False
    )
    levels = ", ".join(f"gamma_{each.name}::tinyint as gamma_{each.name}" for each in model.comparisons)
    least, most = (f"{which}(source_number_l, source_number_r)" for which in ("least", "greatest"))
    columns = (
        "record_number_l as l, record_number_r as r, match_weight::float as weight, "
        f"({least} * {SOURCES} + {most})::usmallint as pairing"
    )
    ((count,),) = connection.execute(f"select count(*) from {pairs}").fetchall()
    for start in range(0, max(count, 1), _CHUNK):
        connection.execute(
            f"create or replace temp table {_ASKED} as select '0' as match_key, l as join_key_l, r as join_key_r "
            f"from {pairs} where rowid >= {start} and rowid < {start + _CHUNK}"
        )
        linker.table_management.register_blocked_pairs_for_predict(api.register(_ASKED))
        scored = linker.inference.predict()
        verb = f"create or replace temp table {into} as" if start == 0 else f"insert into {into}"
        connection.execute(f"{verb} select {columns}, {levels} from {scored.physical_name}")
        scored.drop_table_from_database_and_remove_from_cache()
    connection.execute(f"drop table {_ASKED}")

"""People, or companies, linked by the model: what changed since the last run, and nothing else.

Belongs here: the order of the steps, and the choice between all records and the changed ones. Not here: any step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import duckdb

from identity.block.budget import BLOCK, Chosen, block_records, choose_keys, write_pairs
from identity.cluster.weights import weigh, with_priors
from identity.configuration import LinkageSettings, settings_hash
from identity.link.frequencies import add_frequencies, count_frequencies
from identity.link.model import Model
from identity.link.scoring import score
from identity.models.kept import KeptModel, PartyType, keys_of
from identity.normalise.build import SOURCE
from identity.parties.forms import empty_tables, take_forms, write_local_records
from identity.parties.grouping import cluster_affected, remember_parts
from identity.parties.pairing import write_dirty_pairs
from identity.parties.reading import find_changes
from identity.parties.scoring import remember_edges, score_pairs
from identity.parties.tables import CHANGED, DIRTY, STATE, PartyTables, tables_of
from identity.resolve import cluster_scored

Say = Callable[[str], None]
Teach = Callable[[Sequence[Chosen]], Model]
_STATE_TABLE = f"create table if not exists {STATE} (party_type varchar, model_version varchar, settings_hash varchar)"


@dataclass(frozen=True)
class PartySummary:
    """What linking one kind of party did: records, those scored anew, pairs compared, components cut, and the model."""

    party_type: str
    record_count: int
    dirty_count: int
    pair_count: int
    cut_count: int
    model_version: str


def link_changed(
    connection: duckdb.DuckDBPyConnection, kept: KeptModel, settings: LinkageSettings, say: Say
) -> PartySummary:
    """Link the records of one kind of party with a model that is known, scoring only what changed.

    The clusters are those of all records scored anew. Where nothing is remembered, or another model or other settings
    made it, everything counts as changed.

    Args:
        connection: The open work warehouse, with the tables that the model lends.
        kept: The model.
        settings: The settings.
        say: Is told what begins.
    """
    tables = tables_of(kept.party_type)
    if not _remembers(connection, kept):
        empty_tables(connection, kept.party_type, tables)
    forget_model(connection, kept.party_type)
    records = find_changes(connection, kept.party_type, tables)
    dirty = _take_changed(connection, kept, settings, tables)
    pairs = cut = 0
    if dirty and dirty >= records:
        pairs, cut = _link_all(connection, kept, settings, tables, say)
    elif dirty:
        say(f"{kept.party_type} records that changed: {dirty:,}")
        pairs = write_dirty_pairs(connection, kept.chosen_keys(), settings.blocking.largest_block, tables)
        add_frequencies(connection, kept.model, kept.means)
        score_pairs(connection, kept)
        remember_edges(connection, _least(settings), tables)
        cut = cluster_affected(connection, kept, settings.clustering, tables)
    remember_model(connection, kept)
    return PartySummary(kept.party_type, records, dirty, pairs, cut, kept.version)


def fit(
    connection: duckdb.DuckDBPyConnection,
    kept: KeptModel,
    settings: LinkageSettings,
    say: Say,
    teach: Teach | None = None,
) -> tuple[KeptModel, PartySummary]:
    """Link all records and return the model with what they taught it: keys, frequencies, sources and priors.

    The kept tables are written anew, but not said to be of the model: it has to be kept first (`remember_model`).

    Args:
        connection: The open work warehouse; frequencies and surnames are left for the model's folder.
        kept: The model as it stands: version, kind and chances.
        settings: The settings.
        say: Is told what begins.
        teach: Returns a model for the chosen keys; without it the chances stay.
    """
    tables = tables_of(kept.party_type)
    forget_model(connection, kept.party_type)
    empty_tables(connection, kept.party_type, tables)
    records = find_changes(connection, kept.party_type, tables)
    take_forms(connection, kept, settings.stop_list, tables, learn_families=True)
    sources = [name for (name,) in connection.execute(f"from {SOURCE} select source_name order by all").fetchall()]
    write_local_records(connection, DIRTY, tables)
    chosen = choose_keys(connection, keys_of(kept.party_type), settings.blocking)
    model = teach(chosen) if teach else kept.model
    means = count_frequencies(connection, model.comparisons)
    add_frequencies(connection, model, means)
    pairs = write_pairs(connection, chosen)
    connection.execute(f"drop table temp.{BLOCK}")
    say(f"{kept.party_type} records: {records:,}, pairs to compare: {pairs:,}")
    score(connection, model, "identity_step_pair")
    fitted = with_priors(connection, model)
    weigh(connection, fitted)
    remember_edges(connection, _least(settings), tables)
    cut = cluster_scored(connection, fitted, settings.clustering)
    remember_parts(connection, tables, DIRTY)
    found = replace(
        kept, model=fitted, means=means, keys=tuple(each.key.sql for each in chosen), sources=tuple(sources),
        record_count=records,
    )  # fmt: skip
    return found, PartySummary(kept.party_type, records, records, pairs, cut, kept.version)


def _take_changed(
    connection: duckdb.DuckDBPyConnection, kept: KeptModel, settings: LinkageSettings, tables: PartyTables
) -> int:
    """Normalise what changed, if anything did, and return how many records are to be scored."""
    if not connection.execute(f"select 1 from {CHANGED} limit 1").fetchall():
        return 0
    take_forms(connection, kept, settings.stop_list, tables)
    ((dirty,),) = connection.execute(f"select count(*) from {DIRTY}").fetchall()
    return int(dirty)


def _link_all(
    connection: duckdb.DuckDBPyConnection, kept: KeptModel, settings: LinkageSettings, tables: PartyTables, say: Say
) -> tuple[int, int]:
    write_local_records(connection, DIRTY, tables)
    chosen = block_records(connection, kept.chosen_keys(), settings.blocking)
    add_frequencies(connection, kept.model, kept.means)
    pairs = write_pairs(connection, chosen)
    connection.execute(f"drop table temp.{BLOCK}")
    say(f"{kept.party_type} records, all of them; pairs to compare: {pairs:,}")
    score_pairs(connection, kept)
    remember_edges(connection, _least(settings), tables)
    cut = cluster_scored(connection, kept.model, settings.clustering)
    remember_parts(connection, tables, DIRTY)
    return pairs, cut


def _least(settings: LinkageSettings) -> float:
    return min(settings.clustering.edge, settings.review.near)


def remember_model(connection: duckdb.DuckDBPyConnection, kept: KeptModel) -> None:
    """Say that the kept tables are whole, and of this model and these settings."""
    forget_model(connection, kept.party_type)
    connection.execute(f"insert into {STATE} values (?, ?, ?)", [kept.party_type, kept.version, settings_hash()])


def forget_model(connection: duckdb.DuckDBPyConnection, party_type: PartyType) -> None:
    """Say that the kept tables are of no model: if the run ends half-way, the next one scores everything."""
    connection.execute(_STATE_TABLE)
    connection.execute(f"delete from {STATE} where party_type = ?", [party_type])


def _remembers(connection: duckdb.DuckDBPyConnection, kept: KeptModel) -> bool:
    """Tell whether the kept tables are of this model and these settings."""
    connection.execute(_STATE_TABLE)
    known = connection.execute(
        f"select 1 from {STATE} where party_type = ? and model_version = ? and settings_hash = ?",
        [kept.party_type, kept.version, settings_hash()],
    ).fetchone()
    return known is not None

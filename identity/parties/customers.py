"""One customer from the records of all systems: model, rules and decisions, keys, evidence, and what is asked.

Belongs here: the order of the steps. Not here: any step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from identity.cluster.constrained import join_and_part
from identity.cluster.linkage import CLUSTER
from identity.configuration import LinkageSettings, linkage_settings, settings_hash
from identity.keeping import GROUPED, KeyReport, issue_keys
from identity.models.generic import generic_model
from identity.models.kept import GENERIC, PARTY_TYPES, KeptModel, PartyType, lend_tables
from identity.models.store import keep, load, next_version
from identity.parties.evidence import write_customer_link
from identity.parties.forced import ENTITY, write_forced
from identity.parties.linking import PartySummary, fit, link_changed, remember_model
from identity.parties.numbering import PARTY, write_parties
from identity.parties.opening import write_within
from identity.parties.review import write_review_items
from identity.tables import PARTY_RECORD, require_unique

Say = Callable[[str], None]
Chosen = Mapping[PartyType, str]


@dataclass(frozen=True)
class CustomerSummary:
    """What linking customers did."""

    parties: tuple[PartySummary, ...]
    keys: KeyReport
    customer_count: int
    review_count: int

    def __str__(self) -> str:
        """Say it in one line."""
        records = sum(party.record_count for party in self.parties)
        dirty = sum(party.dirty_count for party in self.parties)
        return (
            f"{records:,} customer records are {self.customer_count:,}, {dirty:,} of them scored; {self.keys}, "
            f"{self.review_count:,} questions to people"
        )


def link_customers(
    connection: duckdb.DuckDBPyConnection, models: Path, chosen: Chosen, run_at: datetime, say: Say
) -> CustomerSummary:
    """Write `identity.customer_link` and the questions to people, one row per party record.

    Args:
        connection: The open work warehouse, with decisions, key maps and issued keys loaded.
        models: The folder of kept models.
        chosen: The model of each kind of party; where there is none, the generic one is fitted to the records and kept.
        run_at: When the keys are issued (UTC, naive).
        say: Is told what begins.

    Raises:
        IdentityError: A table is missing, names a record twice, or a model cannot be used.
    """
    require_unique(connection, PARTY_RECORD, ("source_name", "party_record_id"))
    connection.execute("create schema if not exists identity")
    settings = linkage_settings()
    done = [_link_kind(connection, kind, models, chosen.get(kind), settings, say) for kind in PARTY_TYPES]
    kepts = [kept for kept, _ in done]
    write_parties(connection)
    write_forced(connection, settings.stop_list)
    write_within(connection, kepts, lambda kept: lend_tables(connection, models / kept.version), settings.clustering)
    join_and_part(connection, settings.clustering)
    connection.execute(f"""
        create or replace temp table {GROUPED} as
        select party.source_name, party.record_id, party.created_at, cluster.cluster as group_number
        from {PARTY} as party inner join {CLUSTER} as cluster on party.record_number = cluster.record_number
    """)
    keys = issue_keys(connection, ENTITY, run_at)
    write_customer_link(connection, {kept.party_type: kept.version for kept in kepts})
    items = write_review_items(connection, settings.review, settings.clustering)
    ((customers,),) = connection.execute(f"select count(distinct cluster) from {CLUSTER}").fetchall()
    return CustomerSummary(tuple(summary for _, summary in done), keys, int(customers), items)


def _link_kind(
    connection: duckdb.DuckDBPyConnection,
    party_type: PartyType,
    models: Path,
    version: str | None,
    settings: LinkageSettings,
    say: Say,
) -> tuple[KeptModel, PartySummary]:
    kept = load(models, version) if version else None
    if kept and not _is_outgrown(connection, kept, settings.fitting.growth):
        lend_tables(connection, models / kept.version)
        return kept, link_changed(connection, kept, settings, say)
    if kept:
        say(f"{kept.version} was fitted to {kept.record_count:,} records; there are many more")
    blank = KeptModel(
        next_version(models, party_type),
        party_type,
        generic_model(party_type),
        {},
        (),
        (),
        0,
        settings_hash(),
        "generic",
    )
    kept, summary = fit(connection, blank, settings, say)
    keep(connection, kept, models)
    remember_model(connection, kept)
    return kept, summary


def _is_outgrown(connection: duckdb.DuckDBPyConnection, kept: KeptModel, growth: float) -> bool:
    """Tell whether a generic model was fitted to so few records that it says little of those there are now.

    A trained model is used until another one is approved.
    """
    ((records,),) = connection.execute(
        f"select count(*) from {PARTY_RECORD} where party_type = ?", [kept.party_type]
    ).fetchall()
    return kept.origin == GENERIC and records > growth * kept.record_count

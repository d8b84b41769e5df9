"""Resolving a table of records: which of them are one person or one company.

Belongs here: the order of the steps. Not here: any of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import duckdb

from identity.block.budget import BLOCK, PAIR, choose_keys, write_pairs
from identity.block.keys import ORGANISATION_KEYS, PERSON_KEYS
from identity.cluster.components import write_components
from identity.cluster.linkage import missing_pairs_sql, write_clusters
from identity.cluster.weights import weigh, with_priors
from identity.configuration import Clustering, LinkageSettings
from identity.link.comparisons import ORGANISATIONS, PERSON
from identity.link.frequencies import add_frequencies, count_frequencies
from identity.link.model import Model
from identity.link.scoring import SCORED, score
from identity.link.training import train
from identity.normalise.build import RECORD, write_records
from identity.normalise.stopping import stop_shared

PartyType = Literal["person", "organisation"]
_MISSING = "identity_step_missing"
_MISSING_SCORED = "identity_step_missing_scored"


@dataclass(frozen=True)
class Resolution:
    """What a resolution did: keys that were afforded, pairs compared, values stopped, components cut, and its model."""

    keys: int
    pairs: int
    stopped: int
    cut: int
    model: Model


def resolve(
    connection: duckdb.DuckDBPyConnection,
    party_type: PartyType,
    settings: LinkageSettings,
    say: Callable[[str], None],
) -> Resolution:
    """Write `CLUSTER` from the given records.

    Args:
        connection: With the table `GIVEN` of `identity.normalise.build`.
        party_type: What the records are of; they are never mixed.
        settings: The settings.
        say: Is told what begins.
    """
    organisations = party_type == "organisation"
    comparisons, keys = (ORGANISATIONS, ORGANISATION_KEYS) if organisations else (PERSON, PERSON_KEYS)
    say("normalising")
    write_records(connection, organisations=organisations)
    stopped = stop_shared(connection, settings.stop_list, organisations=organisations)
    say("blocking")
    chosen = choose_keys(connection, keys, settings.blocking)
    say("training")
    model = train(connection, comparisons, chosen, getattr(settings, party_type), settings.training)
    add_frequencies(connection, model, count_frequencies(connection, comparisons))
    pairs = write_pairs(connection, chosen)
    connection.execute(f"drop table {BLOCK}")
    say(f"scoring {pairs:,} pairs")
    model, cut = _link(connection, model, settings, say)
    return Resolution(len(chosen), pairs, stopped, cut, model)


def _link(
    connection: duckdb.DuckDBPyConnection, model: Model, settings: LinkageSettings, say: Callable[[str], None]
) -> tuple[Model, int]:
    """Score the pairs, find the prior, complete the components and cut them."""
    score(connection, model, PAIR)
    found = with_priors(connection, model)
    weigh(connection, found)
    say("clustering")
    return found, cluster_scored(connection, found, settings.clustering)


def cluster_scored(connection: duckdb.DuckDBPyConnection, model: Model, limits: Clustering) -> int:
    """Write `CLUSTER` from the comparable records and `SCORED`, and return how many components were cut.

    Pairs within a component that blocking did not find are scored first, so that every pair has its say.
    """
    ((records,),) = connection.execute(f"select count(*) from {RECORD}").fetchall()
    cut = write_components(connection, records, limits)
    connection.execute(f"create or replace temp table {_MISSING} as {missing_pairs_sql()}")
    score(connection, model, _MISSING, _MISSING_SCORED)
    weigh(connection, model, _MISSING_SCORED)
    connection.execute(f"insert into {SCORED} by name select l, r, weight from {_MISSING_SCORED}")
    write_clusters(connection, RECORD, limits)
    return cut

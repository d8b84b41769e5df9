"""A model tried beside the one in use: trained, or held against today's customers, without touching either.

Belongs here: an in-memory copy of what linking reads, and what is done in it. Not here: what is approved.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from identity.configuration import linkage_settings, settings_hash
from identity.link.training import train
from identity.models.generic import generic_model
from identity.models.kept import TRAINED, KeptModel, PartyType, comparisons_of
from identity.models.store import keep, next_version
from identity.parties.linking import Say, fit
from identity.tables import IDENTITY_DECISION, KEY_MAP, PARTY_RECORD
from warehouse.connections import literal

_READ = (PARTY_RECORD, KEY_MAP, IDENTITY_DECISION)


@contextmanager
def trial(work_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse in memory that reads party records, key maps and decisions of the work warehouse.

    Raises:
        duckdb.Error: Another program has the work warehouse open, or it has no such tables yet.
    """
    with duckdb.connect(config={"threads": 2, "autoinstall_known_extensions": "false"}) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"attach {literal(work_file)} as work (read_only)")
        for name in _READ:
            connection.execute(f"create schema if not exists {name.partition('.')[0]}")
            connection.execute(f"create view {name} as from work.{name}")
        connection.execute("create schema identity")
        yield connection


def train_model(connection: duckdb.DuckDBPyConnection, party_type: PartyType, models: Path, say: Say) -> KeptModel:
    """Train a model on all records of a kind, without labels, and keep it under a further version.

    Args:
        connection: A trial.
        party_type: Of people or of companies.
        models: The folder of models.
        say: Is told what begins.
    """
    settings = linkage_settings()
    expected = getattr(settings, party_type)
    version = next_version(models, party_type)
    blank = KeptModel(version, party_type, generic_model(party_type), {}, (), (), 0, settings_hash(), TRAINED)
    kept, _ = fit(
        connection,
        blank,
        settings,
        say,
        lambda chosen: train(connection, comparisons_of(party_type), chosen, expected, settings.training),
    )
    keep(connection, kept, models)
    return kept

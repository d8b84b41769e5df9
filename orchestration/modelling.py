"""Models of people and companies: trained, held against today's customers, and approved.

Belongs here: the work warehouse, the landing and the ledger that this needs. Not here: training (`identity`), or
printing (`cli`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import duckdb

from identity.copying import work_copy
from identity.keeping import load_issued
from identity.models.kept import PARTY_TYPES, KeptModel, PartyType
from identity.models.store import FOLDER, approval_subject, current_versions, load, versions
from identity.parties.customers import CustomerSummary, link_customers
from identity.parties.linking import Say
from identity.parties.training import train_model
from identity.tables import IdentityError
from warehouse.connections import one_line
from warehouse.ledger import Kind, open_ledger
from warehouse.lock import run_lock
from warehouse.settings import Settings

CHURN_TO_APPROVE = 0.005
"""The share of records that get another key, above which an approval has to say so."""


@dataclass(frozen=True)
class ModelChurn:
    """What a model would change: records, those whose customer would have another key, keys merged and split."""

    version: str
    record_count: int
    moved_count: int
    merged_count: int
    split_count: int
    customer_count: int

    @property
    def churn(self) -> float:
        """Share of records with another key, 0 to 1."""
        return self.moved_count / self.record_count if self.record_count else 0.0


def kept_models(settings: Settings) -> list[tuple[KeptModel, bool]]:
    """Return all models that are kept, and whether runs use them."""
    folder = settings.internal_dir / FOLDER
    used = set(current_versions(folder, open_ledger(settings)).values())
    return [(load(folder, version), version in used) for kind in PARTY_TYPES for version in versions(folder, kind)]


def train_models(settings: Settings, kinds: tuple[PartyType, ...], say: Say) -> list[KeptModel]:
    """Train a model of each kind on the records of the last run; none is used before it is approved."""
    with _trial(settings) as connection:
        return [train_model(connection, kind, settings.internal_dir / FOLDER, say) for kind in kinds]


def churn_of(settings: Settings, version: str, say: Say) -> ModelChurn:
    """Link all records with a model, in memory, and say what keys would change."""
    folder = settings.internal_dir / FOLDER
    kept = load(folder, version)
    chosen = {**current_versions(folder, open_ledger(settings)), kept.party_type: version}
    with _trial(settings) as connection:
        load_issued(connection, settings)
        done = link_customers(connection, folder, chosen, datetime.now(), say)
    return _churn(version, done)


def approve(settings: Settings, version: str, actor: str, reason: str) -> int:
    """Take down that a model is to be used from the next run on, and return the entry of the ledger."""
    kept = load(settings.internal_dir / FOLDER, version)
    return open_ledger(settings).append(
        Kind.APPROVAL, approval_subject(kept.party_type), {"version": version}, actor=actor, reason=reason
    )


def _churn(version: str, done: CustomerSummary) -> ModelChurn:
    records = sum(party.record_count for party in done.parties)
    keys = done.keys
    return ModelChurn(version, records, keys.moved, keys.merged, keys.split, done.customer_count)


@contextmanager
def _trial(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with run_lock(settings), work_copy(settings.work_file, ("run",), ("canonical", "run")) as connection:
            yield connection
    except (duckdb.IOException, duckdb.CatalogException) as error:
        raise IdentityError(
            f"the records of the last run cannot be read: {one_line(error)}",
            where=str(settings.work_file),
            todo="Run `entrepot run` first, or wait for the run that is under way.",
        ) from error

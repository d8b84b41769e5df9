"""What the desk of a data steward reads and writes: releases, the work warehouse, the ledger.

Belongs here: opening them for `entrepot identity` and the page of stewards, and entering what was decided and who
looked. Not here: what is explained, previewed or listed, and how it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

import duckdb

from identity.configuration import linkage_settings
from identity.copying import desk_file, work_copy
from identity.decisions import Decision, StandingDecision, record, standing_decisions
from identity.explain.explaining import Asked
from identity.explain.subjects import RecordName
from identity.impact.planning import Plan
from identity.impact.trial import tried
from identity.keeping import load_issued
from identity.linking import link_products, link_suppliers
from identity.models.kept import PARTY_TYPES
from identity.models.store import FOLDER, current_versions, load
from identity.parties.customers import link_customers
from identity.places.running import link_places
from identity.review.deciding import types_of
from identity.tables import IdentityError
from warehouse.connections import open_reader
from warehouse.ledger import Kind, open_ledger
from warehouse.releases import require_release
from warehouse.settings import Settings

_LINK_OTHERS = {"product": link_products, "supplier": link_suppliers, "place": link_places}


@contextmanager
def release_reader(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the current release for reading; no run is in its way.

    Raises:
        ReleaseError: There is none.
    """
    with open_reader(require_release(settings).database) as connection:
        yield connection


def desk_reader(settings: Settings, entity: str | None) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """Open what tells of the records of a kind of entity: the current release, of places the work warehouse.

    Raises:
        ReleaseError: There is none.
        WarehouseBusyError: A run is under way, places are asked for, and nobody has looked since the last one.
    """
    return work_reader(settings) if entity == "place" else release_reader(settings)


@contextmanager
def work_reader(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the work warehouse, which holds the records themselves, for reading; no run is in its way.

    Raises:
        WarehouseBusyError: A run is under way, and nobody has looked since the last one.
        ReleaseError: There has been no run yet.
    """
    with open_reader(desk_file(settings)) as connection:
        yield connection


@contextmanager
def work_beside(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse in memory that shows the work warehouse, so that records can be compared; no run is in its way.

    Raises:
        WarehouseBusyError: A run is under way, and nobody has looked since the last one.
        ReleaseError: There has been no run yet.
    """
    with work_copy(desk_file(settings)) as connection:
        yield connection


def exact(settings: Settings, plan: Plan) -> Plan:
    """Return a plan with the places that the next run will give its records, by trying it on a copy.

    Raises:
        WarehouseBusyError: A run is under way, and nobody has looked since the last one.
        IdentityError: No run has linked records with a model yet.
    """
    require_release(settings)
    folder = settings.internal_dir / FOLDER
    chosen = current_versions(folder, open_ledger(settings))
    if plan.entity == "customer" and set(chosen) != set(PARTY_TYPES):
        raise IdentityError("no run has kept a model yet.", where=str(folder), todo="Run `entrepot run` first.")

    def relink(connection: duckdb.DuckDBPyConnection, moment: datetime) -> None:
        load_issued(connection, settings)
        if plan.entity == "customer":
            link_customers(connection, folder, chosen, moment, lambda text: None)
        else:
            _LINK_OTHERS[plan.entity](connection, moment)

    return tried(desk_file(settings), plan, standing(settings), relink)


def standing(settings: Settings) -> list[StandingDecision]:
    """Return the decisions that stand."""
    return standing_decisions(open_ledger(settings))


def asked(settings: Settings) -> Asked:
    """Return the models of people and companies that runs use, and their threshold."""
    folder = settings.internal_dir / FOLDER
    chosen = current_versions(folder, open_ledger(settings))
    models = {kind: load(folder, version) for kind, version in chosen.items()}
    return Asked(models, folder, linkage_settings().clustering.cut)


def last_seen_entry(settings: Settings) -> int:
    """Return the last entry of the ledger that the current release knows; later ones wait for the next run."""
    return require_release(settings).manifest.ledger_high_water


def enter(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    decisions: Sequence[Decision],
    actor: str,
    reason: str,
) -> list[int]:
    """Write decisions into the ledger, all or none, and return their ids.

    Raises:
        DecisionError: One contradicts what stands.
    """
    return record(open_ledger(settings), decisions, actor, reason, types=types_of(connection, decisions))


def note_access(settings: Settings, entity: str, records: Sequence[RecordName], actor: str, reason: str) -> None:
    """Write down that somebody was shown the personal values of records."""
    ledger = open_ledger(settings)
    for each in records:
        ledger.append(Kind.ACCESS, f"{entity}:{each}", {"shown": "personal values", "by": "explain"}, actor, reason)

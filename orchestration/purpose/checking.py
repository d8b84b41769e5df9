"""What a source covers: entities and columns, the questions that this answers, and who could fill the rest.

Belongs here: gathering it for `entrepot source check`. Not here: reading the files (ingestion), and printing (cli).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingestion.contract.document import OWN_CONTRACTS
from orchestration.purpose.answering import Answer, read_needs
from orchestration.purpose.canonical import CanonicalColumn, canonical_columns
from orchestration.purpose.landing import source_register
from orchestration.purpose.memory import purpose_of
from orchestration.purpose.purposes import ColumnPurpose, VendorPurpose
from warehouse.connections import open_reader
from warehouse.releases import Release, current_release
from warehouse.settings import Settings
from warehouse.source_settings import SourceSettings

COVERAGE = "marts.mart_quality__coverage"


@dataclass(frozen=True)
class EntityCoverage:
    """How much of an entity a source fills.

    Attributes:
        columns: There are, without those that say where a row comes from.
        defined: The vendor's staging model fills.
        valued: Of the defined ones those whose source columns hold a value in some file; None where no file was read.
        empty: Columns that the staging model leaves empty and that serve a question.
        valueless: Columns that it fills although no file holds a value.
    """

    entity: str
    columns: int
    defined: int
    valued: int | None
    empty: tuple[str, ...]
    valueless: tuple[str, ...]


@dataclass(frozen=True)
class SourceCoverage:
    """What a source covers.

    Attributes:
        alone: How every question stands with this source.
        together: The same with every configured source.
        suppliers: By canonical column that lacks for some question the columns of other vendors that fill it.
        descriptions: What these columns are.
        lost: Canonical columns that the vendor's staging filled in the current release and fills no longer.
        not_landed: Columns of the source that serve nothing.
        kept: Those that land all the same, with who wants it.
        complaints: Staging models that read what no contract names.
    """

    entities: tuple[EntityCoverage, ...]
    alone: tuple[Answer, ...]
    together: tuple[Answer, ...]
    suppliers: Mapping[str, tuple[str, ...]]
    descriptions: Mapping[str, str]
    questions: Mapping[str, tuple[str, ...]]
    lost: tuple[str, ...]
    not_landed: tuple[ColumnPurpose, ...]
    kept: tuple[ColumnPurpose, ...]
    complaints: tuple[str, ...]


def cover(settings: Settings, source: SourceSettings, valued: Collection[tuple[str, str]]) -> SourceCoverage | None:
    """Return what a source covers; None where its vendor has no staging models yet.

    Args:
        settings: The configuration.
        source: The source.
        valued: Its tables and columns that hold a value in some file.
    """
    purpose = purpose_of(settings, source.vendor)
    if purpose is None:
        return None
    canonical, register = canonical_columns(), source_register(settings, source)
    needs = read_needs(canonical)
    filled = {name for other in settings.sources for name in _fills(settings, other.vendor)} | set(purpose.fills)
    alone, together = needs.answers(purpose.fills), needs.answers(filled)
    lacking = {name for answer in alone for name in answer.lacking}
    return SourceCoverage(
        entities=tuple(_entities(purpose, canonical, valued)),
        alone=tuple(alone),
        together=tuple(together),
        suppliers=_suppliers(settings, lacking),
        descriptions={column.full_name: column.description for column in canonical if column.full_name in lacking},
        questions={column.full_name: column.questions for column in canonical},
        lost=_lost(settings, source, purpose),
        not_landed=tuple(item for item in register if not item.lands),
        kept=tuple(item for item in register if item.purpose == "kept"),
        complaints=purpose.complaints,
    )


def house_vendors(settings: Settings) -> list[str]:
    """Return every vendor that contracts are known of, the user's own among them."""
    homes: list[Path] = [home for home in (OWN_CONTRACTS, settings.vendors_dir) if home.is_dir()]
    return sorted({path.name for home in homes for path in home.iterdir() if path.is_dir()})


def _fills(settings: Settings, vendor: str) -> Mapping[str, tuple[str, ...]]:
    found = purpose_of(settings, vendor)
    return found.fills if found else {}


def _entities(
    purpose: VendorPurpose, canonical: Iterable[CanonicalColumn], valued: Collection[tuple[str, str]]
) -> Iterable[EntityCoverage]:
    by_entity: dict[str, list[CanonicalColumn]] = defaultdict(list)
    for column in canonical:
        by_entity[column.entity].append(column)
    there = {f"{table}.{column}" for table, column in valued}
    for entity in purpose.entities:
        own = by_entity[entity]
        defined = [column for column in own if column.full_name in purpose.fills]
        places = {column.name: purpose.fills[column.full_name] for column in defined}
        valueless = [name for name, made_of in places.items() if there and made_of and not there & set(made_of)]
        yield EntityCoverage(
            entity,
            len(own),
            len(defined),
            len(defined) - len(valueless) if there else None,
            tuple(column.name for column in own if column not in defined and column.questions),
            tuple(valueless),
        )


def _suppliers(settings: Settings, lacking: Collection[str]) -> dict[str, tuple[str, ...]]:
    """By canonical column what fills it elsewhere, as `hubspot.deals.amount`."""
    found: dict[str, list[str]] = defaultdict(list)
    for vendor in house_vendors(settings):
        for name, places in _fills(settings, vendor).items():
            if name in lacking:
                found[name].append(" + ".join(f"{vendor}.{place}" for place in places) or f"{vendor} (always the same)")
    return {name: tuple(places) for name, places in found.items()}


def _lost(settings: Settings, source: SourceSettings, purpose: VendorPurpose) -> tuple[str, ...]:
    """Canonical columns that were filled in the current release and no longer are, those of whole entities too."""
    release = current_release(settings)
    before = _defined_before(release, source.name) if release else set()
    return tuple(sorted(before - set(purpose.fills)))


def _defined_before(release: Release, source_name: str) -> set[str]:
    if COVERAGE not in release.tables:
        return set()
    with open_reader(release.database) as connection:
        rows = connection.execute(
            f"select entity, coalesce(undefined_column_names, '') from {COVERAGE} where source_name = ?", [source_name]
        ).fetchall()
    empty = {f"{entity}.{name}" for entity, names in rows for name in names.split(", ")}
    fed = {entity for entity, _ in rows}
    return {column.full_name for column in canonical_columns() if column.entity in fed} - empty

"""From a system that nobody has described to the files that make it a source.

Belongs here: the order of looking, proposing or reading a spreadsheet back, judging and writing. Not here: any of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ingestion.contract.document import OWN_CONTRACTS
from ingestion.mapping.binding import EmptySystem
from ingestion.mapping.looking import look
from ingestion.mapping.mapping_error import MappingError
from ingestion.mapping.names_in_sql import canonical_column, entity_named
from ingestion.mapping.proposal import EntityProposal, Placement, Proposal, Unplaced
from ingestion.mapping.proposing import propose_from
from ingestion.mapping.system_profile import SystemProfile
from ingestion.mapping.workbook_reading import read_workbook
from ingestion.mapping.writing import WrittenFiles, vendor_files, write_files
from warehouse.errors import ConfigurationError
from warehouse.settings import Settings
from warehouse.source_settings import SourceSettings

UNSURE = 0.6
"""A placement that is less sure than this is for a person to decide."""


@dataclass(frozen=True)
class MappedSource:
    """What a system was mapped to.

    Attributes:
        folder: The vendor's folder.
        files: What was done there.
    """

    source: SourceSettings
    profile: SystemProfile
    proposal: Proposal
    folder: Path
    files: WrittenFiles

    @property
    def to_decide(self) -> list[tuple[EntityProposal, Placement]]:
        """Placements that a person should look at, the least sure first."""
        found = [
            (entity, it) for entity in self.proposal.entities for it in entity.placements if it.confidence < UNSURE
        ]
        return sorted(found, key=lambda item: item[1].confidence)


def make_source(
    settings: Settings,
    source: SourceSettings,
    tell: Callable[[str], None],
    *,
    chosen: Path | None = None,
    overwrite: bool = False,
) -> MappedSource:
    """Look at a system and write contracts, staging models and the spreadsheet of its mapping.

    Args:
        settings: Where the configuration stands, and the group's currency.
        source: How the system is reached, and the vendor that it is to be.
        tell: Is told what is being done.
        chosen: A spreadsheet that a person has corrected; None proposes anew.
        overwrite: Overwrite files that a person has changed.

    Raises:
        ConfigurationError: The vendor is known already, or there is nothing to look at.
        MappingError: The spreadsheet cannot be followed, or nothing of the system is an entity that is known.
        SourceUnreachableError: The system does not answer.
    """
    folder = settings.vendors_dir / source.vendor
    _require_unknown(source, folder)
    profile = look(settings, source, tell)
    if chosen is not None:
        tell(f"reading {chosen.name}")
        proposal = read_workbook(chosen, profile)
    else:
        tell("deciding which table is which entity")
        proposal = sound_parts(propose_from(profile, settings.company.group_currency), profile)
    if not proposal.entities:
        raise MappingError(
            "none of its tables is an entity that is known.",
            where=f"source {source.name}",
            todo="Write contracts and staging models yourself: docs/how-to/your-own-files.md.",
        )
    tell(f"writing {folder}")
    files = vendor_files(proposal, profile, source.vendor, source.path)
    written = write_files(folder, files, chosen=chosen, replace=overwrite)
    return MappedSource(source, profile, proposal, folder, written)


def sound_parts(proposal: Proposal, profile: SystemProfile) -> Proposal:
    """Return a proposal without what cannot become its canonical column; that is unplaced, with the reason."""
    entities, unplaced = [], list(proposal.unplaced)
    with EmptySystem(profile) as system:
        for entity in proposal.entities:
            faults = {it.column: said for it in entity.placements if (said := _fault(system, entity, it))}
            unplaced += [
                _unplaced(it, faults[it.column]) for it in entity.placements if it.column in faults and it.sources
            ]
            if entity_named(entity.entity).id_column not in faults:
                kept = tuple(it for it in entity.placements if it.column not in faults)
                entities.append(replace(entity, placements=kept))
    return replace(proposal, entities=tuple(entities), unplaced=tuple(unplaced))


def _fault(system: EmptySystem, entity: EntityProposal, placement: Placement) -> str | None:
    try:
        column = canonical_column(entity_named(entity.entity), placement.column)
        system.check(entity, placement.expression, column)
    except MappingError as error:
        return str(error)
    return None


def _unplaced(placement: Placement, reason: str) -> Unplaced:
    table, _, column = placement.sources[0].rpartition(".")
    return Unplaced(table, column, reason)


def _require_unknown(source: SourceSettings, folder: Path) -> None:
    if (OWN_CONTRACTS / source.vendor).is_dir() and not folder.is_dir():
        raise ConfigurationError(
            f"the vendor {source.vendor!r} is known: there is nothing to map.",
            where=f"source {source.name}",
            todo=f"Look at it with `entrepot source check {source.name}`, or name another vendor with --vendor.",
        )

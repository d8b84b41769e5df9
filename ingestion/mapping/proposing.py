"""Proposing how an unknown system maps onto the canonical entities, with confidence and reason.

Belongs here: the order of looking, choosing, placing and deriving. Not here: any of them, and writing files.
"""

from __future__ import annotations

from collections.abc import Callable

from ingestion.mapping.amounts import place_line_amounts, place_tax_by_difference, place_total
from ingestion.mapping.canonical_contracts import canonical_entities
from ingestion.mapping.choosing import Candidate, choose_tables
from ingestion.mapping.deriving import (
    place_condition,
    place_constants,
    place_currency,
    place_days,
    place_found,
    place_from_header,
    place_gross_of_charge,
    place_number,
    place_own_id,
    place_references_to_host,
    place_status,
)
from ingestion.mapping.drafts import Draft
from ingestion.mapping.embedded_parts import (
    place_available,
    place_basket,
    place_movement_reference,
    place_nested_amounts,
    place_nested_country,
    place_shipping,
    tax_lines_of,
)
from ingestion.mapping.looking import look
from ingestion.mapping.minor_units import minor_columns
from ingestion.mapping.placing import Looked
from ingestion.mapping.proposal import EntityProposal, Proposal
from ingestion.mapping.system_profile import SystemProfile
from ingestion.mapping.unplaced import what_is_unplaced
from warehouse.settings import Settings
from warehouse.source_settings import SourceSettings


def propose(settings: Settings, source: SourceSettings, tell: Callable[[str], None] = lambda text: None) -> Proposal:
    """Look at a system and propose which canonical entity and column each thing of it is.

    Args:
        settings: Limits of the machine, and the group's currency.
        source: How the system is reached: a database, or a folder of files.
        tell: Is told what is being done.

    Raises:
        SourceUnreachableError: The database does not answer or refuses.
        ConfigurationError: There is nothing to look at.
        SchemaBreakError: A file cannot be read.
    """
    profile = look(settings, source, tell)
    tell("deciding which table is which entity")
    return propose_from(profile, settings.company.group_currency)


def propose_from(profile: SystemProfile, group_currency: str) -> Proposal:
    """Propose a mapping from what was seen of a system.

    Args:
        profile: What it holds.
        group_currency: Stands for the currency of amounts where no column says one (ISO 4217).
    """
    looked = Looked(profile)
    candidates = choose_tables(looked)
    looked.in_cents = minor_columns(candidates.values())
    entities = tuple(
        entity
        for candidate in candidates.values()
        if candidate.table.primary_key
        for entity in _proposed(looked, candidate, candidates, group_currency)
    )
    return Proposal(profile.system, entities, what_is_unplaced(profile, entities))


def _proposed(
    looked: Looked, candidate: Candidate, candidates: dict[str, Candidate], group_currency: str
) -> list[EntityProposal]:
    """The entity, and what stands in the same rows besides."""
    contract = canonical_entities()[candidate.words.entity]
    draft = Draft(looked, candidate, candidates, group_currency, candidate.table.primary_key)
    place_own_id(draft)
    place_found(draft, contract.by_name)
    place_shipping(draft)
    place_references_to_host(draft)
    place_from_header(draft)
    place_available(draft)
    place_movement_reference(draft)
    place_nested_country(draft)
    place_days(draft, contract.by_name)
    place_line_amounts(draft)
    place_gross_of_charge(draft)
    place_nested_amounts(draft)
    place_basket(draft)
    place_status(draft)
    place_number(draft)
    place_tax_by_difference(draft)
    place_total(draft)
    place_currency(draft, contract.by_name)
    place_constants(draft)
    place_condition(draft)
    taxes = tax_lines_of(draft)
    return [draft.proposal(tuple(contract.by_name)), *([taxes] if taxes else [])]

"""What linking remembers in the work warehouse from one run to the next, for people and for companies.

Belongs here: names. Not here: what is in them (the modules that write them).

These tables hold personal data and are no part of a release; without them the next run scores everything anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from identity.models.kept import PartyType

STATE = "identity.party_state"
"""party_type, model_version, settings_hash: what the tables below were made with."""
CHANGED = "identity_step_altered"
"""record_hash, source_name, record_id, given_hash: records that are new or not as they were; given_hash null: gone."""
DIRTY = "identity_step_dirty"
"""record_hash: records whose pairs are scored anew."""


@dataclass(frozen=True)
class PartyTables:
    """The tables of one kind of party.

    Args:
        form: record_hash, source_name, record_id, given_hash and the comparable columns, no value stopped.
        stop: column_name, value: identifiers that are no one's.
        edge: l, r (record hashes), weight: scored pairs that are worth remembering.
        part: record_hash, component, cluster (each named by the lowest hash of its records).
    """

    form: str
    stop: str
    edge: str
    part: str


def tables_of(party_type: PartyType) -> PartyTables:
    """Return the tables of one kind of party."""
    return PartyTables(*(f"identity.{party_type}_{name}" for name in ("form", "stop", "edge", "part")))

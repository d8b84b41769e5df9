"""Linking places: the order of the steps, and what they did.

Belongs here: what `identity.linking` calls. Not here: any step.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb

from identity.configuration import linkage_settings
from identity.goods import joining, links
from identity.goods.evidence import RECORD
from identity.goods.review import write_review_items
from identity.goods.scoring import score_kind
from identity.key_map import unmatched
from identity.places.kind import MEMBER, PLACES, remember, write_records
from identity.places.links import write_links
from identity.tables import PARTY_RECORD, PLACE_LINK, require_unique


@dataclass(frozen=True)
class PlaceSummary:
    """What linking places did.

    Args:
        address_count: Addresses of records, those that they had before included.
        place_count: Places.
        vague_count: Addresses without the number of a house, which are no place.
        question_count: Questions to people.
        unmatched_key_count: Rows of key maps that name an address which has not arrived.
    """

    address_count: int
    place_count: int
    vague_count: int
    question_count: int = 0
    unmatched_key_count: int = 0

    def __str__(self) -> str:
        """Say it in one line."""
        text = f"{self.address_count:,} addresses are {self.place_count:,} places"
        if self.vague_count:
            text += f", without a house number: {self.vague_count:,}"
        if self.question_count:
            text += f", questions to people: {self.question_count:,}"
        if self.unmatched_key_count:
            text += f", rows of key maps without a record: {self.unmatched_key_count:,}"
        return text


def link_places(connection: duckdb.DuckDBPyConnection, run_at: datetime) -> PlaceSummary:
    """Write `identity.place_link`, one row per address of a party's record, and the questions to people.

    Args:
        connection: The open work warehouse, with the canonical party records, after `load_issued`.
        run_at: When keys are issued (UTC, naive).

    Raises:
        IdentityError: The table is missing or names a record twice, or the issued keys were not loaded.
    """
    require_unique(connection, PARTY_RECORD, ("source_name", "party_record_id"))
    try:
        vague = write_records(connection)
        score_kind(connection, PLACES)
        joining.join(connection, PLACES)
        write_links(connection, run_at)
        questions = write_review_items(connection, PLACES, linkage_settings().review)
        missed = unmatched(connection, PLACES.entity, MEMBER)
        remember(connection)
        ((addresses, places),) = connection.execute(
            f"select count(*), count(distinct place_key) from {PLACE_LINK}"
        ).fetchall()
        return PlaceSummary(int(addresses), int(places), vague, questions, missed)
    finally:
        for name in (RECORD, *PLACES.scratch, *joining.SCRATCH, *links.SCRATCH):
            connection.execute(f"drop table if exists temp.{name}")

"""Reading a release for the report.

Belongs here: asking every statement once, and what of it could not be measured. Not here: SQL, words, looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboards.assess.chapters import CHAPTERS, PAIRS, Finding
from dashboards.queries import Reader, Row, Rows


@dataclass(frozen=True)
class Pair:
    """A pair of systems, a flow, what it needs, and its figures; None if nothing can be held against each other."""

    name: str
    flow: str
    needs: str
    row: Row | None


@dataclass(frozen=True)
class Measured:
    """A finding and the rows of its answer: subject, unit, value, whole. No row: it could not be measured."""

    finding: Finding
    rows: Rows


@dataclass(frozen=True)
class Report:
    """Everything that the report says, without words.

    Attributes:
        release_id: The release.
        company: Its company.
        currency: The group's currency, of every amount that has none beside it.
        as_of: The day that the release speaks of.
        first_date: The first day of an order or a purchase; None if there is none.
        weeks: Weeks from there to `as_of`, at least one.
        systems: The sources: source_name, systems, status, landed_row_count, refused_row_count, last_extracted_at.
        pairs: Each pair and flow, in the order of the report.
        pains: Kinds of documents that do not fit, the dearest a week first.
        items: The documents behind the pains.
        chapters: The findings of each chapter.
        open_questions: Questions that lack columns.
    """

    release_id: str
    company: str
    currency: str
    as_of: date
    first_date: date | None
    weeks: float
    systems: Rows
    pairs: Sequence[Pair]
    pains: Rows
    items: Rows
    chapters: Mapping[str, Sequence[Measured]]
    open_questions: Rows

    def find(self, chapter: str, name: str) -> Measured:
        """Return a finding by its name."""
        return next(it for it in self.chapters[chapter] if it.finding.name == name)


def read_report(reader: Reader, release_id: str) -> Report:
    """Ask a release everything that the report says.

    Args:
        reader: Answers from the release.
        release_id: Its id.

    Raises:
        ReleaseError: The release is older than the report and lacks a table.
    """
    [span] = reader.rows("assess/weeks")
    return Report(
        release_id=release_id,
        company=span["company_name"],
        currency=span["group_currency_code"],
        as_of=span["last_date"],
        first_date=span["first_date"],
        weeks=float(span["week_count"]),
        systems=reader.rows("assess/systems"),
        pairs=_pairs(reader),
        pains=reader.rows("assess/pains"),
        items=reader.rows("assess/pain_items"),
        chapters={name: [_measured(reader, it) for it in findings] for name, findings in CHAPTERS.items()},
        open_questions=reader.rows("assess/open_questions"),
    )


def _pairs(reader: Reader) -> list[Pair]:
    found = {(row["pair_type"], row["flow_type"]): row for row in reader.rows("assess/pairs")}
    return [Pair(name, flow, needs, found.get((name, flow))) for name, flow, needs in PAIRS]


def _measured(reader: Reader, finding: Finding) -> Measured:
    rows = reader.rows(f"assess/{finding.name}")
    return Measured(finding, [row for row in rows if row["value"] is not None])

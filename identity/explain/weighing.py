"""What the model makes of one pair of records, and what each comparison adds to it.

Belongs here: reading off levels and bits of a pair of comparable records, in SQL alone: Splink makes tables of its own,
and what is explained is only read. A test holds the sum against Splink's weight. Not here: making records comparable,
and words.
"""

from __future__ import annotations

import duckdb
import numpy as np

from identity.explain.comparing import PartyPair
from identity.explain.explanation import Part, Weighed
from identity.explain.levels import MISSING, PHRASES
from identity.explain.subjects import RecordName
from identity.link.comparisons import Comparison
from identity.link.model import Model
from identity.models.kept import KeptModel
from identity.normalise.build import RECORD, SOURCES
from identity.tables import PARTY_RECORD

_VALUES = {
    "name": "coalesce(nullif(concat_ws(' ', given_name, family_name), ''), full_name)",
    "birth_date": "null::varchar",
    "mailbox": "email",
    "phone": "phone",
    "tax": "tax_id",
    "address": "nullif(concat_ws(', ', street, nullif(concat_ws(' ', postal_code, city), '')), '')",
    "company": "organisation_name",
    "country": "country_code",
}
"""What a comparison looks at, as the record itself says it."""


def weigh_pair(
    connection: duckdb.DuckDBPyConnection, kept: KeptModel, pair: PartyPair, numbers: tuple[int, int], threshold: float
) -> Weighed:
    """Return what a model makes of two records.

    Args:
        connection: With the two as comparable records, their frequencies, and the records as they came.
        kept: The model.
        pair: The records.
        numbers: Their record numbers.
        threshold: The cut of the clustering, in bits.
    """
    parts = tuple(_parts(connection, kept.model, pair, numbers))
    prior, related = _priors(connection, kept.model)
    odds, kin = float(np.log2(prior / (1 - prior))), float(np.log2(prior / related))
    strangers = sum(part.bits for part in parts) + odds
    against_related = sum(part.bits_related for part in parts) + kin
    weight = -float(np.log2(np.exp2(max(-strangers, -80.0)) + np.exp2(max(-against_related, -80.0))))
    return Weighed(parts, odds, kin, strangers, against_related, weight, threshold, kept.version)


def _priors(connection: duckdb.DuckDBPyConnection, model: Model) -> tuple[float, float]:
    """Return the chances for the two sources of the records: one party, and two that belong together."""
    ((pairing,),) = connection.execute(
        f"select min(source_number)::integer * {SOURCES} + max(source_number) from {RECORD}"
    ).fetchall()
    return model.priors.get(int(pairing), (model.prior, model.prior_related))


def _parts(
    connection: duckdb.DuckDBPyConnection, model: Model, pair: PartyPair, numbers: tuple[int, int]
) -> list[Part]:
    levels = ", ".join(_level_sql(each) for each in model.comparisons)
    commons = ", ".join(_common_sql(each) for each in model.comparisons)
    found = connection.execute(f"select {levels}, {commons} from {_joined(connection)}", list(numbers)).fetchall()[0]
    values = [_said(connection, model, record) for record in (pair.record, pair.other)]
    count = len(model.comparisons)
    return [
        _part(model, each, pair.party_type, found[n], found[count + n], (values[0][n], values[1][n]))
        for n, each in enumerate(model.comparisons)
    ]


def _said(connection: duckdb.DuckDBPyConnection, model: Model, record: RecordName) -> tuple[str | None, ...]:
    """Return what a record itself says, by comparison."""
    columns = ", ".join(_VALUES[each.name] for each in model.comparisons)
    rows: list[tuple[str | None, ...]] = connection.execute(
        f"select {columns} from {PARTY_RECORD} where source_name = ? and party_record_id = ?", list(record)
    ).fetchall()
    return rows[0]


def _part(
    model: Model,
    comparison: Comparison,
    party_type: str,
    place: int | None,
    shared_by_chance: float | None,
    values: tuple[str | None, str | None],
) -> Part:
    """Return what one comparison says; a value that is rare among strangers says more than its level does."""
    if place is None:
        return Part(comparison.name, MISSING, 0.0, 0.0, None, *values)
    same, strangers = model.same[comparison.name][place], model.strangers[comparison.name][place]
    phrase = PHRASES[party_type][comparison.name][place]
    by_chance = float(strangers)
    if place < len(comparison.levels) and shared_by_chance is not None:
        weighed_by = comparison.levels[place].weighed_by or ""
        exact = model.strangers[comparison.name][comparison.place_of(weighed_by)]
        by_chance = float(strangers) * shared_by_chance / float(exact)
    return Part(
        comparison.name,
        phrase,
        float(np.log2(same / by_chance)),
        float(np.log2(same / model.related[comparison.name][place])),
        1 / by_chance if place < len(comparison.levels) else None,
        *values,
    )


def _level_sql(comparison: Comparison) -> str:
    """Return SQL for the place of the level at which the two agree; null where there is nothing to compare."""
    cases = " ".join(f"when {level.sql} then {place}" for place, level in enumerate(comparison.levels))
    return f"case when {comparison.missing} then null {cases} else {len(comparison.levels)} end"


def _common_sql(comparison: Comparison) -> str:
    """Return SQL for how likely strangers share the value that the two agree in; null where that does not count."""
    cases = " ".join(
        f"when {level.sql} then "
        + (f"greatest(tf_{level.weighed_by}_l, tf_{level.weighed_by}_r)" if level.weighed_by else "null")
        for level in comparison.levels
    )
    return f"case when {comparison.missing} then null {cases} end"


def _joined(connection: duckdb.DuckDBPyConnection) -> str:
    """Return SQL for the two records side by side, with their columns named as the levels name them."""
    columns = [name for (name, *_) in connection.execute(f"describe {RECORD}").fetchall()]
    left, right = (", ".join(f"{name} as {name}_{side}" for name in columns) for side in ("l", "r"))
    return (
        f"(select {left} from {RECORD} where record_number = ?) as one, "
        f"(select {right} from {RECORD} where record_number = ?) as other"
    )

"""What the model makes of one pair of records, and what each comparison adds to it.

Belongs here: reading off levels and bits of a pair of comparable records, in SQL alone: Splink makes tables of its own,
and what is explained is only read. A test holds the sum against Splink's weight. Not here: making records comparable,
and words.
"""

from __future__ import annotations

import duckdb
import numpy as np

from identity.explain.explanation import Part, Weighed
from identity.explain.levels import MISSING, PHRASES
from identity.link.comparisons import Comparison
from identity.link.model import Model
from identity.normalise.build import RECORD, SOURCES

_VALUES = {
    "name": "coalesce(nullif(concat_ws(' ', given_name, family_name), ''), full_name)",
    "birth_date": "birth_date",
    "mailbox": "email",
    "phone": "phone",
    "tax": "tax_id",
    "address": "nullif(concat_ws(', ', street, concat_ws(' ', postal_code, city)), '')",
    "company": "company_name",
    "country": "country_code",
}
"""What a comparison looks at, as the record itself says it."""


def weigh_pair(
    connection: duckdb.DuckDBPyConnection,
    model: Model,
    party_type: str,
    pair: tuple[int, int],
    given: str,
    threshold: float,
    model_version: str | None,
) -> Weighed:
    """Return what a model makes of two records.

    Args:
        connection: With the comparable records and their frequencies.
        model: The model.
        party_type: 'person' or 'organisation'.
        pair: Their record numbers; the first record is told first.
        given: The table that the records were made comparable from.
        threshold: The cut of the clustering, in bits.
        model_version: Its name.
    """
    parts = tuple(_parts(connection, model, party_type, pair, given))
    ((pairing,),) = connection.execute(
        f"select min(source_number) * {SOURCES} + max(source_number) from {RECORD} where record_number in (?, ?)",
        list(pair),
    ).fetchall()
    prior, related = model.priors.get(int(pairing), (model.prior, model.prior))
    odds, kin = float(np.log2(prior / (1 - prior))), float(np.log2(prior / related))
    strangers = sum(part.bits for part in parts) + odds
    against_related = sum(part.bits_related for part in parts) + kin
    weight = -float(np.log2(np.exp2(_bounded(strangers)) + np.exp2(_bounded(against_related))))
    return Weighed(parts, odds, kin, strangers, against_related, weight, threshold, model_version)


def _parts(
    connection: duckdb.DuckDBPyConnection, model: Model, party_type: str, pair: tuple[int, int], given: str
) -> list[Part]:
    levels = ", ".join(_level_sql(each) for each in model.comparisons)
    commons = ", ".join(_common_sql(each) for each in model.comparisons)
    found = connection.execute(f"select {levels}, {commons} from {_joined(connection)}", [pair[0], pair[1]]).fetchall()[
        0
    ]
    said = ", ".join(_VALUES[each.name] for each in model.comparisons)
    values = [
        connection.execute(f"select {said} from {given} where record_number = ?", [number]).fetchall()[0]
        for number in pair
    ]
    count = len(model.comparisons)
    return [
        _part(model, each, party_type, found[n], found[count + n], (values[0][n], values[1][n]))
        for n, each in enumerate(model.comparisons)
    ]


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


def _bounded(bits: float) -> float:
    """Return the exponent of the chance against, as `identity.cluster.weights` bounds it."""
    return min(max(-bits, -80.0), 1000.0)

"""Weights that can be clustered on: they rule out strangers and relatives, as many as the table itself shows.

Belongs here: the two priors and what they make of the scored pairs. Not here: the levels.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb
import numpy as np
from numpy.typing import NDArray

from identity.link.model import Model
from identity.link.scoring import SCORED
from identity.normalise.build import RECORD, SOURCES

_ROUNDS = 60
_LEAST = 1e-12
_BIT = float(np.log(2.0))
_OTHERWISE = -1
"""Stands for a pairing of sources that the model does not know."""


def with_priors(connection: duckdb.DuckDBPyConnection, model: Model) -> Model:
    """Return the model with the chances that two records at random are one party, or two that belong together.

    They are those that agree with the weights they lead to, for each pairing of sources: one system holds a party once,
    another one many times, and the table shows it.
    """
    found = connection.execute(
        f"select pairing, round(weight * 4) / 4 as weight, round(({_against_related(model)}) * 4) / 4 as against, "
        f"count(*) as n from {SCORED} group by 1, 2, 3 order by 1, 2, 3"
    ).fetchnumpy()
    pairing = np.asarray(found["pairing"], dtype=np.int64)
    weight = np.asarray(found["weight"], dtype=np.float64)
    against, counts = np.asarray(found["against"], dtype=np.float64), np.asarray(found["n"], dtype=np.float64)
    pairs = _pairs(connection)
    everything = max(float(sum(pairs.values())), 1.0)
    prior, related = _agreed(weight, against, counts, everything, 0.0, (_LEAST, _LEAST))
    priors = {
        number: _agreed(
            weight[pairing == number],
            against[pairing == number],
            counts[pairing == number],
            pairs[number],
            1.0,
            (prior, related),
        )
        for number in pairs
    }
    return replace(model, prior=prior, prior_related=related, priors=priors)


def _pairs(connection: duckdb.DuckDBPyConnection) -> dict[int, float]:
    """Return how many pairs of records each pairing of sources has."""
    rows = connection.execute(f"""
        with source as (select source_number, count(*) as n from {RECORD} group by source_number)
        select one.source_number * {SOURCES} + other.source_number,
            case when one.source_number = other.source_number then one.n * (one.n - 1) / 2 else one.n * other.n end
        from source as one inner join source as other on one.source_number <= other.source_number
    """).fetchall()
    return {int(number): max(float(pairs), 1.0) for number, pairs in rows}


def _agreed(
    weight: NDArray[np.float64],
    against: NDArray[np.float64],
    counts: NDArray[np.float64],
    pairs: float,
    belief: float,
    whole: tuple[float, float],
) -> tuple[float, float]:
    """Return the chances of one party and of two that belong together; the whole table's weigh like `belief` pairs."""
    prior = related = 1 / np.sqrt(2 * pairs + 1)
    for _ in range(_ROUNDS):
        same = weight * _BIT + np.log(prior)
        kin = (weight - against) * _BIT + np.log(related)
        total = np.logaddexp(np.logaddexp(same, kin), 0.0)
        prior = ((counts * np.exp(same - total)).sum() + belief) / (pairs + belief / max(whole[0], _LEAST))
        related = ((counts * np.exp(kin - total)).sum() + belief) / (pairs + belief / max(whole[1], _LEAST))
        prior, related = (float(np.clip(chance, _LEAST, 0.5)) for chance in (prior, related))
    return prior, related


def weigh(connection: duckdb.DuckDBPyConnection, model: Model, table: str = SCORED) -> None:
    """Make Splink's weights, which rule out strangers, rule out relatives too.

    Args:
        connection: With the scored pairs.
        model: With the priors of the table.
        table: The scored pairs.
    """
    priors = {**model.priors, _OTHERWISE: (model.prior, model.prior_related)}
    strangers = f"weight + {_by_pairing({n: _odds(p[0]) for n, p in priors.items()})}"
    ratios = {number: float(np.log2(prior / related)) for number, (prior, related) in priors.items()}
    kin = f"({_against_related(model)}) + {_by_pairing(ratios)}"
    connection.execute(
        f"update {table} set weight = -log2(pow(2, greatest(-({strangers}), -80)) + pow(2, greatest(-({kin}), -80)))"
    )


def kin_sql(model: Model) -> str:
    """Return SQL for the bits by which a scored pair, not yet weighed, belongs together rather than being strangers.

    Args:
        model: With the priors of the table.
    """
    chances = {number: related for number, (_, related) in model.priors.items()} | {_OTHERWISE: model.prior_related}
    return f"weight - ({_against_related(model)}) + {_by_pairing({n: _odds(chance) for n, chance in chances.items()})}"


def _by_pairing(bits: dict[int, float]) -> str:
    known = sorted((number, bit) for number, bit in bits.items() if number != _OTHERWISE)
    cases = " ".join(f"when {number} then {bit:.4f}" for number, bit in [(-1, 0.0), *known])
    return f"(case pairing::integer {cases} else {bits[_OTHERWISE]:.4f} end)"


def _against_related(model: Model) -> str:
    """Return SQL for the bits by which the levels of a pair speak for one party against two that belong together."""
    terms = []
    for each in model.comparisons:
        bits = np.log2(model.same[each.name] / model.related[each.name])
        cases = " ".join(f"when {len(each.levels) - place} then {bit:.4f}" for place, bit in enumerate(bits))
        terms.append(f"case gamma_{each.name} {cases} else 0 end")
    return " + ".join(terms)


def _odds(chance: float) -> float:
    return float(np.log2(chance / (1 - chance)))

"""Training a model on the table itself, without labels.

Belongs here: expectation and maximisation over counted patterns of levels. Not here: scoring (`scoring`).

A pair is one party, two that belong together (a household, an office), or two strangers. Each key that is one column
finds likely pairs; what it makes agree says nothing among them, so each comparison learns from the pairs of the other
keys, and the share of strangers among a key's pairs says how often its column agrees by chance. How often strangers
agree otherwise is learnt from pairs drawn at random. Expectations from the settings weigh like so many pairs, so that
a small or one-sided table cannot teach nonsense.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray

from identity.block.budget import BLOCK, Chosen
from identity.configuration import Expected, Training
from identity.link.comparisons import Comparison
from identity.link.model import Model
from identity.link.scoring import score
from identity.normalise.build import RECORD

_SAMPLE = "identity_step_sample"
_SAMPLED = "identity_step_sampled"
_START = 0.000001
_FIRST_SHARES = (0.5, 0.2, 0.3)
_WITHOUT_RELATED = (0.5, 0.0, 0.5)
_RANDOM_SHARES = (_START, _START, 1 - 2 * _START)


@dataclass
class Session:
    """Counted patterns of one set of pairs.

    Args:
        levels: One row per pattern, one column per comparison: place of the level, -1 where nothing can be compared.
        counts: Pairs of each pattern.
        learns: Which comparisons learn from it.
        shares: Shares of the pairs that are one party, two that belong together, strangers.
        key: The key that found the pairs; none for pairs drawn at random.
    """

    levels: NDArray[np.int64]
    counts: NDArray[np.float64]
    learns: NDArray[np.bool_]
    shares: NDArray[np.float64]
    key: Chosen | None


def train(
    connection: duckdb.DuckDBPyConnection,
    comparisons: tuple[Comparison, ...],
    chosen: Sequence[Chosen],
    expected: Expected,
    limits: Training,
) -> Model:
    """Learn a model from the comparable records and their blocks.

    Args:
        connection: With `RECORD` and `BLOCK`.
        comparisons: What is compared.
        chosen: The keys that the table affords.
        expected: Chances of the levels before the table has said anything.
        limits: How much is looked at.
    """
    model = _blank(comparisons, expected)
    random = _session(connection, model, _random_pairs_sql(limits.random_pairs), None)
    sessions = [
        _session(connection, model, _key_pairs_sql(key, limits.pairs_per_key), key)
        for key in chosen
        if len(key.key.parts) == 1 and _exact(comparisons, key) and key.pairs
    ]
    ((records,),) = connection.execute(f"select count(*) from {RECORD}").fetchall()
    for _ in range(limits.rounds):
        _learn(model, random, sessions, expected, limits)
        _learn_chance(model, sessions, records * (records - 1) / 2, limits)
    return model


def _blank(comparisons: tuple[Comparison, ...], expected: Expected) -> Model:
    same, related = (
        {each.name: np.array(chances[each.name]) / sum(chances[each.name]) for each in comparisons}
        for chances in (expected.same, expected.related)
    )
    strangers = {name: np.full(len(chances), 0.01) for name, chances in same.items()}
    for chances in strangers.values():
        chances[-1] = 1 - 0.01 * (len(chances) - 1)
    return Model(comparisons, same, related, strangers, _START, _START, {})


def _exact(comparisons: tuple[Comparison, ...], key: Chosen) -> tuple[Comparison, int] | None:
    """Return the comparison and the level at which a key of one column makes two records agree, if there is one."""
    for each in comparisons:
        for place, level in enumerate(each.levels):
            if level.sql == f"{key.key.parts[0]}_l = {key.key.parts[0]}_r":
                return each, place
    return None


def _random_pairs_sql(pairs: int) -> str:
    """Pairs of records that a hash puts beside each other: the same ones on every run."""
    rounds = f"(select greatest(1, least(count(*) - 1, {pairs} // greatest(count(*), 1)))::bigint from {RECORD})"
    return f"""
        with shuffled as (
            select record_number, row_number() over (order by hash(record_number, 11), record_number) - 1 as place
            from {RECORD}
            qualify place < {pairs}
        ),
        asked as (
            select shuffled.record_number as one, (place + far) % (select count(*) from shuffled) as place
            from shuffled, range(1, {rounds} + 1) as step(far)
        ),
        drawn as (
            select asked.one, shuffled.record_number as other
            from asked inner join shuffled on asked.place = shuffled.place
        )
        select distinct least(one, other) as l, greatest(one, other) as r from drawn where one <> other
    """


def _key_pairs_sql(key: Chosen, most: int) -> str:
    """Pairs of whole blocks of one key, as many as are looked at."""
    return f"""
        with sized as (
            select value, count(*) * (count(*) - 1) / 2 as pairs from {BLOCK}
            where key_number = {key.number} group by value
        ),
        kept as (
            select value from sized qualify sum(pairs) over (order by hash(value), value) <= {most}
        )
        select one.record_number as l, other.record_number as r
        from {BLOCK} as one
        semi join kept on one.value = kept.value
        inner join {BLOCK} as other
            on other.key_number = one.key_number and one.value = other.value and one.record_number < other.record_number
        where one.key_number = {key.number}
    """


def _session(connection: duckdb.DuckDBPyConnection, model: Model, pairs_sql: str, key: Chosen | None) -> Session:
    connection.execute(f"create or replace temp table {_SAMPLE} as {pairs_sql}")
    score(connection, model, _SAMPLE, _SAMPLED, weighed=False)
    gammas = ", ".join(f"gamma_{each.name}" for each in model.comparisons)
    found = connection.execute(f"select {gammas}, count(*) as n from {_SAMPLED} group by all order by all").fetchnumpy()
    for scratch in (_SAMPLE, _SAMPLED):
        connection.execute(f"drop table {scratch}")
    places = []
    for each in model.comparisons:
        gamma = np.asarray(found[f"gamma_{each.name}"], dtype=np.int64)
        places.append(np.where(gamma < 0, -1, len(each.levels) - gamma))
    touches = key.key.touches if key else ()
    learns = np.array([each.name not in touches for each in model.comparisons])
    shares = _RANDOM_SHARES if not key else _FIRST_SHARES if learns[0] else _WITHOUT_RELATED
    return Session(np.stack(places, axis=1), np.asarray(found["n"], dtype=np.float64), learns, np.array(shares), key)


def _learn(model: Model, random: Session, sessions: Sequence[Session], expected: Expected, limits: Training) -> None:
    """One round: what the pairs are as the model stands, and the model as that says."""
    same = {name: np.array(expected.same[name]) * limits.prior_records for name in model.same}
    for session in sessions:
        certain = _posterior(model, session)[0]
        for number, each in enumerate(model.comparisons):
            if session.learns[number]:
                same[each.name] = same[each.name] + _counts(session, number, certain, len(each.levels) + 1)
    for number, each in enumerate(model.comparisons):
        model.same[each.name] = same[each.name] / same[each.name].sum()
        model.strangers[each.name] = _among_strangers(model, random, sessions, number, limits)


def _among_strangers(
    model: Model, random: Session, sessions: Sequence[Session], number: int, limits: Training
) -> NDArray[np.float64]:
    """Return how often strangers agree at each level of a comparison.

    Strangers who agree in something else may agree here more often than others do, as namesakes have e-mail addresses
    that look alike: the highest share counts.
    """
    size = len(model.comparisons[number].levels) + 1
    seen = _counts(random, number, _posterior(model, random)[2], size)
    least = np.full(size, limits.unseen_pairs)
    least[-1] = 20.0
    chance = (seen + least) / (seen + least).sum()
    highest = chance
    for session in sessions:
        if session.learns[number]:
            met = _counts(session, number, _posterior(model, session)[2], size)
            highest = np.maximum(
                highest, (met + chance * limits.prior_strangers) / (met.sum() + limits.prior_strangers)
            )
    highest[-1] = max(1 - highest[:-1].sum(), 0.05)
    return np.asarray(highest, dtype=np.float64)


def _learn_chance(model: Model, sessions: Sequence[Session], pairs: float, limits: Training) -> None:
    """Set how often strangers agree on a column that is a key: all its pairs are known, and the share of strangers."""
    for session in sessions:
        exact = _exact(model.comparisons, session.key) if session.key else None
        if exact and session.key:
            comparison, place = exact
            chance = (session.key.pairs * session.shares[2] + limits.unseen_pairs) / pairs
            model.strangers[comparison.name][place] = min(chance, 0.5)


def _posterior(model: Model, session: Session) -> NDArray[np.float64]:
    """Return the chances of each pattern to be one party, two that belong together, strangers; note their shares."""
    bits = np.repeat(np.log(np.maximum(session.shares, 1e-300))[:, None], len(session.counts), axis=1)
    for number, each in enumerate(model.comparisons):
        if session.learns[number]:
            level = session.levels[:, number]
            for row, chances in enumerate((model.same, model.related, model.strangers)):
                bits[row] += np.where(level < 0, 0.0, np.log(chances[each.name])[level])
    chance = np.exp(bits - bits.max(axis=0))
    chance /= chance.sum(axis=0)
    if session.key:
        session.shares = (chance * session.counts).sum(axis=1) / session.counts.sum()
    return np.asarray(chance, dtype=np.float64)


def _counts(session: Session, number: int, chance: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Return how many pairs are expected at each level of one comparison."""
    level = session.levels[:, number]
    known = level >= 0
    counts = np.bincount(level[known], weights=(chance * session.counts)[known], minlength=size)
    return np.asarray(counts, dtype=np.float64)

"""Why two records are one customer, product or supplier, or are not.

Belongs here: bringing together the model, the rules, the decisions and the path. Not here: any of them, and words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from identity.decisions import CANNOT_LINK, StandingDecision
from identity.explain.comparing import PartyPair, party_pair, side_by_side
from identity.explain.explanation import Explanation, Step, Weighed
from identity.explain.goods import weigh_goods
from identity.explain.members import members
from identity.explain.paths import evidence_of, further_steps, path_between
from identity.explain.sharing import shared_values
from identity.explain.subjects import SUBJECTS, Found, RecordName, has_table
from identity.explain.weighing import weigh_pair
from identity.models.kept import KeptModel, PartyType
from identity.tables import FORMER, IdentityError


@dataclass(frozen=True)
class Asked:
    """What may be asked: the models that runs use, by the type of party, their folder, and the cut in bits."""

    models: Mapping[PartyType, KeptModel]
    folder: Path
    threshold: float


def explain_pair(
    connection: duckdb.DuckDBPyConnection, one: Found, other: Found, decided: Sequence[StandingDecision], asked: Asked
) -> Explanation:
    """Explain two records; entities that were named by key are explained by the record that founded them.

    Args:
        connection: The work warehouse, of which nothing is changed.
        one: The first record.
        other: The second one, of the same kind of entity.
        decided: Decisions that stand.
        asked: The models.

    Raises:
        IdentityError: The two are of different kinds, or the same record.
    """
    if one.entity != other.entity:
        raise IdentityError(
            f"one is a {one.entity}, the other a {other.entity}.", where="explain", todo="Name two of one kind."
        )
    record, second = one.record or _founder(connection, one), other.record or _founder(connection, other)
    if record == second:
        raise IdentityError("this is one and the same record.", where=str(record), todo="Name two records.")
    weighed, unasked = _weighed(connection, one.entity, record, second, asked)
    mine = [each for each in decided if each.decision.entity == one.entity]
    return Explanation(
        one.entity,
        record,
        second,
        one.key,
        other.key,
        weighed,
        unasked,
        shared_values(connection, one.entity, record, second),
        tuple(each for each in mine if set(each.decision.pair) == {record, second}),
        _path(connection, one, record, second, mine) if one.key == other.key else (),
        _apart(connection, one, other, mine),
    )


def _weighed(
    connection: duckdb.DuckDBPyConnection, entity: str, record: RecordName, other: RecordName, asked: Asked
) -> tuple[Weighed | None, str]:
    if entity != "customer":
        found = weigh_goods(connection, entity, record, other)
        return (None, found) if isinstance(found, str) else (found, "")
    pair = party_pair(connection, record, other)
    if not isinstance(pair, PartyPair):
        return None, pair
    kept = asked.models.get(pair.party_type)
    if kept is None:
        return None, f"there is no model for a {pair.party_type} yet"
    with side_by_side(connection, pair, kept, asked.folder) as numbers:
        if numbers is None:
            return None, "the last run did not compare these records yet"
        return weigh_pair(connection, kept, pair, numbers, asked.threshold), ""


def _founder(connection: duckdb.DuckDBPyConnection, found: Found) -> RecordName:
    """Return the record that an entity began with; of a retired key one that had it."""
    subject = SUBJECTS[found.entity]
    if found.retired_key and has_table(connection, FORMER):
        had = connection.execute(
            f"""
            select former.source_name, former.record_id
            from {FORMER} as former
            inner join {subject.crosswalk} as known
                on former.source_name = known.source_name and former.record_id = known.{subject.id_column}
            where former.entity = ? and former.entity_key = ? and known.{subject.key_column} = ?
            order by former.source_name, former.record_id limit 1
            """,
            [found.entity, found.retired_key, found.key],
        ).fetchall()
        if had:
            return RecordName(*had[0])
    rows = connection.execute(
        f"select source_name, {subject.id_column} from {subject.crosswalk} where {subject.key_column} = ? "
        f"order by rule_name <> 'self', source_name, {subject.id_column} limit 1",
        [found.key],
    ).fetchall()
    return RecordName(*rows[0])


def _path(
    connection: duckdb.DuckDBPyConnection,
    found: Found,
    record: RecordName,
    other: RecordName,
    decided: Sequence[StandingDecision],
) -> tuple[Step, ...]:
    kept = evidence_of(connection, found.entity, found.key)
    return path_between(record, other, kept, decided) or path_between(
        record, other, [*kept, *further_steps(connection, found.entity, found.key)], decided
    )


def _apart(
    connection: duckdb.DuckDBPyConnection, one: Found, other: Found, decided: Sequence[StandingDecision]
) -> tuple[StandingDecision, ...]:
    """Return the decisions that keep a record of the one entity from a record of the other."""
    mine, theirs = ({each.record for each in members(connection, each.entity, [each.key])} for each in (one, other))
    across = [(mine, theirs), (theirs, mine)]
    return tuple(
        each
        for each in decided
        if each.decision.kind == CANNOT_LINK
        and any(each.decision.record in here and each.decision.other in there for here, there in across)
    )

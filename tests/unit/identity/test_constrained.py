"""Clusters keep to what was decided, whatever the scores say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from identity.cluster.constrained import Parting, find_conflicts, join_and_part
from identity.tables import IdentityError

Pair = tuple[int, int]
Forced = tuple[int, int, str, int, bool]
MUST, TAX, REFERENCE = ("decision", 0, True), ("tax_id", 2, False), ("cross_reference", 1, False)


def limits(largest_cluster: int = 6, cut: float = 0.0) -> Any:
    return SimpleNamespace(largest_cluster=largest_cluster, cut=cut)


def give(
    connection: duckdb.DuckDBPyConnection,
    clusters: Sequence[Sequence[int]],
    weights: dict[Pair, float],
    forced: Iterable[Forced] = (),
    forbidden: Iterable[Pair] = (),
) -> None:
    """Write what is read; all records of a number below the highest are there, alone if no cluster names them."""
    _table(connection, "cluster", "record_number integer, cluster integer",
           [(record, min(cluster)) for cluster in clusters for record in cluster])  # fmt: skip
    _table(connection, "within", "l integer, r integer, weight double, component integer",
           [(*pair, weight, 0) for pair, weight in weights.items()])  # fmt: skip
    _table(connection, "forced", "l integer, r integer, rule_name varchar, rank integer, must boolean", forced)
    _table(connection, "forbidden", "l integer, r integer", forbidden)


def _table(connection: duckdb.DuckDBPyConnection, name: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    connection.execute(f"create or replace temp table identity_step_{name} ({columns})")
    values = ", ".join(str(row) if len(row) > 1 else f"({row[0]})" for row in rows)
    if values:
        connection.execute(f"insert into identity_step_{name} values {values}")


def clusters(connection: duckdb.DuckDBPyConnection) -> list[list[int]]:
    rows = connection.execute(
        "select cluster, list_sort(list(record_number)) from identity_step_cluster group by cluster order by cluster"
    ).fetchall()
    assert all(cluster == members[0] for cluster, members in rows), "a cluster is named by its lowest record"
    return [members for _, members in rows]


def refused(connection: duckdb.DuckDBPyConnection) -> list[Any]:
    return connection.execute("from identity_step_refused order by all").fetchall()


def equal(records: Iterable[int], weight: float = 8.0) -> dict[Pair, float]:
    return dict.fromkeys(combinations(records, 2), weight)


def test_without_decisions_clusters_stay(connection: duckdb.DuckDBPyConnection) -> None:
    give(connection, [[0, 1], [2]], equal([0, 1]))
    assert join_and_part(connection, limits()) == Parting(0, 0, 0, 0)
    assert clusters(connection) == [[0, 1], [2]]
    assert refused(connection) == []


def test_what_must_be_one_joins_whole_clusters_above_any_cap(connection: duckdb.DuckDBPyConnection) -> None:
    give(connection, [[0, 1], [2, 3], [4]], {**equal([0, 1]), **equal([2, 3])}, [(1, 2, *MUST), (3, 4, *MUST)])
    join_and_part(connection, limits(largest_cluster=2))
    assert clusters(connection) == [[0, 1, 2, 3, 4]]


def test_a_forbidden_pair_parts_a_cluster_where_it_holds_least(connection: duckdb.DuckDBPyConnection) -> None:
    weights = {(0, 1): 9.0, (0, 2): 2.0, (0, 3): 3.0, (1, 2): 4.0, (1, 3): 3.0, (2, 3): 8.0}
    give(connection, [[0, 1, 2, 3], [4]], weights, forbidden=[(3, 0)])
    assert join_and_part(connection, limits()) == Parting(1, 0, 0, 0)
    assert clusters(connection) == [[0, 1], [2, 3], [4]]


def test_a_forbidden_pair_holds_against_evidence_through_others(connection: duckdb.DuckDBPyConnection) -> None:
    """Whatever 1 has in common with 0 and with 2, they do not meet through it; nor by a rule."""
    give(connection, [[0, 1, 2]], {(0, 1): 9.0, (0, 2): 9.0, (1, 2): 8.0}, [(0, 2, *TAX)], [(0, 2)])
    assert join_and_part(connection, limits()) == Parting(1, 0, 1, 0)
    assert clusters(connection) == [[0, 1], [2]]
    assert refused(connection) == [(0, 2, "tax_id", "forbidden")]


def test_a_rule_decides_which_part_a_record_goes_with(connection: duckdb.DuckDBPyConnection) -> None:
    weights = {(0, 1): 9.0, (0, 2): 9.0, (1, 2): 8.0}
    give(connection, [[0, 1, 2]], weights, [(1, 2, *TAX)], [(0, 2)])
    join_and_part(connection, limits())
    assert clusters(connection) == [[0], [1, 2]]


def test_what_must_be_one_is_never_parted(connection: duckdb.DuckDBPyConnection) -> None:
    weights = {(0, 1): 9.0, (0, 2): 5.0, (1, 2): 5.0}
    give(connection, [[0, 1, 2]], weights, [(1, 2, *MUST)], [(0, 2)])
    join_and_part(connection, limits())
    assert clusters(connection) == [[0], [1, 2]]


def test_clusters_that_a_decision_joins_are_cut_again_where_they_hold_a_forbidden_pair(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Pairs of different components were never scored and do not count against each other."""
    weights = {**equal([0, 1, 2]), **equal([3, 4])}
    give(connection, [[0, 1, 2], [3, 4]], weights, [(1, 3, *MUST)], [(2, 4)])
    join_and_part(connection, limits())
    assert clusters(connection) == [[0, 1, 2, 3], [4]]


def test_a_contradiction_stops(connection: duckdb.DuckDBPyConnection) -> None:
    give(connection, [[0], [1], [2]], {}, [(0, 1, *MUST), (1, 2, *MUST)], [(2, 0)])
    with pytest.raises(IdentityError, match=r"records 2 and 0 must be one and cannot be\. Undo"):
        join_and_part(connection, limits())


def test_rules_join_whole_clusters_the_strongest_first_up_to_the_cap(connection: duckdb.DuckDBPyConnection) -> None:
    weights = {**equal([0, 1, 2]), **equal([3, 4]), **equal([5, 6])}
    forced = [(0, 3, *TAX), (4, 5, *REFERENCE)]
    give(connection, [[0, 1, 2], [3, 4], [5, 6]], weights, forced)
    assert join_and_part(connection, limits(largest_cluster=5)) == Parting(0, 2, 0, 1)
    assert clusters(connection) == [[0, 1, 2], [3, 4, 5, 6]]
    assert refused(connection) == [(0, 3, "tax_id", "cap")]
    give(connection, [[0, 1, 2], [3, 4], [5, 6]], weights, forced)
    join_and_part(connection, limits(largest_cluster=7))
    assert clusters(connection) == [[0, 1, 2, 3, 4, 5, 6]]


@pytest.mark.parametrize(
    "hub",
    [
        pytest.param([(0, record, *TAX) for record in range(1, 9)], id="star"),
        pytest.param([(record, record + 1, *TAX) for record in range(8)], id="chain"),
        pytest.param([(*pair, *TAX) for pair in combinations(range(9), 2)], id="each with each"),
    ],
)
def test_a_value_of_too_many_records_is_no_evidence(connection: duckdb.DuckDBPyConnection, hub: list[Forced]) -> None:
    give(connection, [[record] for record in range(9)], {}, [*hub, (0, 1, *REFERENCE)])
    report = join_and_part(connection, limits())
    assert clusters(connection) == [[0, 1], *([record] for record in range(2, 9))]
    assert report.refused_cap == len(refused(connection)) == sum(pair[:2] != (0, 1) for pair in hub)


def test_pairs_that_name_other_records_do_not_count(connection: duckdb.DuckDBPyConnection) -> None:
    give(connection, [[1], [3]], {}, [(1, 2, *MUST), (3, 9, *TAX)], [(0, 1), (3, 7)])
    assert join_and_part(connection, limits()) == Parting(0, 0, 0, 0)
    assert clusters(connection) == [[1], [3]]


def test_the_records_that_decide_how_a_cluster_parts_are_named(connection: duckdb.DuckDBPyConnection) -> None:
    give(connection, [[0, 1], [2, 3], [4, 5]], {}, [(1, 2, *MUST)], [(0, 3), (0, 5)])
    assert find_conflicts(connection) == 1
    rows = connection.execute("from identity_step_conflict").fetchall()
    assert rows == [(0, 0), (1, 0), (2, 0), (3, 0)]


def test_an_empty_table_has_no_clusters(connection: duckdb.DuckDBPyConnection) -> None:
    give(connection, [], {})
    assert join_and_part(connection, limits()) == Parting(0, 0, 0, 0)


NUMBERS = range(9)
PAIRS = st.tuples(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS)).filter(lambda pair: pair[0] < pair[1])


@settings(max_examples=10, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    label=st.lists(st.integers(0, 3), min_size=len(NUMBERS), max_size=len(NUMBERS)),
    weights=st.dictionaries(PAIRS, st.integers(-9, 9).map(float)),
    forced=st.lists(st.tuples(PAIRS, st.sampled_from([MUST, TAX, REFERENCE])), max_size=6),
    forbidden=st.lists(PAIRS, max_size=6, unique=True),
    cap=st.integers(2, 9),
    random=st.randoms(use_true_random=False),
)
def test_whatever_is_given_clusters_are_sound(
    label: list[int],
    weights: dict[Pair, float],
    forced: list[tuple[Pair, tuple[str, int, bool]]],
    forbidden: list[Pair],
    cap: int,
    random: Any,
) -> None:
    before = [[record for record in NUMBERS if label[record] == each] for each in sorted(set(label))]
    edges = [(*pair, *rule) for pair, rule in forced]
    with duckdb.connect() as connection:
        give(connection, before, weights, edges, forbidden)
        if {atom for atom in _atoms(edges) for pair in forbidden if set(pair) <= atom}:
            with pytest.raises(IdentityError):
                join_and_part(connection, limits(cap))
            return
        join_and_part(connection, limits(cap))
        found, left_out = clusters(connection), refused(connection)
        assert sorted(record for each in found for record in each) == list(NUMBERS), "each record once"
        place = {record: number for number, each in enumerate(found) for record in each}
        assert all(place[one] != place[other] for one, other in forbidden)
        assert all(place[one] == place[other] for one, other, *_, must in edges if must)
        assert {(one, other) for one, other, *_ in left_out} == {
            (one, other) for one, other, *_ in edges if place[one] != place[other]
        }
        shuffled = list(before), dict(weights), list(edges), [pair[:: random.choice((1, -1))] for pair in forbidden]
        for rows in (shuffled[0], shuffled[2], shuffled[3]):
            random.shuffle(rows)
        connection.execute("set threads = 1")
        give(connection, *shuffled)
        join_and_part(connection, limits(cap))
        assert (clusters(connection), refused(connection)) == (found, left_out), "the order of rows is nothing"


def _atoms(edges: Iterable[Forced]) -> set[frozenset[int]]:
    group = {record: frozenset([record]) for record in NUMBERS}
    for one, other, *_, must in edges:
        if must:
            whole = group[one] | group[other]
            group.update(dict.fromkeys(whole, whole))
    return set(group.values())

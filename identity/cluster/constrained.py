"""Clusters that keep to what is decided: pairs that must be one are, pairs that cannot are not.

Belongs here: the order in which clusters are joined and parted, and the tables. Not here: how one cluster is cut again
(`identity.cluster.recutting`), and where the evidence comes from.

1. What must be one joins its clusters, whole.
2. A cluster that then holds a forbidden pair is cut again.
3. Other evidence that was not scored (cross-references, tax ids, key maps) joins whole clusters, the strongest first,
   unless a forbidden pair or a cluster above the cap came of it. A rule that by itself ties more records together than
   a cluster may have is no evidence for any of them.

The result depends on the numbers of the records alone, never on the order of rows or the number of threads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import duckdb
import numpy as np
from numpy.typing import NDArray
from pyarrow.lib import table

from identity.cluster.components import connected
from identity.cluster.linkage import CLUSTER, WITHIN
from identity.cluster.recutting import Joining, recut
from identity.tables import IdentityError

FORCED = "identity_step_forced"
"""l, r, rule_name, rank (0 is the strongest), must: pairs that are one by other evidence than a score."""
FORBIDDEN = "identity_step_forbidden"
"""l, r: pairs that are not one."""
REFUSED = "identity_step_refused"
"""l, r, rule_name, reason ('forbidden', 'cap'): forced pairs that did not end together."""

CONFLICT = "identity_step_conflict"
"""record_number, cluster: records of clusters that hold a forbidden pair; the pairs within decide how they part."""
_Numbers = NDArray[np.int64]
_Flags = NDArray[np.bool_]
_Pairs = tuple[_Numbers, _Numbers]


class ClusterLimits(Protocol):
    """What bounds a cluster."""

    @property
    def cut(self) -> float:
        """Bits: two parts are one while the mean weight between them is above."""

    @property
    def largest_cluster(self) -> int:
        """Records that a cluster may have at most, where other evidence than scores makes it."""


@dataclass(frozen=True)
class Parting:
    """What was done: clusters cut again, records that forced pairs moved, forced pairs refused, by cause."""

    recut: int
    moved: int
    refused_forbidden: int
    refused_cap: int


@dataclass(frozen=True)
class _Given:
    """What is to be kept to; records are places in the list of their numbers, forced pairs the strongest first."""

    number: _Numbers
    label: _Numbers
    forced: _Pairs
    rule: NDArray[np.object_]
    must: _Flags
    forbidden: _Pairs

    @property
    def must_pairs(self) -> _Pairs:
        """The forced pairs that hold whatever comes of them."""
        return self.forced[0][self.must], self.forced[1][self.must]


def find_conflicts(connection: duckdb.DuckDBPyConnection) -> int:
    """Write `CONFLICT`, and return how many clusters that are.

    Whoever does not have all pairs in `WITHIN` can score those of these records alone before `join_and_part`.

    Args:
        connection: With `CLUSTER`, `FORCED` and `FORBIDDEN`.
    """
    given = _read(connection)
    label = _merged(given.label, given.must_pairs)
    torn = _torn(label, given.forbidden)
    connection.register("identity_conflicts", table({"record": given.number[torn], "cluster": label[torn]}))
    connection.execute(
        f"create or replace temp table {CONFLICT} as select record::integer as record_number, "
        "cluster::integer as cluster from identity_conflicts order by all"
    )
    connection.unregister("identity_conflicts")
    return len(np.unique(label[torn]))


def join_and_part(connection: duckdb.DuckDBPyConnection, limits: ClusterLimits) -> Parting:
    """Rewrite `CLUSTER` so that it keeps to `FORCED` and `FORBIDDEN`, and write `REFUSED`.

    Args:
        connection: With `CLUSTER`, `WITHIN`, `FORCED` and `FORBIDDEN`; pairs that name another record do not count.
        limits: The cut and the cap.

    Raises:
        IdentityError: Two records must be one and cannot be.
    """
    recut_count = find_conflicts(connection)
    given = _read(connection)
    _refuse_contradiction(given)
    believed = ~given.must & ~_ties_too_many(given, limits.largest_cluster)
    parted = _merged(given.label, given.must_pairs)
    if recut_count:
        parted = _recut_conflicts(connection, limits, given, parted, believed)
    joined = _join(parted, given, believed, limits.largest_cluster)
    refused = joined[given.forced[0]] != joined[given.forced[1]]
    torn = refused & _would_tear(joined, given)
    if (joined != given.label).any():
        _write(connection, given.number, joined)
    _write_refused(connection, given, refused, torn)
    return Parting(recut_count, int((joined != parted).sum()), int(torn.sum()), int((refused & ~torn).sum()))


def _read(connection: duckdb.DuckDBPyConnection) -> _Given:
    found = connection.execute(f"select record_number, cluster from {CLUSTER} order by record_number").fetchnumpy()
    number = np.asarray(found["record_number"], dtype=np.int64)
    _, first, inverse = np.unique(found["cluster"], return_index=True, return_inverse=True)
    edges = connection.execute(
        f"select l, r, rule_name, must from {FORCED} where {_both_known()} order by rank, l, r, rule_name, must"
    ).fetchnumpy()
    barred = connection.execute(f"select l, r from {FORBIDDEN} where {_both_known()} order by l, r").fetchnumpy()
    return _Given(
        number,
        first[inverse],
        (np.searchsorted(number, edges["l"]), np.searchsorted(number, edges["r"])),
        np.asarray(edges["rule_name"], dtype=np.object_),
        np.asarray(edges["must"], dtype=np.bool_),
        (np.searchsorted(number, barred["l"]), np.searchsorted(number, barred["r"])),
    )


def _both_known() -> str:
    return " and ".join(f"{side} in (select record_number from {CLUSTER})" for side in ("l", "r"))


def _merged(label: _Numbers, pairs: _Pairs) -> _Numbers:
    """Join whole clusters by pairs of records; a cluster is named by the place of its lowest record."""
    whole = connected(len(label), label[pairs[0]], label[pairs[1]])[label]
    _, first, inverse = np.unique(whole, return_index=True, return_inverse=True)
    return np.asarray(first[inverse], dtype=np.int64)


def _torn(label: _Numbers, forbidden: _Pairs) -> _Flags:
    """Tell which records are in a cluster that holds a forbidden pair."""
    left, right = label[forbidden[0]], label[forbidden[1]]
    return np.isin(label, left[left == right])


def _refuse_contradiction(given: _Given) -> None:
    atom = connected(len(given.number), *given.must_pairs)
    wrong = np.flatnonzero(atom[given.forbidden[0]] == atom[given.forbidden[1]])
    if len(wrong):
        pair = [int(given.number[side[wrong[0]]]) for side in given.forbidden]
        raise IdentityError(
            f"records {pair[0]} and {pair[1]} must be one and cannot be.",
            where="identity",
            todo="Undo one of the decisions about them (`entrepot identity undo`).",
        )


def _ties_too_many(given: _Given, cap: int) -> _Flags:
    """Tell which forced pairs belong to more records, tied by the same rule alone, than a cluster may have."""
    many = np.zeros(len(given.must), dtype=np.bool_)
    for rule in np.unique(given.rule.astype(str)):
        mine = (given.rule == rule) & ~given.must
        tied = connected(len(given.number), given.forced[0][mine], given.forced[1][mine])
        many[mine] = np.bincount(tied)[tied[given.forced[0][mine]]] > cap
    return many


def _recut_conflicts(
    connection: duckdb.DuckDBPyConnection, limits: ClusterLimits, given: _Given, label: _Numbers, believed: _Flags
) -> _Numbers:
    """Cut each cluster that holds a forbidden pair again; all of its records are in `CONFLICT`."""
    found = connection.execute(f"""
        select one.cluster, within.l, within.r, within.weight
        from {WITHIN} as within
        inner join {CONFLICT} as one on within.l = one.record_number
        inner join {CONFLICT} as other on within.r = other.record_number and one.cluster = other.cluster
        order by within.l, within.r
    """).fetchnumpy()
    scored = np.searchsorted(given.number, found["l"]), np.searchsorted(given.number, found["r"])
    weight = np.asarray(found["weight"], dtype=np.float64)
    torn = _torn(label, given.forbidden)
    sides = [(given.forced[0][believed], given.forced[1][believed]), given.forbidden]
    forced, forbidden = ((left[kept], right[kept]) for left, right in sides
                         for kept in [torn[left] & (label[left] == label[right])])  # fmt: skip
    atom, parted, places = connected(len(label), *given.must_pairs), label.copy(), np.flatnonzero(torn)
    for cluster in np.unique(label[places]):
        members = places[label[places] == cluster]
        inside, (left, right) = _inside(members, scored)
        _, first, unit = np.unique(atom[members], return_index=True, return_inverse=True)
        part = recut(
            np.argsort(np.argsort(first))[unit],
            (left, right, weight[inside]),
            _inside(members, forced)[1],
            _inside(members, forbidden)[1],
            limits.cut,
            limits.largest_cluster,
        )
        _, first, inverse = np.unique(part, return_index=True, return_inverse=True)
        parted[members] = members[first[inverse]]
    return parted


def _inside(members: _Numbers, pairs: _Pairs) -> tuple[_Flags, _Pairs]:
    """Tell which pairs are within these records, and name those by place among them."""
    inside = np.isin(pairs[0], members) & np.isin(pairs[1], members)
    return inside, (np.searchsorted(members, pairs[0][inside]), np.searchsorted(members, pairs[1][inside]))


def _join(label: _Numbers, given: _Given, believed: _Flags, cap: int) -> _Numbers:
    """Join whole clusters by the forced pairs that are believed, one by one only where something is against it."""
    left, right = label[given.forced[0][believed]], label[given.forced[1][believed]]
    whole = _merged(label, (left, right))
    doubtful = _torn(whole, given.forbidden) | ((np.bincount(whole, minlength=len(whole)) > cap)[whole])
    between = doubtful[left] & (left != right)
    if not between.any():
        return np.where(doubtful, label, whole)
    names, part = np.unique(label[doubtful], return_inverse=True)
    both = doubtful[given.forbidden[0]] & doubtful[given.forbidden[1]]
    barred = [np.searchsorted(names, label[side[both]]).tolist() for side in given.forbidden]
    joining = Joining(np.bincount(part), zip(*barred, strict=True), cap)
    for one, other in zip(left[between].tolist(), right[between].tolist(), strict=True):
        joining.join(int(np.searchsorted(names, one)), int(np.searchsorted(names, other)))
    whole[doubtful] = names[joining.labels()[part]]
    return whole


def _would_tear(label: _Numbers, given: _Given) -> _Flags:
    """Tell which forced pairs lie between clusters that a forbidden pair lies between too."""
    apart, tied = (
        np.sort(np.stack([label[left], label[right]]), axis=0) for left, right in (given.forbidden, given.forced)
    )
    return np.isin(tied[0] * len(label) + tied[1], apart[0] * len(label) + apart[1])


def _write(connection: duckdb.DuckDBPyConnection, number: _Numbers, label: _Numbers) -> None:
    connection.register("identity_constrained", table({"record": number, "cluster": number[label]}))
    connection.execute(
        f"create or replace temp table {CLUSTER} as select record::integer as record_number, "
        "cluster::integer as cluster from identity_constrained order by record_number"
    )
    connection.unregister("identity_constrained")


def _write_refused(connection: duckdb.DuckDBPyConnection, given: _Given, refused: _Flags, torn: _Flags) -> None:
    left, right = (given.number[side[refused]] for side in given.forced)
    rule = given.rule[refused].astype(str).tolist()
    reason = np.where(torn[refused], "forbidden", "cap").tolist()
    connection.register("identity_refused", table({"l": left, "r": right, "rule_name": rule, "reason": reason}))
    connection.execute(
        f"create or replace temp table {REFUSED} as select l::integer as l, r::integer as r, "
        "rule_name::varchar as rule_name, reason::varchar as reason from identity_refused order by all"
    )
    connection.unregister("identity_refused")

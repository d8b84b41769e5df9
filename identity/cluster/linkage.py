"""Cutting a component so that each part holds together: average linkage over all its pairs.

Belongs here: the clusters of components that do not hold together as they are. Not here: which pairs are scored.
"""

from __future__ import annotations

import duckdb
import numpy as np
from numpy.typing import NDArray
from pyarrow.lib import table

from identity.cluster.components import COMPONENT
from identity.configuration import Clustering
from identity.link.scoring import SCORED

CLUSTER = "identity_step_cluster"
"""record_number, cluster: every record, alone or not; a cluster is named by its lowest record number."""
WITHIN = "identity_step_within"
"""l, r, weight, component: all pairs of each component."""


def missing_pairs_sql() -> str:
    """Return SQL for the pairs within components that blocking did not find."""
    return f"""
        select one.record_number as l, other.record_number as r
        from {COMPONENT} as one
        inner join {COMPONENT} as other
            on one.component = other.component and one.record_number < other.record_number
        anti join {SCORED} as known on known.l = one.record_number and known.r = other.record_number
    """


def write_clusters(connection: duckdb.DuckDBPyConnection, records: str, limits: Clustering) -> None:
    """Write the cluster of every record.

    A component whose every pair is above the cut is a cluster as it stands; only the others are clustered.

    Args:
        connection: With `COMPONENT` and every pair within a component in `SCORED`.
        records: The table of records.
        limits: The cut, and the bounds of what one pair may count.
    """
    connection.execute(f"""
        create or replace temp table {WITHIN} as
        select scored.l, scored.r, least(greatest(scored.weight, {limits.lowest}), {limits.highest}) as weight,
            one.component
        from {SCORED} as scored
        inner join {COMPONENT} as one on scored.l = one.record_number
        inner join {COMPONENT} as other on scored.r = other.record_number and one.component = other.component
    """)
    found = connection.execute(f"""
        select component, l, r, weight from {WITHIN}
        where component in (select component from {WITHIN} group by component having min(weight) < {limits.cut})
        order by component, l, r
    """).fetchnumpy()
    component, left, right = (np.asarray(found[name], dtype=np.int64) for name in ("component", "l", "r"))
    members, part = _parts(component, left, right, np.asarray(found["weight"], dtype=np.float64), limits.cut)
    connection.register("identity_parts", table({"record_number": members, "part": part}))
    connection.execute(f"""
        create or replace temp table {CLUSTER} as
        with placed as (
            select record.record_number, component.component, part.part
            from {records} as record
            left join {COMPONENT} as component on record.record_number = component.record_number
            left join identity_parts as part on record.record_number = part.record_number
        )
        select record_number,
            case when component is null then record_number
                else min(record_number) over (partition by component, part) end as cluster
        from placed order by record_number
    """)
    connection.unregister("identity_parts")


def _parts(
    component: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    weight: NDArray[np.float64],
    cut: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the records of the components and the part of each within its component."""
    starts = np.flatnonzero(np.diff(component, prepend=-1))
    ends = np.append(starts, len(component))[1:]
    members: list[NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
    parts: list[NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
    for start, end in zip(starts, ends, strict=True):
        members.append(np.append(left[start], right[start:end][left[start:end] == left[start]]))
        parts.append(average_linkage(weight[start:end], cut))
    return np.concatenate(members), np.concatenate(parts)


def average_linkage(weight: NDArray[np.float64], cut: float) -> NDArray[np.int64]:
    """Return the part of each record of a component, from the weights of all its pairs in the order of the records.

    Two groups become one while the mean weight of the pairs between them is above the cut.
    """
    from scipy.cluster.hierarchy import fcluster, linkage

    distance = weight.max() - weight
    return np.asarray(fcluster(linkage(distance, method="average"), weight.max() - cut, "distance"), dtype=np.int64)

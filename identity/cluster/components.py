"""Records that edges connect, in parts small enough to look at every pair.

Belongs here: connected components, and cutting those above the cap at rising weights. Not here: what is an edge.
"""

from __future__ import annotations

import duckdb
import numpy as np
from numpy.typing import NDArray
from pyarrow.lib import table

from identity.configuration import Clustering
from identity.link.scoring import SCORED

COMPONENT = "identity_step_component"
"""record_number, component, whole: every record that some edge connects; `whole` is its component before any cut."""


def write_components(connection: duckdb.DuckDBPyConnection, records: int, limits: Clustering) -> int:
    """Write the components and return how many were cut because they were above the cap."""
    found = connection.execute(
        f"select l, r, weight from {SCORED} where weight >= {limits.edge} order by l, r"
    ).fetchnumpy()
    left, right = np.asarray(found["l"], dtype=np.int64), np.asarray(found["r"], dtype=np.int64)
    whole = connected(records, left, right)
    label, cut = component_labels(records, left, right, np.asarray(found["weight"]), limits)
    kept = np.flatnonzero(np.bincount(whole, minlength=1)[whole] > 1)
    columns = {"record_number": kept, "component": label[kept], "whole": whole[kept]}
    connection.register("identity_components", table(columns))
    connection.execute(
        f"create or replace temp table {COMPONENT} as select columns(*)::integer from identity_components "
        "order by record_number"
    )
    connection.unregister("identity_components")
    return cut


def component_labels(
    records: int,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    weight: NDArray[np.floating],
    limits: Clustering,
) -> tuple[NDArray[np.int64], int]:
    """Return the component of each record, and how many components had to be cut.

    Components above the cap lose their weakest edges, step by step, until none is too large; the last step leaves only
    what is heavier than any pair, which is nothing.
    """
    least, cut = limits.edge, 0
    while True:
        label = connected(records, left, right)
        large = np.bincount(label, minlength=1)[label] > limits.largest_component
        if not large.any():
            return label, cut
        cut = max(cut, len(np.unique(label[large])))
        least += limits.step
        keep = ~large[left] | (weight >= least)
        left, right, weight = left[keep], right[keep], weight[keep]


def connected(records: int, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a label for each record, equal for those that edges connect."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(records, records))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)

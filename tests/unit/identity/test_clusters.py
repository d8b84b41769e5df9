"""Components are cut, never waved through, and clusters hold together."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.cluster.components import component_labels
from identity.cluster.linkage import average_linkage
from identity.configuration import Clustering, linkage_settings, settings_hash

LIMITS = Clustering(cut=0, edge=0, highest=14, lowest=-14, step=2, largest_component=4, largest_cluster=4)


def test_a_bridge_between_two_groups_does_not_make_them_one() -> None:
    #        0-1 0-2 0-3 1-2 1-3 2-3: two pairs, and one weak link between them
    weight = np.array([9.0, 1.0, -8.0, -8.0, -8.0, 9.0])
    part = average_linkage(weight, 0.0)
    assert part[0] == part[1] != part[2] == part[3]


def test_a_component_above_the_cap_loses_its_weakest_edges() -> None:
    left, right = np.arange(7), np.arange(1, 8)
    weight = np.array([9.0, 9.0, 9.0, 1.0, 9.0, 9.0, 9.0])
    label, cut = component_labels(8, left, right, weight, LIMITS)
    assert cut == 1
    assert [len(set(label[:4])), len(set(label[4:])), len(set(label))] == [1, 1, 2]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29), st.floats(0, 40)), max_size=120),
    st.integers(2, 8),
)
def test_no_component_is_above_the_cap(edges: list[tuple[int, int, float]], cap: int) -> None:
    left, right, weight = (np.array([edge[place] for edge in edges]) for place in range(3))
    limits = LIMITS.model_copy(update={"largest_component": cap})
    label, _ = component_labels(30, left.astype(int), right.astype(int), weight, limits)
    assert np.bincount(label).max() <= cap


def test_there_is_one_settings_file_and_its_chances_are_chances() -> None:
    known = linkage_settings()
    assert len(settings_hash()) == 64
    for expected in (known.person, known.organisation):
        assert expected.same.keys() == expected.related.keys()
        for chances in (*expected.same.values(), *expected.related.values()):
            assert abs(sum(chances) - 1) < 1e-9
            assert min(chances) > 0

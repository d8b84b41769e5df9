"""What a person types finds what is meant, or says why not."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pytest

from identity.decisions import StandingDecision
from identity.explain.showing import show_entity
from identity.explain.subjects import RecordName, find
from identity.tables import IdentityError

ADA, BEA, CEM = "aaaa0000-1", "bbbb0000-2", "bbbb1111-3"


def test_a_record_is_found_by_source_and_id_whatever_colons_are_in_it(release: duckdb.DuckDBPyConnection) -> None:
    found = find(release, "crm:c:7")
    assert (found.key, found.record) == (ADA, RecordName("crm", "c:7"))


def test_the_beginning_of_a_key_is_enough_where_it_means_one(release: duckdb.DuckDBPyConnection) -> None:
    assert find(release, "AAAA").key == ADA
    with pytest.raises(IdentityError, match=f"customer {BEA}, customer {CEM}"):
        find(release, "bbbb")
    assert find(release, "bbbb1").key == CEM


def test_what_is_not_there_is_said_so(release: duckdb.DuckDBPyConnection) -> None:
    for text in ("shop:77", "ffff"):
        with pytest.raises(IdentityError, match="no such record or key"):
            find(release, text)


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_means_nothing(release: duckdb.DuckDBPyConnection, text: str) -> None:
    with pytest.raises(IdentityError, match="nothing is named"):
        find(release, text)


def test_an_entity_that_there_is_not_is_said_so(release: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(IdentityError, match="One of customer, product, supplier"):
        find(release, "aaaa", "parcel")


def test_a_name_that_means_two_kinds_asks_which(release: duckdb.DuckDBPyConnection) -> None:
    release.execute(
        "insert into core.xref_supplier (source_name, supplier_id, supplier_key, rule_name) "
        "values ('erp', '9', 'cccc', 'self')"
    )
    with pytest.raises(IdentityError, match="customer erp:9, supplier erp:9"):
        find(release, "erp:9")
    assert find(release, "erp:9", "supplier").key == "cccc"


def test_a_retired_key_says_what_it_became(release: duckdb.DuckDBPyConnection) -> None:
    release.execute(
        "insert into core.xref_retired_key (entity, retired_key, current_key) "
        f"values ('customer', 'dddd0000-9', '{ADA}')"
    )
    found = find(release, "dddd")
    assert (found.key, found.retired_key) == (ADA, "dddd0000-9")
    assert show_entity(release, found, []).retired_keys == ("dddd0000-9",)


def test_what_a_customer_is_made_of_is_shown_with_evidence_and_decisions(
    release: duckdb.DuckDBPyConnection, decided: Callable[..., StandingDecision]
) -> None:
    mine = decided(3, "confirm", ("erp", "9"), ("shop", "1"))
    others = decided(4, "confirm", ("erp", "3"), ("shop", "2"))
    shown = show_entity(release, find(release, ADA), [mine, others])
    assert [(str(each.record), each.rule_name, each.other and str(each.other)) for each in shown.members] == [
        ("shop:1", "self", None),
        ("crm:c:7", "cross_reference", "shop:1"),
        ("erp:9", "tax_id", "crm:c:7"),
    ]
    assert shown.decisions == (mine,)

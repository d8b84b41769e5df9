"""Keys are given once and kept: which group goes on with which key, and what is written down of it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from identity.keeping import KeyReport, issue_keys, keep_issued, load_issued
from identity.keys import KEY_NAMESPACE
from identity.tables import IdentityError

START = datetime(2026, 1, 1)
Groups = Sequence[Iterable[int]]


class Company:
    """A work warehouse, and a landing; records are numbers, and the higher one is the younger."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.day = folder, 0
        self.connection = duckdb.connect()

    def issue(self, groups: Groups, entity: str = "customer", *, keep: bool = True) -> dict[int, str]:
        """Run a day: what is issued is loaded, carried over to the groups, and landed."""
        load_issued(self.connection, self.folder)
        self.give(groups)
        self.day += 1
        self.report: KeyReport = issue_keys(self.connection, entity, START + timedelta(days=self.day))
        if keep:
            self.kept = keep_issued(self.connection, self.folder, f"run {self.day}")
        rows = self.connection.execute("select record_id, entity_key from identity_step_keyed").fetchall()
        assert len(rows) == sum(len(list(group)) for group in groups)
        return {int(record): key for record, key in rows}

    def give(self, groups: Groups) -> None:
        self.connection.execute(
            "create or replace temp table identity_step_grouped "
            "(source_name varchar, record_id varchar, created_at timestamp, group_number bigint)"
        )
        rows = [f"({record}, {number})" for number, group in enumerate(groups) for record in group]
        if rows:
            self.connection.execute(
                "insert into identity_step_grouped select 'shop', record, date '2026-01-01' + record::integer, number "
                f"from (values {', '.join(rows)}) as given (record, number)"
            )

    def rows(self, sql: str) -> list[Any]:
        return self.connection.execute(sql).fetchall()

    def events(self) -> list[Any]:
        """Events of the last run."""
        return self.rows(
            "select kind, entity_key, other_key, record_count from identity.key_event "
            f"where run_at >= timestamp '{START + timedelta(days=self.day)}' order by event_number"
        )

    def aliases(self) -> dict[str, str]:
        return dict(self.rows("select retired_key, current_key from identity.key_alias"))

    def state(self) -> list[list[Any]]:
        tables = "run.identity_issued", "run.identity_former", "identity.key_event", "identity.key_alias"
        return [self.rows(f"select * from {table} order by all") for table in tables]


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path / "keys")


def key_of(record: int, entity: str = "customer", counter: str = "") -> str:
    return str(uuid.uuid5(KEY_NAMESPACE, f"{counter}{entity}:shop:{record}"))


def test_a_new_group_gets_the_key_of_its_oldest_record(company: Company) -> None:
    keys = company.issue([[2, 1], [3]])
    assert keys == {1: key_of(1), 2: key_of(1), 3: key_of(3)}
    assert sorted(company.events()) == sorted([("mint", key_of(1), None, 2), ("mint", key_of(3), None, 1)])
    assert company.report == KeyReport("customer", minted=2, merged=0, split=0, back=0, moved=0)
    assert company.rows("select evidence from identity.key_event order by evidence") == [
        ("founded by shop:1",),
        ("founded by shop:3",),
    ]


def test_nothing_is_landed_when_nothing_changed(company: Company) -> None:
    before = company.issue([[1, 2], [3]])
    assert company.kept == 3
    landed = sorted(company.folder.rglob("*"))
    assert company.issue([[3], [2, 1]]) == before
    assert company.kept == 0
    assert sorted(company.folder.rglob("*")) == landed
    assert company.report == KeyReport("customer", 0, 0, 0, 0, 0)


def test_an_older_record_that_joins_changes_no_key(company: Company) -> None:
    company.issue([[5, 6]])
    assert set(company.issue([[1, 5, 6]]).values()) == {key_of(5)}
    assert company.kept == 1
    assert company.report == KeyReport("customer", 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("before", "survivor"),
    [
        pytest.param([[1], [2, 3]], 2, id="the most members"),
        pytest.param([[2, 4], [1, 3]], 1, id="of equal ones the older"),
    ],
)
def test_keys_that_come_together_are_merged(company: Company, before: Groups, survivor: int) -> None:
    company.issue(before)
    [retired] = {min(group) for group in before} - {survivor}
    after = [sorted(record for group in before for record in group)]
    assert set(company.issue(after).values()) == {key_of(survivor)}
    moved = len(next(list(group) for group in before if retired in group))
    assert company.events() == [("merge", key_of(survivor), key_of(retired), moved)]
    assert company.aliases() == {key_of(retired): key_of(survivor)}


def test_of_equal_keys_the_one_minted_first_goes_on(company: Company) -> None:
    company.issue([[5]])
    company.issue([[5], [1]])
    assert set(company.issue([[1, 5]]).values()) == {key_of(5)}


def test_the_largest_part_keeps_the_key_and_the_rest_gets_new_ones(company: Company) -> None:
    company.issue([[1, 2, 3, 4, 5]])
    keys = company.issue([[1, 2], [3, 4, 5]])
    assert keys[3] == keys[4] == keys[5] == key_of(1)
    assert keys[1] == keys[2] == key_of(1, counter="1:"), "the founding record's first key went on without it"
    assert company.events() == [("mint", keys[1], None, 2), ("split", keys[1], key_of(1), 2)]
    [evidence] = company.rows("select evidence from identity.key_event where kind = 'split'")
    assert evidence == ("shop:1 left shop:3",)


def test_of_equal_parts_that_of_the_oldest_record_keeps_the_key(company: Company) -> None:
    company.issue([[1, 2, 3, 4]])
    keys = company.issue([[2, 3], [1, 4]])
    assert (keys[1], keys[2]) == (key_of(1), key_of(2))


def test_a_record_that_goes_from_one_to_another_is_logged(company: Company) -> None:
    company.issue([[1, 2, 3], [4, 5]])
    keys = company.issue([[1, 2], [3, 4, 5]])
    assert (keys[1], keys[3]) == (key_of(1), key_of(4))
    assert company.events() == [("split", key_of(4), key_of(1), 1)]
    assert company.report.moved == 1
    assert company.aliases() == {}


def test_a_key_that_ends_in_several_parts_resolves_to_where_most_went(company: Company) -> None:
    company.issue([[1, 2, 3], [4, 5, 6], [7]])
    keys = company.issue([[1, 2, 4, 5, 6], [3, 7]])
    assert (keys[1], keys[3]) == (key_of(4), key_of(7))
    assert company.events() == [("merge", key_of(4), key_of(1), 2), ("split", key_of(7), key_of(1), 1)]
    assert company.aliases() == {key_of(1): key_of(4)}


def test_aliases_resolve_in_one_hop_however_often_keys_were_merged(company: Company) -> None:
    company.issue([[1], [2, 3], [4, 5, 6, 7]])
    company.issue([[1, 2, 3], [4, 5, 6, 7]])
    company.issue([[1, 2, 3, 4, 5, 6, 7]])
    assert company.aliases() == {key_of(1): key_of(4), key_of(2): key_of(4)}


def test_undoing_a_merge_gives_both_keys_back(company: Company) -> None:
    before = company.issue([[1, 2], [3, 4, 5]])
    company.issue([[1, 2, 3, 4, 5]])
    after = company.issue([[1, 2, 6, 7, 8, 9], [3, 4, 5]])
    assert {record: after[record] for record in before} == before
    assert after[9] == key_of(1), "what joined since goes with it"
    assert company.aliases() == {}
    assert company.report.back == 1
    assert ("mint",) not in company.rows("select kind from identity.key_event where event_number > 3")


def test_a_retired_key_is_not_given_to_what_only_a_minor_part_of_its_records_is_in(company: Company) -> None:
    company.issue([[1, 2, 3], [4]])
    company.issue([[1, 2, 3, 4]])
    keys = company.issue([[1], [2, 3, 4]])
    assert keys[2] == keys[4] == key_of(1), "most of it are records that never had the retired key"
    assert keys[1] == key_of(1, counter="1:")
    assert company.aliases() == {key_of(4): key_of(1)}


def test_a_retired_key_follows_its_records_to_another_key(company: Company) -> None:
    company.issue([[1], [2, 3], [4, 5, 6], [7, 8]])
    company.issue([[1, 2, 3, 4, 5, 6], [7, 8]])
    company.issue([[4, 5, 6], [1, 2, 3, 7, 8]])
    assert company.aliases() == {key_of(1): key_of(7), key_of(2): key_of(7)}
    assert {row[0] for row in company.rows("select distinct kind from identity.key_alias")} == {"split"}


def test_a_key_comes_back_together_with_those_that_were_merged_into_it(company: Company) -> None:
    company.issue([[1], [2, 3], [4, 5, 6]])
    before = company.issue([[1, 2, 3], [4, 5, 6]])
    company.issue([[1, 2, 3, 4, 5, 6]])
    assert company.issue([[1, 2, 3], [4, 5, 6]]) == before
    assert company.aliases() == {key_of(1): key_of(2)}


def test_a_record_that_left_its_source_keeps_its_key_for_when_it_returns(company: Company) -> None:
    company.issue([[1], [2, 3]])
    assert company.issue([[2, 3]]) == {2: key_of(2), 3: key_of(2)}
    assert company.issue([[1], [2, 3]])[1] == key_of(1)
    assert company.kept == 0


def test_a_record_that_returns_has_what_became_of_its_key(company: Company) -> None:
    company.issue([[1, 2], [3, 4, 5]])
    company.issue([[2, 3, 4, 5]])
    keys = company.issue([[1, 2, 3, 4, 5]])
    assert set(keys.values()) == {key_of(3)}
    assert company.report == KeyReport("customer", 0, 0, 0, 0, 0), "the merge was told when it happened"
    assert company.kept == 1


def test_entities_have_keys_of_their_own(company: Company) -> None:
    company.issue([[1, 2]])
    assert company.issue([[1], [2]], "product") == {1: key_of(1, "product"), 2: key_of(2, "product")}
    assert set(company.issue([[1, 2]]).values()) == {key_of(1)}
    assert company.kept == 0


def test_two_issues_of_one_moment_are_told_apart(company: Company) -> None:
    before = company.issue([[1, 2], [3, 4, 5]])
    for groups in ([[1, 2, 3, 4, 5]], [[1, 2], [3, 4, 5]]):
        company.day = 0
        after = company.issue(groups)
    assert after == before


def test_a_record_in_two_groups_is_refused(company: Company) -> None:
    with pytest.raises(IdentityError, match="shop:1 stands there more than once"):
        company.issue([[1, 2], [1]])


def test_keys_are_not_issued_before_they_were_loaded(connection: duckdb.DuckDBPyConnection, company: Company) -> None:
    connection.execute("drop table run.identity_issued")
    company.connection = connection
    company.give([[1]])
    with pytest.raises(IdentityError, match="Load the issued keys first"):
        issue_keys(connection, "customer", START)
    with pytest.raises(IdentityError, match="Load the issued keys first"):
        keep_issued(connection, company.folder, "run")


def test_the_tables_of_an_attached_warehouse_are_not_those_of_this_one(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "work.duckdb")) as work:
        load_issued(work, tmp_path / "issued")
    with duckdb.connect() as trial:
        trial.execute(f"attach '{tmp_path / 'work.duckdb'}' as work (read_only)")
        load_issued(trial, tmp_path / "issued")
        assert trial.execute("select count(*) from run.identity_issued").fetchall() == [(0,)]


def test_an_empty_table_has_no_keys(company: Company) -> None:
    assert company.issue([]) == {}
    assert company.kept == 0


quickly = settings(max_examples=2, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
long = settings(max_examples=60, deadline=None)
RECORDS = range(12)
GROUPING = st.lists(st.integers(0, 5) | st.none(), min_size=len(RECORDS), max_size=len(RECORDS))
"""The group of each record, or None for one that is not there."""


def groups_of(grouping: Sequence[int | None]) -> list[list[int]]:
    there = sorted({group for group in grouping if group is not None})
    return [[record for record in RECORDS if grouping[record] == group] for group in there]


@quickly
@given(days=st.lists(GROUPING, min_size=2, max_size=2), shuffled=st.randoms(use_true_random=False))
def test_whatever_the_groups_are_keys_are_sound(
    days: list[list[int | None]], shuffled: Any, make_folder: Callable[[], Path]
) -> None:
    require_sound_keys(days, shuffled, make_folder)


@pytest.mark.soak
@long
@given(days=st.lists(GROUPING, min_size=2, max_size=7), shuffled=st.randoms(use_true_random=False))
def test_however_many_days_there_are_keys_are_sound(
    days: list[list[int | None]], shuffled: Any, make_folder: Callable[[], Path]
) -> None:
    require_sound_keys(days, shuffled, make_folder)


def require_sound_keys(days: list[list[int | None]], shuffled: Any, make_folder: Callable[[], Path]) -> None:
    company, other = Company(make_folder()), Company(make_folder())
    minted: set[str] = set()
    last: dict[int, str] = {}
    aliases: dict[str, str] = {}
    for grouping in days:
        groups = groups_of(grouping)
        keys = company.issue(groups)
        before = {record: aliases.get(last[record], last[record]) for record in keys.keys() & last.keys()}
        assert len({keys[group[0]] for group in groups}) == len(groups), "groups share no key"
        assert all(len({keys[record] for record in group}) == 1 for group in groups), "a group has one key"
        aliases = company.aliases()
        assert not aliases.keys() & {*aliases.values(), *keys.values()}, "one hop, and no retired key is given"
        minted |= {key for kind, key, *_ in company.events() if kind == "mint"}
        assert {*keys.values(), *aliases} <= minted, "a key was minted before it was given"
        moved = Counter((keys[record], key) for record, key in before.items() if keys[record] != key)
        assert moved == {(key, other): n for kind, key, other, n in company.events() if kind != "mint"}, "it is logged"
        last |= keys
        for group in groups:
            shuffled.shuffle(group)
        shuffled.shuffle(groups)
        assert other.issue(groups) == keys, "the order of rows and the numbers of groups are nothing"
        assert other.state() == company.state()
        rebuilt = Company(company.folder)
        load_issued(rebuilt.connection, rebuilt.folder)
        assert rebuilt.state() == company.state(), "what is landed is what is known"
        assert company.issue(groups) == keys
        assert company.kept == 0, "twice is once"
        company.day = other.day
    double = "select entity_key from identity.key_event where kind = 'mint' group by 1 having count(*) > 1"
    assert company.rows(double) == []


FINE = st.lists(st.integers(0, 5), min_size=len(RECORDS), max_size=len(RECORDS))
COARSE = st.lists(st.integers(0, 2), min_size=6, max_size=6)
"""The coarse group of each fine one."""


@quickly
@given(first=FINE, second=COARSE)
def test_what_is_taken_back_leaves_every_key_as_it_was(
    first: list[int], second: list[int], make_folder: Callable[[], Path]
) -> None:
    require_former_keys(first, second, make_folder)


@pytest.mark.soak
@long
@given(first=FINE, second=COARSE)
def test_whatever_is_taken_back_every_key_is_as_it_was(
    first: list[int], second: list[int], make_folder: Callable[[], Path]
) -> None:
    require_former_keys(first, second, make_folder)


def require_former_keys(first: list[int], second: list[int], make_folder: Callable[[], Path]) -> None:
    fine, coarse = groups_of(first), groups_of([second[group] for group in first])
    merged, parted = Company(make_folder()), Company(make_folder())
    before = merged.issue(fine)
    merged.issue(coarse)
    assert merged.issue(fine) == before
    before = parted.issue(coarse)
    parted.issue(fine)
    assert parted.issue(coarse) == before


@pytest.fixture(scope="module")
def make_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    return lambda: tmp_path_factory.mktemp("keys")

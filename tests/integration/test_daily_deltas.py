"""Day by day, late, out of order, or all at once: the same files give the same tables.

The company's systems make mistakes, so among its files are corrections of one day, rows that come a day late, rows that
are deleted, the same bytes under two names, and files that stop their day. Compared are rows and order-free hash of
every table of a release, personal ones included; what may differ is named in `OF_RUNS`. And what the last release says
was known on an earlier day is what the release of that day said.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingestion.landing.batches import list_batches
from warehouse.releases import Release, require_release
from warehouse.settings import Settings, load_settings

Command = Callable[..., Any]
Ask = Callable[..., list[list[str]]]

LEDGER = "mart_planning__forecast_ledger"
OF_RUNS = {f"marts.{LEDGER}": "it holds what the releases of earlier weeks had forecast"}
"""Tables that tell of runs and not of data, and why they may differ."""
DAY = re.compile(r"20\d{2}-\d{2}-\d{2}")
SOAK_DAYS = 30
KNOWN_THEN = {
    "fct_booked_history": (
        "fct_order_line",
        "order_line_key, order_date, market_code, is_test, currency_code, net_amount",
    ),
    "fct_purchase_promise_history": (
        "fct_purchase_order_line",
        "purchase_order_line_key, requested_date, promised_date, ordered_qty, unit_price_amount",
    ),
    "fct_price_history": ("fct_price", "price_key, price_type, currency_code, price_amount, valid_from_date"),
}
"""Histories, and the facts that they were on their day, with the columns of both."""
COSTS = "product_cost_key, cost_type, currency_code, unit_cost_amount, valid_from_date, valid_to_date"
SALES = (
    "select order_date, market_code, currency_code, sum(net_amount) from {table} "
    "where not is_test and {condition} group by all order by all"
)


@dataclass(frozen=True)
class Story:
    """The same files handed over in parts, out of order, and all at once; the first part's release and its days."""

    in_parts: Settings
    at_once: Settings
    first: Release
    days: list[str]


def files_by_day(extracts: Path) -> dict[str, list[Path]]:
    """The files of every source by the day in their name, the earliest first."""
    found: dict[str, list[Path]] = {}
    for path in sorted(path for path in extracts.glob("*/*") if path.is_file()):
        named = DAY.search(path.name)
        assert named, path
        found.setdefault(named[0], []).append(path)
    return dict(sorted(found.items()))


def empty_company(like: Settings, folder: Path) -> Settings:
    """The same configuration and truth, and no file yet."""
    config = Path(shutil.copy(like.config_file, folder))
    shutil.copytree(like.data_dir / "truth", folder / "data" / "truth")
    for source in like.sources:
        (folder / "data" / "extracts" / source.path.name).mkdir(parents=True)
    return load_settings(config)


def remember(company: Settings, like: Settings) -> None:
    """Give a company the models and issued keys of another one: keys have a history, which the landing keeps."""
    shutil.copytree(like.internal_dir, company.internal_dir, dirs_exist_ok=True)


def hand_over(company: Settings, files: Iterable[Path]) -> None:
    """Let files arrive, with their own times."""
    for path in files:
        target = company.data_dir / "extracts" / path.parent.name / path.name
        target.parent.mkdir(exist_ok=True)
        shutil.copy2(path, target)


def run(entrepot: Command, company: Settings) -> Release:
    finished = entrepot(company, "run")
    assert finished.returncode in {0, 2}, finished.stderr
    return require_release(company)


def tell(entrepot: Command, new_folder: Callable[[str], Path], faulty_company: Future[Any]) -> Story:
    """Hand over what has landed elsewhere at once: four of six extracts, then the last one, then the one before."""
    at_once: Settings = faulty_company.result().company
    company = empty_company(at_once, new_folder("in_parts"))
    remember(company, at_once)
    days = files_by_day(at_once.data_dir / "extracts")
    names = list(days)
    releases = []
    for part in (names[:-2], names[-1:], names[-2:-1]):
        hand_over(company, (path for day in part for path in days[day]))
        releases.append(run(entrepot, company))
    return Story(company, at_once, releases[0], names[:-2])


def differences(one: Settings, other: Settings) -> list[str]:
    """Names of the tables that are not the same in the current releases of two companies."""
    first, second = require_release(one), require_release(other)
    tables = [{**release.tables, **release.personal_tables} for release in (first, second)]
    return sorted(
        name
        for name in tables[0].keys() | tables[1].keys()
        if name not in OF_RUNS and tables[0].get(name) != tables[1].get(name)
    )


def known_at(day: str) -> str:
    """The condition that a row was known when the day's extracts had been made."""
    end = f"timestamp '{day} 23:59:59.999999'"
    return f"known_from <= {end} and coalesce(known_until > {end}, true)"


def digest(name: str, table: str, columns: str, condition: str = "true") -> str:
    found = f"select '{name}', count(*), cast(bit_xor(hash({columns})) as varchar)"
    return f"{found} from {table} where {condition}"


def as_known_at(day: str) -> str:
    """What a release says was known on a day: rows and their hash, per history."""
    wanted = {name: columns for name, (_, columns) in KNOWN_THEN.items()} | {"fct_product_cost_history": COSTS}
    return " union all ".join(digest(name, name, columns, known_at(day)) for name, columns in wanted.items())


def as_facts() -> str:
    """What a release says of its own day, of what has a history."""
    return " union all ".join(digest(name, fact, columns) for name, (fact, columns) in KNOWN_THEN.items())


def landed(company: Settings) -> list[tuple[object, ...]]:
    return [(batch.batch_id, batch.file_name, batch.extracted_at, batch.row_count) for batch in list_batches(company)]


def test_files_handed_over_in_parts_and_out_of_order_give_the_tables_of_one_run(story: Story) -> None:
    assert differences(story.in_parts, story.at_once) == []
    assert len(require_release(story.at_once).tables) > 30


def test_what_the_first_release_forecast_is_held_against_what_came(story: Story, ask: Ask) -> None:
    found = ask(
        story.in_parts,
        f"select distinct level_code, release_id, step_code from {LEDGER} where is_frozen order by all",
    )
    steps = ("model", "naive", "override")
    assert found == [[level, story.first.id, step] for level in ("option", "product") for step in steps]


def test_the_same_has_landed_and_the_same_waits(story: Story) -> None:
    assert landed(story.in_parts) == landed(story.at_once)
    facts = [require_release(company).manifest for company in (story.in_parts, story.at_once)]
    assert facts[0].sources == facts[1].sources
    assert facts[0].counts == facts[1].counts
    assert facts[0].as_of == facts[1].as_of


def test_a_past_day_as_known_then_is_what_its_release_said(story: Story, ask: Ask) -> None:
    company, day = story.in_parts, story.days[-1]
    facts = ask(company, as_facts(), "--release", story.first.id)
    assert all(int(rows) > 0 for _, rows, _ in facts)
    then = ask(company, as_known_at(day))
    assert [row for row in then if row[0] in KNOWN_THEN] == facts
    now = ask(company, as_facts())
    assert now != facts, "nothing has changed since that day"
    for earlier in story.days:
        assert ask(company, as_known_at(earlier)) == ask(company, as_known_at(earlier), "--release", story.first.id)


def test_net_sales_booked_as_known_then_are_those_of_its_release(story: Story, ask: Ask) -> None:
    said = ask(story.in_parts, SALES.format(table="fct_order_line", condition="true"), "--release", story.first.id)
    then = SALES.format(table="fct_booked_history", condition=known_at(story.days[-1]))
    assert said and ask(story.in_parts, then) == said


@pytest.mark.soak
@pytest.mark.parametrize("is_shuffled", [False, True], ids=["in order", "every other day before the one it follows"])
def test_thirty_daily_runs_give_the_tables_of_one(
    entrepot: Command, ask: Ask, new_folder: Callable[[str], Path], is_shuffled: bool
) -> None:
    written = new_folder("written") / "entrepot.toml"
    for arguments in (("--scale", "0.01"), ("--days", str(SOAK_DAYS))):
        finished = entrepot(written, "demo", *arguments)
        assert finished.returncode == 0, finished.stderr
    at_once = load_settings(written)
    days = files_by_day(at_once.data_dir / "extracts")
    daily = empty_company(at_once, new_folder("daily"))
    names = list(days)
    first, further = names[:-SOAK_DAYS], names[-SOAK_DAYS:]
    if is_shuffled:
        further = [further[place ^ 1] for place in range(SOAK_DAYS)]
    hand_over(daily, (path for day in first for path in days[day]))
    said = {}
    for day in further:
        hand_over(daily, days[day])
        run(entrepot, daily)
        said[day] = ask(daily, as_facts())
    for day in said if not is_shuffled else ():
        assert [row for row in ask(daily, as_known_at(day)) if row[0] in KNOWN_THEN] == said[day], day
    remember(at_once, daily)
    run(entrepot, at_once)
    assert differences(daily, at_once) == []
    assert landed(daily) == landed(at_once)

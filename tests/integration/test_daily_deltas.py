"""Day by day, late, out of order, or all at once: the same files give the same tables.

The company's systems make mistakes, so among its files are corrections of one day, rows that come a day late, rows that
are deleted, the same bytes under two names, and files that stop their day. Compared are rows and order-free hash of
every table of a release, personal ones included; what may differ is named in `OF_RUNS`.
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

OF_RUNS: dict[str, str] = {}
"""Tables that tell of runs and not of data, and why they may differ: none does."""
DAY = re.compile(r"20\d{2}-\d{2}-\d{2}")
SOAK_DAYS = 30


@dataclass(frozen=True)
class Story:
    """The same files handed over in parts, out of order, and all at once."""

    in_parts: Settings
    at_once: Settings


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
    for part in (names[:-2], names[-1:], names[-2:-1]):
        hand_over(company, (path for day in part for path in days[day]))
        run(entrepot, company)
    return Story(company, at_once)


def differences(one: Settings, other: Settings) -> list[str]:
    """Names of the tables that are not the same in the current releases of two companies."""
    first, second = require_release(one), require_release(other)
    tables = [{**release.tables, **release.personal_tables} for release in (first, second)]
    return sorted(
        name
        for name in tables[0].keys() | tables[1].keys()
        if name not in OF_RUNS and tables[0].get(name) != tables[1].get(name)
    )


def landed(company: Settings) -> list[tuple[object, ...]]:
    return [(batch.batch_id, batch.file_name, batch.extracted_at, batch.row_count) for batch in list_batches(company)]


def test_files_handed_over_in_parts_and_out_of_order_give_the_tables_of_one_run(story: Story) -> None:
    assert differences(story.in_parts, story.at_once) == []
    assert len(require_release(story.at_once).tables) > 30


def test_the_same_has_landed_and_the_same_waits(story: Story) -> None:
    assert landed(story.in_parts) == landed(story.at_once)
    facts = [require_release(company).manifest for company in (story.in_parts, story.at_once)]
    assert facts[0].sources == facts[1].sources
    assert facts[0].counts == facts[1].counts
    assert facts[0].as_of == facts[1].as_of


@pytest.mark.soak
@pytest.mark.parametrize("is_shuffled", [False, True], ids=["in order", "every other day before the one it follows"])
def test_thirty_daily_runs_give_the_tables_of_one(
    entrepot: Command, new_folder: Callable[[str], Path], is_shuffled: bool
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
    for day in further:
        hand_over(daily, days[day])
        run(entrepot, daily)
    remember(at_once, daily)
    run(entrepot, at_once)
    assert differences(daily, at_once) == []
    assert landed(daily) == landed(at_once)

"""When the jobs run by themselves: what the schedule of the day asks for, and when it waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from ingestion.contract.delivery import vendor_tables
from orchestration.dbt.assembly import code_hash
from orchestration.jobs import INTRADAY_JOB_NAME, JOB_NAME, whole_way, within_the_day
from orchestration.schedules import daily, intraday
from warehouse.connections import open_writer
from warehouse.releases import ReleaseFacts, audit, build_candidate, publish, verify
from warehouse.settings import Settings, load_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A company with one shop whose folder is empty."""
    (tmp_path / "shop").mkdir()
    config = tmp_path / "entrepot.toml"
    config.write_text(
        '[company]\nname = "Test"\ngroup_currency = "EUR"\n\n'
        '[[source]]\nname = "shop"\nvendor = "shopify"\nsystems = ["storefront"]\npath = "shop"\n',
        encoding="utf-8",
    )
    return load_settings(config)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    home = tmp_path / "dagster"
    home.mkdir()
    with dg.DagsterInstance.local_temp(str(home)) as opened:
        yield opened


def publish_full_run(settings: Settings, of_code: str) -> None:
    with open_writer(settings) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.sales as select 1 as amount")
    facts = ReleaseFacts(as_of=date(2026, 1, 30), batches=(), ledger_high_water=0, code_hash=of_code)
    publish(settings, audit(verify(build_candidate(settings, facts)), lambda connection: []))


def tick(settings: Settings, instance: dg.DagsterInstance) -> dg.RunRequest | dg.SkipReason:
    """What the schedule says at its next tick."""
    with dg.build_schedule_context(instance=instance) as context:
        found = intraday(settings, within_the_day())(context)
    assert isinstance(found, dg.RunRequest | dg.SkipReason)
    return found


def test_both_schedules_are_off_until_somebody_switches_them_on(settings: Settings) -> None:
    of_the_day, of_the_night = intraday(settings, within_the_day()), daily(whole_way())
    assert (of_the_day.job_name, of_the_day.cron_schedule) == (INTRADAY_JOB_NAME, "*/15 * * * *")
    assert (of_the_night.job_name, of_the_night.cron_schedule) == (JOB_NAME, "0 5 * * *")
    assert {of_the_day.default_status, of_the_night.default_status} == {dg.DefaultScheduleStatus.STOPPED}


def test_without_a_full_run_it_waits_and_says_so(settings: Settings, instance: dg.DagsterInstance) -> None:
    found = tick(settings, instance)
    assert isinstance(found, dg.SkipReason)
    assert "stands on a full run" in str(found.skip_message)


def test_it_waits_after_a_change_of_code(settings: Settings, instance: dg.DagsterInstance) -> None:
    publish_full_run(settings, "of yesterday")
    found = tick(settings, instance)
    assert isinstance(found, dg.SkipReason)
    assert "have changed since the last full run" in str(found.skip_message)


def test_a_new_order_is_asked_for_once_no_run_is_under_way(settings: Settings, instance: dg.DagsterInstance) -> None:
    publish_full_run(settings, code_hash(settings, vendor_tables(settings)))
    (settings.sources[0].path / "orders_2026-01-31T1015.jsonl").write_text("{}\n", encoding="utf-8")
    assert isinstance(tick(settings, instance), dg.RunRequest)
    run = instance.create_run_for_job(_one_step, status=dg.DagsterRunStatus.STARTED)
    found = tick(settings, instance)
    assert isinstance(found, dg.SkipReason)
    assert found.skip_message == "a run is under way"
    instance.report_run_failed(run)
    assert isinstance(tick(settings, instance), dg.RunRequest)


@dg.job
def _one_step() -> None:
    """A job to be under way."""

"""What the operators' pages may ask of a run, what is tried again and what is not, and how long history is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from dagster._core.definitions.run_request import InstigatorType

from ingestion.contract.delivery import vendor_tables
from ingestion.intake.sources import plan_intake
from orchestration.alerts.telling import telling
from orchestration.assets import policies
from orchestration.assets.ingestion import landing_asset, raw_assets
from orchestration.dagster_job import prepare_home
from orchestration.dbt.runner import DbtProject
from orchestration.history import DAYS_KEPT, forget_old_runs
from orchestration.options import RunOptions
from orchestration.pipeline import Pipeline
from orchestration.reporter import Reporter
from orchestration.resources import given_pipeline, opened_when_free, options_of, run_config
from orchestration.sensors import alert_sensors, tell_of_failure
from warehouse.errors import ConfigurationError, WarehouseBusyError
from warehouse.lock import run_lock
from warehouse.releases import Release
from warehouse.settings import Settings

if TYPE_CHECKING:
    from tests.receivers import Hook

ROWS = "p1,10.00,EUR,2025-12-31\n"


@pytest.fixture
def till(company: Settings, write_till: Callable[[str], Settings]) -> Settings:
    """The company with the till alone, whose file has not landed."""
    return write_till(ROWS)


@pytest.fixture
def pipeline(till: Settings) -> Pipeline:
    plans = {plan.source.name: plan for plan in plan_intake(till)}
    project = DbtProject(till, till.dbt_dir)
    return Pipeline(till, RunOptions(), Reporter(), vendor_tables(till), project, plans)


@pytest.fixture
def instance(company: Settings) -> Iterator[dg.DagsterInstance]:
    """Dagster's storage as the command and the pages have it."""
    with dg.DagsterInstance.from_config(str(prepare_home(company))) as found:
        yield found


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let attempts follow each other quickly."""
    monkeypatch.setattr(policies, "RETRIES", dg.RetryPolicy(max_retries=2, delay=0.2))


def outcome(asset: dg.AssetsDefinition, pipeline: Pipeline) -> dg.ExecuteInProcessResult:
    return dg.materialize([asset], resources={"pipeline": given_pipeline(pipeline)}, raise_on_error=False)


def attempts(result: dg.ExecuteInProcessResult) -> int:
    kinds = {dg.DagsterEventType.STEP_UP_FOR_RETRY, dg.DagsterEventType.STEP_SUCCESS, dg.DagsterEventType.STEP_FAILURE}
    return sum(event.event_type in kinds for event in result.all_events)


class Mender(Reporter):
    """Brings a folder back when a step begins for the second time."""

    def __init__(self, in_the_way: Path) -> None:
        super().__init__()
        self.begun = 0
        self.in_the_way = in_the_way

    def started(self, step: str) -> None:
        self.begun += 1
        if self.begun == 2:
            self.in_the_way.unlink()


def test_a_folder_that_comes_back_is_landed_by_a_later_attempt(pipeline: Pipeline, quick: None) -> None:
    settings = pipeline.settings
    settings.landing_dir.parent.mkdir(exist_ok=True)
    settings.landing_dir.write_text("the share is away")
    pipeline.reporter = Mender(settings.landing_dir)
    result = outcome(landing_asset(settings.source[0], policies.freshness_of(settings)), pipeline)
    assert result.success
    assert attempts(result) == 2
    assert pipeline.reports["till"].status == "current"
    assert len(pipeline.reports["till"].landed) == 1
    assert pipeline.reporter.failure is None


def test_an_error_of_the_data_is_not_tried_again(pipeline: Pipeline, quick: None) -> None:
    result = outcome(raw_assets(pipeline.settings.sources, pipeline.tables), pipeline)
    assert not result.success
    assert attempts(result) == 1
    assert "nothing has landed yet" in str(pipeline.reporter.failure)


def test_a_run_can_be_asked_for_a_source_some_days_a_full_build_and_a_day_to_speak_of(company: Settings) -> None:
    asked = {"source": "till", "from": "2025-12-01", "to": "2025-12-31", "full": True, "as_of": "2026-01-15"}
    fields = run_config(company.sources)
    assert asked.keys() == fields.keys()
    assert all(field.description and not field.is_required for field in fields.values())
    assert options_of(asked) == RunOptions(
        full=True, as_of=date(2026, 1, 15), source="till", since=date(2025, 12, 1), until=date(2025, 12, 31)
    )
    assert options_of({name: field.default_value for name, field in fields.items()}) == RunOptions()
    with pytest.raises(ConfigurationError, match=r"config\.as_of: 'soon' is no day"):
        options_of({**asked, "as_of": "soon"})


def test_a_source_that_there_is_not_is_refused_before_the_run(company: Settings) -> None:
    @dg.op(config_schema=run_config(company.sources))
    def asked(context):
        return context.op_config["source"]

    job = dg.GraphDefinition(name="job", node_defs=[asked]).to_job()
    assert dg.validate_run_config(job, {"ops": {"asked": {"config": {"source": "till"}}}})
    with pytest.raises(dg.DagsterInvalidConfigError, match="shop_xy"):
        dg.validate_run_config(job, {"ops": {"asked": {"config": {"source": "shop_xy"}}}})


def test_a_run_waits_for_another_one_and_says_so(till: Settings) -> None:
    waiting = Reporter()
    said: list[str] = []
    waiting.warned = said.append  # type: ignore[method-assign]
    with (
        run_lock(till),
        pytest.raises(WarehouseBusyError),
        opened_when_free(till, RunOptions(), waiting, waits=(0.01, 0.01)),
    ):
        pass
    assert ["It is tried again in 0.01 s" in line for line in said] == [True, True]


def test_a_run_of_the_pages_begins_when_the_other_one_has_ended(till: Settings) -> None:
    begun, free = threading.Event(), threading.Event()

    def hold() -> None:
        with run_lock(till):
            begun.set()
            free.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait(10)
    reporter = Reporter()
    reporter.warned = lambda _text: free.set()  # type: ignore[method-assign]
    # it has the lock then, and finds that the till has contracts and no models
    with (
        pytest.raises(ConfigurationError, match="no staging models"),
        opened_when_free(till, RunOptions(), reporter, waits=(0.3,) * 20),
    ):
        pass
    holder.join()


@dg.asset(check_specs=[dg.AssetCheckSpec("fine", asset="told")])
def told():
    return dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=True, check_name="fine")])


def test_runs_of_long_ago_are_forgotten_with_their_files_but_for_the_last_success(
    instance: dg.DagsterInstance, company: Settings
) -> None:
    first, second = (dg.materialize([told], instance=instance).run_id for _ in range(2))
    files = company.dagster_dir / "history" / "runs"
    soon, late = (datetime.now(UTC) + timedelta(days=DAYS_KEPT + days) for days in (-1, 1))
    assert forget_old_runs(instance, soon) == 0
    assert forget_old_runs(instance, late) == 1
    assert [run.run_id for run in instance.get_runs()] == [second]
    assert [path for path in files.iterdir() if path.name.startswith(first)] == []
    assert (files / f"{second}.db").is_file()
    key = dg.AssetCheckKey(dg.AssetKey("told"), "fine")
    checks = instance.event_log_storage.get_asset_check_execution_history(key, limit=10)
    assert [check.run_id for check in checks] == [second]


def test_the_instance_closes_hung_runs_starts_crashed_ones_once_more_and_purges_ticks(
    instance: dg.DagsterInstance,
) -> None:
    assert instance.run_monitoring_max_runtime_seconds == 7200
    assert instance.run_retries_enabled
    assert instance.run_retries_max_retries == 1
    assert not instance.run_retries_retry_on_asset_or_op_failure
    assert instance.freshness_enabled
    for kind in (InstigatorType.SENSOR, InstigatorType.SCHEDULE):
        days = instance.get_tick_retention_settings(kind)
        assert {name.value: number for name, number in days.items() if number > DAYS_KEPT} == {}


def test_the_sensor_tells_of_a_release_that_is_too_old(
    company: Settings, release_with: Callable[..., Release], hook: Hook
) -> None:
    release_with(hours=50)
    release_age = alert_sensors(company)[0]
    for _ in range(2):
        found = release_age(dg.build_sensor_context())
        assert isinstance(found, dg.SkipReason)
        assert found.skip_message == "everybody knows what there is to know"
    assert hook.events == ["release_too_old"]


def test_a_run_that_was_ended_by_force_is_told_unless_a_later_one_succeeded(
    company: Settings, release_with: Callable[..., Release], hook: Hook
) -> None:
    release_with()
    for _ in range(2):
        tell_of_failure(company, "Exceeded maximum runtime of 7200 seconds.", datetime.now(UTC))
    assert hook.events == ["run_failed"]
    assert "Exceeded maximum runtime" in hook.bodies[0]["what"]
    with telling(company, Reporter()):
        pass
    tell_of_failure(company, "Too late.", datetime.now(UTC) - timedelta(hours=1))
    assert hook.events == ["run_failed", "run_recovered"]

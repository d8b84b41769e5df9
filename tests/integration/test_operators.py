"""The daily run left alone: a run that fails and one with a stopped source are told once, and history stays.

Both runs are the job that the operators' pages start, with a configuration as it is typed in there. About a minute.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import dagster as dg
import pytest

from orchestration.dagster_job import prepare_home
from warehouse.releases import Release, require_release
from warehouse.settings import Settings, load_settings

if TYPE_CHECKING:
    from tests.receivers import Hook, Mailbox

pytestmark = pytest.mark.soak

AS_OF = "2026-01-15"
SECONDS_FOR_THE_JOB = 600
ALERTS = """
[alerts]
webhooks = ["http://127.0.0.1:{hook}/${{OPERATORS_TOKEN}}"]

[alerts.email]
host = "127.0.0.1"
port = {mail}
security = "none"
from = "entrepot@example.com"
to = ["data@example.com"]
"""


@dataclass(frozen=True)
class Story:
    """A run that was asked for something that is no day, one with a broken file, and what the command said after it."""

    company: Settings
    broken_file: Path
    failed: subprocess.CompletedProcess[str]
    failed_events: list[str]
    ended: subprocess.CompletedProcess[str]
    again: Any
    status: Any
    release: Release
    mailbox: Mailbox
    hook: Hook


def tell(entrepot: Callable[..., Any], copy_of_demo: Callable[[str], Settings], receivers: ModuleType) -> Story:
    """Make the job fail, break a file, run job and command for a day of its own, look, lose the work folder."""
    company, mailbox, hook = copy_of_demo("operators"), receivers.Mailbox().up(), receivers.Hook()
    with company.config_file.open("a", encoding="utf-8") as file:
        file.write(ALERTS.format(hook=hook.port, mail=mailbox.port))
    company = load_settings(company.config_file)
    [crm] = [source for source in company.sources if source.name == "crm"]
    broken = crm.path / "contacts_2026-01-14.csv"
    failed = _job(company, {"as_of": "soon"})
    failed_events = list(hook.events)
    broken.write_text("id,firstname\n1,Anna\n", encoding="utf-8")
    ended = _job(company, {"as_of": AS_OF})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPERATORS_TOKEN", "token")
        again = entrepot(company, "run", "--as-of", AS_OF)
    status = entrepot(company, "status", "--format", "json")
    shutil.rmtree(company.work_dir)
    mailbox.down()
    hook.down()
    release = require_release(company)
    return Story(company, broken, failed, failed_events, ended, again, status, release, mailbox, hook)


def _job(company: Settings, asked: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """Start the job as the pages do, with a run configuration."""
    config = company.config_file.with_name("run.json")
    config.write_text(json.dumps({"resources": {"pipeline": {"config": asked}}}), encoding="utf-8")
    home = {"DAGSTER_HOME": str(prepare_home(company)), "ENTREPOT_CONFIG": str(company.config_file)}
    command = [sys.executable, "-m", "dagster", "job", "execute", "-m", "orchestration.definitions", "-j", "entrepot"]
    return subprocess.run(
        [*command, "-c", str(config)],
        env={**os.environ, **home, "OPERATORS_TOKEN": "token"},
        capture_output=True,
        text=True,
        timeout=SECONDS_FOR_THE_JOB,
    )


def test_a_run_that_fails_on_the_pages_is_told_and_so_is_the_one_that_mends_it(story: Story) -> None:
    assert story.failed.returncode != 0
    assert story.failed_events == ["run_failed"]
    assert story.hook.bodies[0]["what"] == "'soon' is no day."
    assert story.ended.returncode == 0, story.ended.stderr[-3000:]
    assert "run_recovered" in story.hook.events


def test_a_stopped_source_is_told_once_on_both_channels_over_two_runs(story: Story) -> None:
    assert story.again.returncode == 2, story.again.stderr
    assert "nothing new arrived" in story.again.stdout
    assert sorted(story.hook.events) == ["run_failed", "run_recovered", "source_stopped"]
    company = story.company.company.name
    assert sorted(story.mailbox.subjects) == [
        f"{company}: source crm is stopped",
        f"{company}: the daily run failed",
        f"{company}: the daily run succeeds again",
    ]
    [told] = [body for body in story.hook.bodies if body["event"] == "source_stopped"]
    assert story.broken_file.name in told["what"]
    assert told["release"]["id"] == story.release.id
    assert set(story.hook.paths) == {"/token"}


def test_the_release_of_the_pages_speaks_of_the_day_that_was_asked_for(story: Story) -> None:
    assert story.release.manifest.as_of.isoformat() == AS_OF


def test_status_shows_the_same(story: Story) -> None:
    found = json.loads(story.status.stdout)
    assert story.status.returncode == 2
    assert [alert["alert"] for alert in found["alerts"]] == ["source crm is stopped"]
    assert len(found["alerts"][0]["told"]) == 2
    assert found["unsent"] == []
    assert {source["name"]: source["status"] for source in found["sources"]}["crm"] == "stopped"
    assert found["release"]["id"] == story.release.id


def test_the_history_of_runs_and_checks_outlives_the_work_folder(story: Story) -> None:
    assert not story.company.work_dir.exists()
    with dg.DagsterInstance.from_config(str(prepare_home(story.company))) as instance:
        runs = instance.get_runs()
        assert sorted(run.status.value for run in runs) == ["FAILURE", "SUCCESS", "SUCCESS"]
        retries = {run.status.value: run.tags["dagster/max_retries"] for run in runs if run.status.value == "FAILURE"}
        logs = instance.all_logs(runs[0].run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
        told = [entry.get_dagster_event().asset_check_evaluation_data for entry in logs]
        key = told[0].asset_check_key
        history = instance.event_log_storage.get_asset_check_execution_history(key, limit=10)
    assert retries == {"FAILURE": "0"}, "a run that was asked for nonsense would be started once more"
    assert len(told) > 100
    assert {check.severity for check in told} == {dg.AssetCheckSeverity.ERROR}
    succeeded = [check.run_id for check in history if check.status.value == "SUCCEEDED"]
    assert succeeded == [run.run_id for run in runs if run.status.value == "SUCCESS"]

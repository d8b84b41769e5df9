"""The operators' pages: the graph runs from extracts to release, the whole job succeeds from there, nothing stays.

The tests of this file share one server and stand in the order of its life.
"""

from __future__ import annotations

import json
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from warehouse.releases import verify_files

if TYPE_CHECKING:
    from tests.resilience.conftest import Child, Place, Troubled, Undisturbed

Answer = dict[str, Any]
SECONDS_TO_START = 180
SECONDS_FOR_THE_JOB = 900
SECONDS_TO_STOP = 120
LOCATION = "orchestration.definitions"
GRAPH = """{assetNodes {assetKey {path} dependencyKeys {path} jobNames groupName
    internalFreshnessPolicy {... on TimeWindowFreshnessPolicy {failWindowSeconds}}}}"""
GROUPS = {"extract", "landing", "base", "staging", "canonical", "run", "identity", "core", "personal", "forecasting"}
GROUPS |= {"marts", "release"}
AUTOMATION = """{workspaceOrError {... on Workspace {locationEntries {loadStatus locationOrLoadError {
    __typename ... on PythonError {message} ... on RepositoryLocation {repositories {name
        jobs {name} schedules {name cronSchedule} sensors {name targets {pipelineName} sensorState {status}}}}}}}}}"""
LAUNCH = """mutation ($job: JobOrPipelineSelector!) {
    launchRun(executionParams: {selector: $job, runConfigData: {}, mode: "default"}) {
        __typename ... on LaunchRunSuccess {run {runId}} ... on PythonError {message}}}"""
RUN = """query ($run: ID!) {runOrError(runId: $run) {... on Run {status stats {
    ... on RunStatsSnapshot {stepsFailed stepsSucceeded materializations}}}}}"""


@dataclass(frozen=True)
class Pages:
    """A server of the operators' pages, and the run that was killed before it was started."""

    place: Place
    server: Child
    port: int
    killed_run: str

    def ask(self, question: str, **variables: object) -> Answer:
        """Ask as the pages themselves do."""
        body = json.dumps({"query": question, "variables": variables}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            answer: Answer = json.load(response)
        assert "errors" not in answer, answer
        return answer["data"]

    def locations(self) -> list[Answer]:
        """Return what the server has loaded; nothing while it is still starting."""
        try:
            entries = self.ask(AUTOMATION)["workspaceOrError"]["locationEntries"]
        except (urllib.error.URLError, ConnectionError):
            return []
        loaded = [entry["locationOrLoadError"] for entry in entries if entry["loadStatus"] == "LOADED"]
        return [location for location in loaded if location]

    def job(self) -> Answer:
        """Return the selector of the one job."""
        return {"repositoryLocationName": LOCATION, "repositoryName": "__repository__", "jobName": "entrepot"}


@pytest.fixture(scope="module")
def pages(make_place: Callable[[str], Place], troubled: Future[Troubled]) -> Iterator[Pages]:
    """Serve the pages of a place where a run was killed, as a script would start them: in the background.

    What troubles the runs of the next files is only asked for so that the other processor is at work on them meanwhile.
    """
    place = make_place("pages")
    killed_run = _killed_run(place)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        server = place.start("dagster", "--port", str(port))
    finally:
        signal.signal(signal.SIGINT, before)
    found = Pages(place, server, port, killed_run)
    try:
        server.wait_until(found.locations, SECONDS_TO_START)
        yield found
    finally:
        server.clean()


def test_the_pages_are_served_on_this_machine_only(pages: Pages) -> None:
    processes = [pages.server.process.pid, *(child.pid for child in psutil.Process(pages.server.pid).children(True))]
    addresses = {
        connection.laddr.ip
        for pid in processes
        for connection in psutil.Process(pid).net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert addresses == {"127.0.0.1"}


def test_the_graph_runs_from_every_extract_to_the_release(pages: Pages) -> None:
    nodes = pages.ask(GRAPH)["assetNodes"]
    followers: dict[str, set[str]] = {_name(node["assetKey"]): set() for node in nodes}
    for node in nodes:
        for key in node["dependencyKeys"]:
            followers[_name(key)].add(_name(node["assetKey"]))
    extracts = {name for name in followers if name.startswith("extract/")}
    assert extracts == {f"extract/{source.name}" for source in pages.place.settings.sources}
    layers = {"landing", "raw_shopify", "base", "staging", "canonical", "identity", "core", "forecasting", "marts"}
    reached = {name: _reached(followers, name) for name in extracts}
    assert all("release/current" in names for names in reached.values())
    assert layers - {name.split("/")[0] for name in reached["extract/shop_eu"]} == set()
    assert all("entrepot" in node["jobNames"] for node in nodes if _name(node["assetKey"]) not in extracts)


def test_assets_stand_in_groups_by_layer_and_what_comes_in_and_goes_out_has_to_be_fresh(pages: Pages) -> None:
    nodes = pages.ask(GRAPH)["assetNodes"]
    by_group: dict[str, set[str]] = {}
    for node in nodes:
        by_group.setdefault(node["groupName"], set()).add(node["assetKey"]["path"][0])
    raw = by_group.pop("raw")
    assert {name for name in raw if not name.startswith("raw_")} == {"run"}
    assert by_group == {group: {group} for group in by_group}
    assert by_group.keys() == GROUPS
    fresh = {_name(node["assetKey"]): node["internalFreshnessPolicy"] for node in nodes}
    limits = {name: policy["failWindowSeconds"] for name, policy in fresh.items() if policy}
    landings = {f"landing/{source.name}" for source in pages.place.settings.sources}
    assert limits == dict.fromkeys([*landings, "release/current"], 48 * 3600)


def test_the_schedule_and_the_sensor_start_the_job(pages: Pages) -> None:
    [location] = pages.locations()
    [repository] = location["repositories"]
    assert {"entrepot", "intraday"} <= {job["name"] for job in repository["jobs"]}
    assert {schedule["name"]: schedule["cronSchedule"] for schedule in repository["schedules"]} == {
        "daily": "0 5 * * *",
        "intraday": "*/15 * * * *",
    }
    sensors = {sensor["name"]: (sensor["targets"], sensor["sensorState"]["status"]) for sensor in repository["sensors"]}
    assert sensors == {
        "new_files": ([{"pipelineName": "entrepot"}], "STOPPED"),
        "release_age": ([], "RUNNING"),
        "failed_runs": ([], "RUNNING"),
    }


def test_a_run_that_was_killed_is_closed_and_holds_up_nothing(pages: Pages) -> None:
    assert pages.ask(RUN, run=pages.killed_run)["runOrError"]["status"] == "FAILURE"


def test_the_whole_job_succeeds_and_gives_the_release_of_the_command(
    pages: Pages, undisturbed: Future[Undisturbed]
) -> None:
    launched = pages.ask(LAUNCH, job=pages.job())["launchRun"]
    assert launched["__typename"] == "LaunchRunSuccess", launched
    run = _ended(pages, launched["run"]["runId"])
    assert run["status"] == "SUCCESS", pages.server.told
    assert run["stats"]["stepsFailed"] == 0
    extracts = len(pages.place.settings.sources)
    assert run["stats"]["materializations"] == len(pages.ask(GRAPH)["assetNodes"]) - extracts
    release = pages.place.release()
    verify_files(release)
    assert release.tables == undisturbed.result().release.tables
    assert release.personal_tables == undisturbed.result().release.personal_tables


def test_the_server_ends_when_it_is_told_to_and_leaves_no_process(pages: Pages) -> None:
    pages.server.process.terminate()
    assert pages.server.process.wait(SECONDS_TO_STOP) == 0
    assert not [process.cmdline() for process in pages.server.survivors(SECONDS_TO_STOP)]


def _killed_run(place: Place) -> str:
    """Kill a run while it lands and return its id."""
    child = place.start("run")
    try:
        child.wait_until(lambda: child.shows("✓ landing crm"))
        child.kill()
    finally:
        child.clean()
    [history] = (place.settings.dagster_dir / "history" / "runs").glob("*-*.db")
    return history.stem


def _ended(pages: Pages, run_id: str) -> Answer:
    end = time.monotonic() + SECONDS_FOR_THE_JOB
    while True:
        run: Answer = pages.ask(RUN, run=run_id)["runOrError"]
        if run["status"] in {"SUCCESS", "FAILURE", "CANCELED"}:
            return run
        assert time.monotonic() < end, pages.server.told
        time.sleep(1)


def _name(key: Answer) -> str:
    return "/".join(key["path"])


def _reached(followers: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo.extend(followers[name])
    return found

"""What the previous minor version left is run by this one without hands, and gives the tables of a fresh folder.

The previous version is exported from the history and started with the present interpreter and its packages; its code,
contracts and models are its own: once it works on the CRM of the present demo, about 100 CPU seconds for three runs,
two of them at a time, and once it writes and runs its own whole company, about 140.

Belongs here: finding and starting the other version, and what must hold afterwards.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingestion.landing.batches import Batch, list_batches
from warehouse.releases import Release, list_releases, require_release
from warehouse.settings import Settings, load_settings

pytestmark = pytest.mark.soak
START = "from orchestration.cli.app import main; main()"
SECONDS_FOR_A_COMMAND = 600


@dataclass(frozen=True)
class Upgrade:
    """A company that the previous version ran and this one ran again, beside one that only this version knows."""

    company: Settings
    landed: list[Batch]
    left: Release
    run: Any
    fresh: Release


class Previous:
    """The previous minor version, exported."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, config: Path, *arguments: str) -> None:
        """Run one of its commands; it must succeed."""
        command = [sys.executable, "-c", START, *arguments, "--config", str(config)]
        environment = {**os.environ, "PYTHONPATH": str(self.folder), "COLUMNS": "240"}
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=SECONDS_FOR_A_COMMAND
        )
        assert done.returncode == 0, done.stdout + done.stderr


def git(house: Path, *arguments: str) -> bytes:
    """Ask the history; where there is none the test says so and fails."""
    try:
        return subprocess.run(["git", *arguments], cwd=house, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", b"").decode().strip()
        pytest.fail(
            f"The previous version cannot be had without the history of this project ({said or error}). Clone it with "
            "its history (no archive, no --depth) to prove that data of the previous version can be used.",
            pytrace=False,
        )


def minor_of(text: str) -> tuple[int, int]:
    """Major and minor number in the text of a pyproject.toml."""
    major, minor, *_ = tomllib.loads(text)["project"]["version"].split(".")
    return int(major), int(minor)


def previous_commit(house: Path) -> str:
    """The newest commit that set the version to another minor one."""
    present = minor_of((house / "pyproject.toml").read_text(encoding="utf-8"))
    for commit in git(house, "log", "--format=%H", "-G^version = ", "--", "pyproject.toml").decode().split():
        if minor_of(git(house, "show", f"{commit}:pyproject.toml").decode()) != present:
            return commit
    pytest.fail(f"The history has no version before {present[0]}.{present[1]}: is the clone shallow?", pytrace=False)


@pytest.fixture(scope="module")
def previous(house: Path, tmp_path_factory: pytest.TempPathFactory) -> Previous:
    folder = tmp_path_factory.mktemp("previous")
    with tarfile.open(fileobj=io.BytesIO(git(house, "archive", previous_commit(house)))) as archive:
        archive.extractall(folder, filter="data")
    found = subprocess.run(
        [sys.executable, "-c", "import orchestration, warehouse as w; print(orchestration.__path__[0], w.__path__[0])"],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stdout.split() == [str(folder / "orchestration"), str(folder / "warehouse")]
    return Previous(folder)


@pytest.fixture(scope="module")
def crm(demo: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of a company of one source, the demo's CRM, on which nothing has run.

    Tables of settings that the previous version may not know are left out.
    """
    folder = tmp_path_factory.mktemp("crm")
    text = re.sub(r"^\[company\..*?\n(?=\n|\Z)", "", demo.config_file.read_text(encoding="utf-8"), flags=re.M | re.S)
    head, *blocks = re.split(r"(?=^\[\[source\]\])", text, flags=re.MULTILINE)
    [block] = [block for block in blocks if 'name = "crm"' in block]
    (folder / "entrepot.toml").write_text(head + block, encoding="utf-8")
    shutil.copytree(demo.data_dir / "extracts" / "crm", folder / "data" / "extracts" / "crm")
    return folder / "entrepot.toml"


@pytest.fixture(scope="module", params=["crm", "whole"])
def upgrade(
    request: pytest.FixtureRequest,
    previous: Previous,
    entrepot: Callable[..., Any],
    lanes: ThreadPoolExecutor,
    tmp_path_factory: pytest.TempPathFactory,
) -> Upgrade:
    """Run by the previous version, then by this one; and, at the same time, a fresh folder with the same extracts."""
    if request.param == "crm":
        config: Path = request.getfixturevalue("crm")
    else:
        config = tmp_path_factory.mktemp("whole") / "entrepot.toml"
        previous(config, "demo", "--scale", "0.01", "--faults", "0", "--joints", "0")
    beside = shutil.copytree(config.parent, tmp_path_factory.mktemp("fresh") / "company") / config.name
    fresh = lanes.submit(entrepot, beside, "run")
    previous(config, "run")
    company = load_settings(config)
    landed, left = list_batches(company), require_release(company)
    run = entrepot(company, "run")
    alone = fresh.result()
    assert alone.returncode == 0, alone.stdout + alone.stderr
    return Upgrade(company, landed, left, run, require_release(load_settings(beside)))


def test_the_first_run_after_an_upgrade_needs_no_hands(upgrade: Upgrade) -> None:
    assert upgrade.run.returncode == 0, upgrade.run.stdout + upgrade.run.stderr
    assert "published" in upgrade.run.stdout


def test_what_had_landed_is_still_there(upgrade: Upgrade) -> None:
    now = {batch.batch_id: batch for batch in list_batches(upgrade.company)}
    assert upgrade.landed
    for batch in upgrade.landed:
        assert (now[batch.batch_id].row_count, now[batch.batch_id].refused_count) == (
            batch.row_count,
            batch.refused_count,
        )
    known = {batch.table_name for batch in upgrade.landed}
    assert len([batch for batch in now.values() if batch.table_name in known]) == len(upgrade.landed)


def test_the_release_is_that_of_a_fresh_folder(upgrade: Upgrade) -> None:
    release = require_release(upgrade.company)
    assert release.id != upgrade.left.id
    assert release.tables == upgrade.fresh.tables
    assert release.personal_tables == upgrade.fresh.personal_tables
    assert release.manifest.batches == upgrade.fresh.manifest.batches


def test_the_release_of_the_previous_version_is_still_read_and_gone_back_to(
    upgrade: Upgrade, entrepot: Callable[..., Any]
) -> None:
    assert next(release.id for release in list_releases(upgrade.company)) == upgrade.left.id
    newer = require_release(upgrade.company)
    for target in (upgrade.left.id, newer.id):
        gone = entrepot(upgrade.company, "release", "rollback", target, "--reason", "trying it")
        assert gone.returncode == 0, gone.stderr
        assert require_release(upgrade.company).id == target

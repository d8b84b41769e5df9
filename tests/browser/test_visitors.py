"""Forty visitors for two minutes while releases are published: nothing fails, and each release shows within a minute.

Thirty-eight of them speak the browser's protocol with the server, two are Chromium, which look at one page and wait.
`ENTREPOT_TEST_COMPANY` names the configuration of a company that has a release, else a demo company is made.
"""

from __future__ import annotations

import os
import runpy
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from warehouse.releases import Release, require_release
from warehouse.releases.manifest import CURRENT, MANIFEST
from warehouse.settings import Settings, load_settings

VISITING = runpy.run_path(str(Path(__file__).with_name("visiting.py")))
BY_PROTOCOL, IN_BROWSERS = 38, 2
SECONDS, THINKING = 120, float(os.environ.get("ENTREPOT_TEST_THINKING", "15"))
BETWEEN_RELEASES, MOST_SECONDS_TO_SHOW = 35, 60


@pytest.fixture
def company(tmp_path: Path) -> Settings:
    """A copy of a company's current release, beside which others can be published."""
    made = os.environ.get("ENTREPOT_TEST_COMPANY")
    source = Path(made) if made else tmp_path / "made" / "entrepot.toml"
    if not made:
        program = str(Path(sys.executable).with_name("entrepot"))
        subprocess.run([program, "demo", "--scale", "0.05", "--config", str(source)], check=True)
        assert subprocess.run([program, "run", "--config", str(source)], check=False).returncode in (0, 2)
    settings = load_settings(source)
    release = require_release(settings)
    copy = tmp_path / "copy" / "entrepot.toml"
    copy.parent.mkdir()
    shutil.copy(source, copy)
    copied = load_settings(copy)
    shutil.copytree(release.folder, copied.releases_dir / release.id)
    (copied.releases_dir / CURRENT).symlink_to(release.id)
    return copied


def publish_again(settings: Settings, release: Release, number: int) -> str:
    """Publish the same figures as another release, as publishing does it: all is there before the link is switched."""
    other = f"{release.id[:-8]}{number:08x}"
    folder = settings.releases_dir / other
    shutil.copytree(release.folder, folder, copy_function=os.link, ignore=shutil.ignore_patterns(MANIFEST))
    text = (release.folder / MANIFEST).read_text(encoding="utf-8").replace(release.id, other)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    link = settings.releases_dir / ".next"
    link.symlink_to(other)
    link.replace(settings.releases_dir / CURRENT)
    return other


def memory(process: subprocess.Popen[bytes]) -> int:
    children = psutil.Process(process.pid).children(recursive=True)
    return sum(each.memory_info().rss for each in children)


def seconds_to_show(page: Page, release: str) -> float:
    started = time.monotonic()
    expect(page.locator(".banner")).to_contain_text(release, timeout=1000 * MOST_SECONDS_TO_SHOW)
    return time.monotonic() - started


@pytest.mark.soak
def test_forty_visitors_see_every_release_and_nothing_fails(
    company: Settings, browser: Browser, open_dashboards: Callable[..., AbstractContextManager[Any]]
) -> None:
    release, seen, shown, sizes = require_release(company), VISITING["Seen"](), [], []
    with open_dashboards(company.config_file) as server:
        idle = memory(server.process)
        pages = [browser.new_context(locale="en-GB").new_page() for _ in range(IN_BROWSERS)]
        for page in pages:
            page.goto(server.url)
            expect(page.locator(".banner")).to_contain_text(release.id, timeout=60_000)
        visitors = threading.Thread(
            target=VISITING["visit"], args=(server.url, BY_PROTOCOL, SECONDS, THINKING, seen), daemon=True
        )
        visitors.start()
        number = 0
        while visitors.is_alive():
            number += 1
            published = time.monotonic()
            name = publish_again(company, release, number)
            shown += [seconds_to_show(page, name) for page in pages]
            sizes.append(memory(server.process))
            visitors.join(max(1.0, BETWEEN_RELEASES - (time.monotonic() - published)))
        expect(pages[0].locator(".stException")).to_have_count(0)
    ranked = sorted(seen.seconds)
    sys.stdout.write(
        f"\n{BY_PROTOCOL} + {IN_BROWSERS} visitors, {SECONDS} s, thinking {THINKING:g} s: {len(ranked)} pages, median "
        f"{statistics.median(ranked):.2f} s, p95 {ranked[int(0.95 * len(ranked))]:.2f} s, worst {ranked[-1]:.2f} s, "
        f"{len(seen.errors)} errors; {number} releases, shown after {max(shown):.0f} s at most; memory "
        f"{idle / 2**20:.0f} MiB idle, {max(sizes) / 2**20:.0f} MiB at most\n"
    )
    assert seen.errors == []
    assert len(ranked) > BY_PROTOCOL

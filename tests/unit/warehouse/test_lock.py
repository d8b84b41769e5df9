from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from warehouse.errors import WarehouseBusyError
from warehouse.lock import run_lock
from warehouse.settings import Settings

HOLD = """
import os, sys, time
from pathlib import Path
from warehouse.lock import run_lock
from warehouse.settings import CompanySettings, Settings
company = CompanySettings(name="T", group_currency="EUR")
settings = Settings(config_file=Path("c"), company=company, data_dir=sys.argv[1])
with run_lock(settings):
    if os.fork() == 0:
        time.sleep(20)
        os._exit(0)
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_told_who_holds_the_lock(settings: Settings) -> None:
    with (
        run_lock(settings),
        pytest.raises(WarehouseBusyError, match=f"process {os.getpid()}, since"),
        run_lock(settings),
    ):
        pass
    with run_lock(settings):
        pass


def test_the_lock_ends_with_a_killed_process_and_not_with_its_forked_child(settings: Settings) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(settings.data_dir)], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        with pytest.raises(WarehouseBusyError, match=f"process {child.pid}.*kill {child.pid}"), run_lock(settings):
            pass
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        time.sleep(0.1)
        with run_lock(settings) as holder:
            assert holder.pid == os.getpid()
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        if child.stdout:
            child.stdout.close()


def test_whoever_holds_it_briefly_is_waited_for(settings: Settings) -> None:
    entered = threading.Event()

    def copy() -> None:
        with run_lock(settings, is_brief=True):
            entered.set()
            time.sleep(0.3)

    thread = threading.Thread(target=copy)
    thread.start()
    entered.wait()
    began = time.monotonic()
    with run_lock(settings) as holder:
        assert not holder.is_brief
        assert time.monotonic() - began > 0.1
    thread.join()


def test_the_lock_is_free_again_after_an_error(settings: Settings) -> None:
    with pytest.raises(ZeroDivisionError), run_lock(settings):
        _ = 1 / 0
    with run_lock(settings):
        pass


def test_a_run_that_is_refused_leaves_the_lock_with_its_holder(settings: Settings) -> None:
    with run_lock(settings):
        with pytest.raises(WarehouseBusyError), run_lock(settings):
            pass
        other = subprocess.run(
            [sys.executable, "-c", HOLD, str(settings.data_dir)], capture_output=True, text=True, check=False
        )
    assert f"process {os.getpid()}" in other.stderr

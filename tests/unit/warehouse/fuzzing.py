"""Runs statements as `entrepot query` does, each in a process of its own that was forked: `python fuzzing.py REQUEST`.

The request is JSON: database, statements or a seed and seconds, places, canary, wall_seconds. Says what was found, as
JSON: how many ran, how each ended, and those that ended as none may.
"""

from __future__ import annotations

import io
import json
import os
import random
import runpy
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import EntrepotError
from warehouse.query_child import QueryLimits, Request, _limit_process, answer

ATTACKS = runpy.run_path(str(Path(__file__).with_name("attacks.py")))
GRACE = 2
REFUSED, ANSWERED, LEAKED = 10, 11, 12
_ENDS = {REFUSED: "refused", ANSWERED: "answered", LEAKED: "leaked"}
_BY_LIMIT = (signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL)


def main() -> None:
    asked = json.loads(sys.argv[1])
    os.environ["ENTREPOT_TEST_CANARY"] = asked["canary"]
    ends: Counter[str] = Counter()
    bad = []
    for statement in statements(asked):
        started = time.monotonic()
        end = run(asked, statement)
        took = time.monotonic() - started
        ends[end] += 1
        if end not in ("refused", "answered", "limit") or took > asked["wall_seconds"] + 1 + GRACE:
            bad.append([end, round(took, 2), statement[:300]])
    sys.stdout.write(json.dumps({"count": sum(ends.values()), "ends": ends, "bad": bad[:20]}))


def statements(asked: dict[str, Any]) -> Iterator[str]:
    """Yield those that were given, or new ones until the time is over."""
    yield from asked.get("statements", ())
    chance, until = random.Random(asked.get("seed", 0)), time.monotonic() + asked.get("seconds", 0)
    while time.monotonic() < until:
        yield ATTACKS["placed"](ATTACKS["made"](chance), asked["places"])


def run(asked: dict[str, Any], statement: str) -> str:
    """Run a statement in a fork under its limits; return how that ended."""
    child = os.fork()
    if not child:
        os._exit(attempt(asked, statement))
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status))
        return "limit" if name in _BY_LIMIT else f"crashed by {name.name}"
    return _ENDS.get(os.WEXITSTATUS(status), f"exit code {os.WEXITSTATUS(status)}")


def attempt(asked: dict[str, Any], statement: str) -> int:
    limits = QueryLimits(wall_seconds=asked["wall_seconds"], memory_limit="256MB", rows=1000, bytes=1_000_000)
    _limit_process(limits)
    output = io.BytesIO()
    try:
        answer(Request(statement, asked["database"], "json", asked["spill"], limits), output)
    except (duckdb.Error, EntrepotError, MemoryError, UnicodeError, ValueError) as error:
        return LEAKED if asked["canary"] in str(error).replace(statement, "") else REFUSED
    return LEAKED if asked["canary"].encode() in output.getvalue() else ANSWERED


if __name__ == "__main__":
    main()

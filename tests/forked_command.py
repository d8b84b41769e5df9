"""The command in a process that was forked from one which has imported everything, so that a start costs nothing.

Run by `runpy` with `ARGUMENTS`, `STREAMS` (paths of the standard output and error), `ENVIRONMENT` and, where somebody
wants to know its processor time, `USED` (a path).
Belongs here: what a fork lacks that a started command has: a session, streams, an environment. Not here: when it is
killed (killing).
"""

import os
import sys
from pathlib import Path
from typing import Any

given: dict[str, Any] = globals()
os.setsid()
for standard, place in enumerate(given["STREAMS"], start=1):
    os.dup2(os.open(place, os.O_RDWR | os.O_APPEND), standard)
os.environ.update(given["ENVIRONMENT"])
sys.argv = ["entrepot", *given["ARGUMENTS"]]
# DuckDB takes a program without a file for somebody's session, and draws bars of progress into what it says.
sys.modules["__main__"].__file__ = str(Path(sys.executable).with_name("entrepot"))

from orchestration.cli.app import main  # noqa: E402 (only now is it the command's own)

try:
    main()
finally:
    if "USED" in given:
        Path(given["USED"]).write_text(str(sum(os.times()[:4])))

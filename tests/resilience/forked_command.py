"""The command in a process that was forked from one which has imported everything, so that a kill costs no start.

Run by `runpy` with `ARGUMENTS`, `TERMINAL` (a path) and `ENVIRONMENT`. Belongs here: what a fork lacks that a started
command has: a session, a terminal, an environment. Not here: when it is killed (killing).
"""

import os
import sys
from typing import Any

given: dict[str, Any] = globals()
os.setsid()
handle = os.open(given["TERMINAL"], os.O_RDWR)
for standard in (1, 2):
    os.dup2(handle, standard)
os.environ.update(given["ENVIRONMENT"])
sys.argv = ["entrepot", *given["ARGUMENTS"]]

from orchestration.cli.app import main  # noqa: E402 (only now is it the command's own)

main()

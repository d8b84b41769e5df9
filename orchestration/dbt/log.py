"""The log of what dbt did: `logs/dbt.log` beside the project, a line per node that began or ended and what went wrong.

Belongs here: writing that file. Not here: what a run tells people (reporter).

dbt's own file log words every event before it looks at its level; most are for debugging, some twenty per node.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

LARGEST_BYTES = 10_000_000
KEPT = 5
_LEVELS = {"info": logging.INFO, "warn": logging.WARNING, "error": logging.ERROR}


def log_of(folder: Path) -> Callable[[Any], None]:
    """Return what dbt shall call with each of its events (`EventMsg`); it writes those that are not for debugging."""
    logger = _logger(folder / "logs" / "dbt.log")

    def write(event: Any) -> None:
        level = _LEVELS.get(event.info.level)
        if level is not None:
            logger.log(level, event.info.msg)

    return write


def _logger(file: Path) -> logging.Logger:
    """The logger of that file alone, opened once in a process."""
    logger = logging.getLogger(f"entrepot.dbt.{file}")
    if not logger.handlers:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(file, maxBytes=LARGEST_BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s [%(levelname)-7s] %(message)s"))
        logger.addHandler(handler)
        logger.propagate = False
        logger.setLevel(logging.INFO)
    return logger

"""What the server of the pages was started with.

Belongs here: reading the arguments after `--`. Not here: the configuration itself (`warehouse.settings`).
"""

from __future__ import annotations

import argparse
from pathlib import Path


def config_argument(arguments: list[str]) -> Path | None:
    """Return the value of `--config` among the arguments after `--`; None if there is none."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--config", type=Path)
    config: Path | None = parser.parse_known_args(arguments)[0].config
    return config

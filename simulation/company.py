"""Writing the demo company: the world, its witnesses' extracts and the truth, all or nothing.

Belongs here: the order of writing, and the demo's configuration. Not here: any file's content.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from simulation.errors import DemoError
from simulation.folder import EXTRACTS, TRUTH, replace_company
from simulation.store import open_store
from simulation.truth import write_truth
from simulation.witnesses.hubspot import write_crm
from simulation.witnesses.odoo import write_odoo
from simulation.witnesses.shopify import write_shop
from simulation.witnesses.threepl import write_threepl
from simulation.witnesses.writing import Written
from simulation.world.build import World, build_world

_WITNESSES = {"shop": write_shop, "odoo": write_odoo, "crm": write_crm, "warehouse_3pl": write_threepl}
"""Writer of each source. The CRM comes after the shop and the ERP, to whose ids it points."""

_CONFIGURATION = """\
# The demo company, as `entrepot demo` wrote it. Copy this file and change it to connect your own systems.

# Everything that a run reads and writes lies here; relative to this file.
data_dir = "data"

[company]
name = "Maison Entrepôt"
group_currency = "EUR"  # amounts that end in _group are in this currency
calendar = "iso"        # weeks begin on Monday

# One block per running system. `name` is yours, `vendor` says which contracts its files must keep,
# `systems` what it is to the company, and `path` where its extracts arrive.

[[source]]
name = "shop"
vendor = "shopify"
systems = ["storefront"]
path = "data/extracts/shop"

[[source]]
name = "crm"
vendor = "hubspot"
systems = ["crm"]
path = "data/extracts/crm"

[[source]]
name = "odoo"
vendor = "odoo"
systems = ["erp", "scm"]
path = "data/extracts/odoo"

[[source]]
name = "warehouse_3pl"
vendor = "threepl"
systems = ["scm"]
path = "data/extracts/warehouse_3pl"
"""


@dataclass(frozen=True)
class CompanySummary:
    """What was written.

    Attributes:
        folder: The data folder.
        files: Every file of extracts and truth.
        rows: Rows or lines of all extracts per source.
    """

    folder: Path
    files: tuple[Path, ...]
    rows: dict[str, int]


def write_company(folder: Path, *, seed: int = 7, scale: float = 1.0) -> CompanySummary:
    """Write the demo company to `folder/extracts/<source>/` and what is true of it to `folder/truth/`.

    The same seed and scale give the same bytes. A company that the demo wrote there before is replaced in one go.

    Args:
        folder: The data folder.
        seed: Any whole number from 0.
        scale: Multiplies the shop's orders and persons; 1 is about 20,000 orders over two years.

    Raises:
        DemoError: Seed or scale make no sense, or the folder holds extracts of somebody else.
    """
    if seed < 0:
        raise DemoError(f"the seed is {seed}.", todo="Give a whole number from 0.")
    if not (math.isfinite(scale) and scale > 0):
        raise DemoError(f"the scale is {scale}.", todo="Give a number above 0.")
    return replace_company(folder, lambda aside: _write(aside, folder, build_world(seed, scale)))


def demo_configuration() -> str:
    """Return the text of the demo's `entrepot.toml`."""
    return _CONFIGURATION


def _write(aside: Path, folder: Path, world: World) -> CompanySummary:
    """Write all files below `aside` and name them as they will stand below `folder`."""
    with open_store(world) as connection:
        written: dict[str, list[Written]] = {
            source: write(connection, aside / EXTRACTS / source) for source, write in _WITNESSES.items()
        }
        truth = write_truth(connection, world, aside / TRUTH)
    paths = [file.path for files in written.values() for file in files] + truth
    rows = {source: sum(file.rows for file in files) for source, files in written.items()}
    return CompanySummary(folder, tuple(sorted(folder / path.relative_to(aside) for path in paths)), rows)

"""The register of a vendor, worked out once for as long as contracts, staging and the canonical contract stay the same.

Belongs here: remembering it below `work/`, where it may be deleted. Not here: what it says (register).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from ingestion.contract.canonical_models import canonical_files
from ingestion.contract.document import SourceTable, load_vendor
from orchestration.dbt.assembly import OWN_PROJECT, staging_folder
from orchestration.purpose.canonical import canonical_columns
from orchestration.purpose.purposes import ColumnPurpose, VendorPurpose
from warehouse.files import write_whole
from warehouse.settings import Settings

_MACROS = OWN_PROJECT / "macros"
_OF_HOUSE = (*sorted(Path(__file__).parent.glob("*.py")), *sorted(_MACROS.glob("*.sql")))
"""Files that decide what a register says, besides the contracts, the staging models and the canonical contract."""


def purpose_of(settings: Settings, vendor: str) -> VendorPurpose | None:
    """Return the register of a vendor; None where it has no staging models yet, so that nobody knows.

    Raises:
        ContractError: There is no such vendor, or one of its contracts is wrong.
    """
    folder = staging_folder(settings, vendor)
    if folder is None:
        return None
    tables, models = load_vendor(vendor, settings), sorted(folder.glob("stg_*__*.sql"))
    state = _state(tables, models)
    remembered = settings.work_dir / "purpose" / f"{vendor}.json"
    found = _remembered(remembered, state)
    if found is None:
        found = _worked_out(vendor, tables, models)
        remembered.parent.mkdir(parents=True, exist_ok=True)
        write_whole(remembered, json.dumps({"state": state, "purpose": asdict(found)}))
    return found


def _worked_out(vendor: str, tables: Sequence[SourceTable], models: Sequence[Path]) -> VendorPurpose:
    """Read the models; what that takes is only loaded when something has changed."""
    from orchestration.purpose.register import vendor_register

    texts = {path.stem: path.read_text(encoding="utf-8") for path in models}
    return vendor_register(vendor, tables, texts, _house_renderer(), canonical_columns())


@cache
def _house_renderer() -> Callable[[str], str]:
    from orchestration.purpose.rendering import renderer

    return renderer(_MACROS.glob("*.sql"))


def _state(tables: Sequence[SourceTable], models: Sequence[Path]) -> str:
    digest = hashlib.sha256("".join(table.content_hash for table in tables).encode())
    for path in (*_OF_HOUSE, *canonical_files(), *models):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _remembered(path: Path, state: str) -> VendorPurpose | None:
    """What was worked out before, if it was of this state and can be read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return _purpose(content["purpose"]) if content["state"] == state else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _purpose(content: dict[str, Any]) -> VendorPurpose:
    columns = (ColumnPurpose(**{key: _tupled(value) for key, value in item.items()}) for item in content["columns"])
    return VendorPurpose(
        content["vendor"],
        tuple(columns),
        {name: tuple(places) for name, places in content["fills"].items()},
        tuple(content["entities"]),
        tuple(content["complaints"]),
    )


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value

"""What Dagster loads: the definitions of the configuration that `ENTREPOT_CONFIG` names."""

import dagster as dg

from orchestration.build import build_definitions
from warehouse.settings import load_settings


@dg.definitions
def definitions() -> dg.Definitions:
    """Build the definitions when they are asked for, not when this file is imported."""
    return build_definitions(load_settings())

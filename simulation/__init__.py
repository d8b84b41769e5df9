"""A known-truth company that writes extracts in real vendors' formats.

Belongs here: the world, its witnesses and what is true of it. Not here: anything that reads a warehouse or a release.
"""

from simulation.company import CompanySummary, demo_configuration, write_company
from simulation.errors import DemoError

__all__ = ["CompanySummary", "DemoError", "demo_configuration", "write_company"]

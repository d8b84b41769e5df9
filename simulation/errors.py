"""What can go wrong when the demo company is asked for.

Belongs here: the package's error. Not here: errors of the warehouse.
"""

from __future__ import annotations

from warehouse.errors import EntrepotError


class DemoError(EntrepotError):
    """The demo company cannot be written as asked, or not there."""

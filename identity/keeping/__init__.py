"""Keys that are given once and kept, and what became of them.

`load_issued` reads what was given from the landing, `issue_keys` carries it over to the groups of a run and gives what
is new, for one kind of entity at a time, `keep_issued` lands what changed. A run within the day issues nothing.
"""

from identity.keeping.issuing import KeyReport, issue_keys
from identity.keeping.shapes import GROUPED, KEYED
from identity.keeping.store import keep_issued, load_issued

__all__ = ["GROUPED", "KEYED", "KeyReport", "issue_keys", "keep_issued", "load_issued"]

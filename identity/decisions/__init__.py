"""What stewards decided about records: two are one, two are not, or two are rightly as they are.

`record` and `undo` write to the ledger, `standing_decisions` reads what holds, `write_decisions` hands it to a run. A
decision names records of sources, never keys, so it outlives another clustering, another model and another export.
"""

from identity.decisions.decision import (
    CANNOT_LINK,
    CONFIRM,
    KINDS,
    MUST_LINK,
    Decision,
    DecisionError,
    Record,
    StandingDecision,
)
from identity.decisions.entering import record, undo
from identity.decisions.standing import standing_decisions
from identity.decisions.tables import party_types, write_decisions

__all__ = [
    "CANNOT_LINK",
    "CONFIRM",
    "KINDS",
    "MUST_LINK",
    "Decision",
    "DecisionError",
    "Record",
    "StandingDecision",
    "party_types",
    "record",
    "standing_decisions",
    "undo",
    "write_decisions",
]

"""What a column is for, as values that cost nothing to import.

Belongs here: the shape of the register. Not here: how it comes about (register) and how it is remembered (memory).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ColumnPurpose:
    """One column of a source table and what it is for.

    Attributes:
        feeds: Canonical columns that it is part of, as `sales_order.total_amount`.
        questions: Those that these serve, in the order of the canonical contract.
        technical: What the machinery needs it for: `key`, `relation`, `clock`, `control`, `filter`, `deletion`, `rule`.
        kept_by: Who wants it to land all the same.
        kept_reason: Why.
    """

    vendor: str
    table: str
    column: str
    is_personal: bool
    feeds: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    technical: tuple[str, ...] = ()
    kept_by: str | None = None
    kept_reason: str | None = None

    @property
    def purpose(self) -> str:
        """`question`, else `technical`, else `kept`, else `none`."""
        kinds = {"question": self.questions, "technical": self.technical, "kept": self.kept_by}
        return next((kind for kind, is_so in kinds.items() if is_so), "none")

    @property
    def lands(self) -> bool:
        """It is landed."""
        return self.purpose != "none"


@dataclass(frozen=True)
class VendorPurpose:
    """The register of one vendor.

    Attributes:
        fills: By canonical column that its staging fills (`sales_order.total_amount`) the source columns that it is
            made of (`orders.total`); none for a constant.
        entities: The entities that it feeds.
        complaints: Models that read what no contract names, or that cannot be followed.
    """

    vendor: str
    columns: tuple[ColumnPurpose, ...] = ()
    fills: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    entities: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()

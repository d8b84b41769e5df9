"""Of which entities the versions are kept, and what of a row counts as another version of it.

A history costs a table and a comparison, so only what answers a question has one: who customers were, what goods cost
and sold for, on which terms suppliers deliver, what was promised, and what was sold.

Belongs here: names of entities and columns. Not here: how versions are found (versions).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_MONEY = "decimal(18, 4)"
_PERIOD = {"valid_from_date": "date", "valid_to_date": "date"}
_PARTY = (
    "party_type", "full_name", "given_name", "family_name", "organisation_name", "email", "phone", "tax_id", "street",
    "city", "postal_code", "country_code", "language_code", "parent_party_record_id",
)  # fmt: skip


@dataclass(frozen=True)
class Versioned:
    """An entity whose versions are kept.

    Attributes:
        entity: Canonical entity whose staging models are asked.
        key: Column that names a row within its source.
        compared: Columns that make another version when they change, with their types.
        carried: Columns that are kept beside them.
        follows_clock: A later change moment that the source itself tells is another version too.
    """

    entity: str
    key: str
    compared: Mapping[str, str]
    carried: Mapping[str, str] = field(default_factory=lambda: {"updated_at": "timestamp"})
    follows_clock: bool = False

    @property
    def table(self) -> str:
        """Where the versions stand."""
        return f"run.{self.entity.removesuffix('_record')}_version"

    @property
    def types(self) -> dict[str, str]:
        """Every column of that table."""
        named = {"source_name": "varchar", self.key: "varchar", **self.compared, "is_deleted": "boolean"}
        return {**named, **self.carried, "extracted_at": "timestamp"}


VERSIONED: Sequence[Versioned] = (
    Versioned(
        "party_record",
        "party_record_id",
        dict.fromkeys(_PARTY, "varchar"),
        {"created_at": "timestamp", "updated_at": "timestamp"},
        follows_clock=True,
    ),
    Versioned(
        "product_cost",
        "product_cost_id",
        {
            "product_variant_id": "varchar",
            "cost_type": "varchar",
            "currency_code": "varchar",
            "unit_cost_amount": _MONEY,
        }
        | _PERIOD,
    ),
    Versioned(
        "price",
        "price_id",
        dict.fromkeys(("product_variant_id", "price_type", "country_code", "currency_code"), "varchar")
        | {"price_amount": _MONEY}
        | _PERIOD,
    ),
    Versioned(
        "supplier_item",
        "supplier_item_id",
        dict.fromkeys(("supplier_id", "product_id", "product_variant_id", "currency_code"), "varchar")
        | dict.fromkeys(("minimum_order_qty", "minimum_step_qty", "pack_qty", "unit_price_amount"), _MONEY)
        | {"lead_time_days": "integer"}
        | _PERIOD,
    ),
    Versioned(
        "purchase_order_line",
        "purchase_order_line_id",
        {"purchase_order_id": "varchar", "product_variant_id": "varchar", "order_date": "date"}
        | {
            "requested_date": "date",
            "promised_date": "date",
            "ordered_qty": _MONEY,
            "currency_code": "varchar",
            "unit_price_amount": _MONEY,
        },
    ),
    Versioned("fulfillment", "fulfillment_id", {"sales_order_id": "varchar", "promised_at": "timestamp"}),
    Versioned(
        "sales_order",
        "sales_order_id",
        {"order_date": "date", "ship_country_code": "varchar", "order_type": "varchar", "is_test": "boolean"}
        | {"cancelled_at": "timestamp"},
    ),
    Versioned(
        "sales_order_line",
        "sales_order_line_id",
        {"sales_order_id": "varchar", "order_date": "date", "currency_code": "varchar"}
        | dict.fromkeys(("ordered_qty", "gross_amount", "discount_amount", "net_amount"), _MONEY),
    ),
)

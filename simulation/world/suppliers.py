"""Whom the company buys from: makers of garments and weavers of fabric.

Belongs here: the fixed facts of suppliers. Not here: what they deliver.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from simulation.world.arrays import Bools, Columns, Floats, Ints, Texts
from simulation.world.markets import CURRENCY_CODES


@dataclass(frozen=True)
class Supplier:
    """A supplier and how it delivers.

    `lead_days` from order to the gate of our warehouse, `spread` the relative spread of that time, `late` the share of
    orders that are late, `rejected` the share of units that are refused, `smallest` the least quantity of an order
    line, `incoterm` where its duty ends, `has_twin` whether the ERP knows it twice.
    """

    name: str
    country: str
    city: str
    currency: str
    tax_id: str
    lead_days: int
    spread: float
    late: float
    rejected: float
    smallest: int
    incoterm: str
    duty: float
    notices: str
    has_twin: bool = False


SUPPLIERS = (
    Supplier("Confeções Minho Lda", "PT", "Braga", "EUR", "PT501234567",
             42, 0.12, 0.09, 0.015, 40, "DAP", 0.0, "csv"),
    Supplier("Sartoria Adriatica S.p.A.", "IT", "Ancona", "EUR", "IT01234567890",
             45, 0.14, 0.11, 0.01, 30, "DAP", 0.0, "csv"),
    Supplier("Bursa Tekstil A.Ş.", "TR", "Bursa", "EUR", "TR1234567890",
             35, 0.2, 0.14, 0.025, 60, "FCA", 0.0, "csv", True),
    Supplier("Carpathia Garments SRL", "RO", "Cluj", "EUR", "RO18547290",
             38, 0.16, 0.12, 0.02, 50, "DAP", 0.0, "csv"),
    Supplier("Atelier Casablanca SARL", "MA", "Casablanca", "EUR", "MA001524367000082",
             33, 0.2, 0.15, 0.02, 40, "FCA", 0.0, "csv"),
    Supplier("Hangzhou Yunfeng Apparel Co., Ltd.", "CN", "Hangzhou", "USD", "91330100MA27WXYZ1A",
             72, 0.22, 0.175, 0.03, 100, "FOB", 0.12, "gbk"),
    Supplier("Dhaka Knit Composite Ltd.", "BD", "Dhaka", "USD", "BIN-000123456-0101",
             80, 0.26, 0.21, 0.035, 120, "FOB", 0.0, "csv"),
    Supplier("Jaipur Block Print Exports", "IN", "Jaipur", "USD", "08AABCJ1234K1Z5",
             68, 0.24, 0.19, 0.03, 60, "FOB", 0.096, "csv"),
    Supplier("Saigon Stitch JSC", "VN", "Ho Chi Minh City", "USD", "0312345678",
             70, 0.18, 0.13, 0.02, 80, "FOB", 0.08, "xlsx"),
    Supplier("Łódź Konfekcja Sp. z o.o.", "PL", "Łódź", "EUR", "PL7251234567",
             30, 0.1, 0.075, 0.01, 30, "DAP", 0.0, "csv"),
    Supplier("Tessitura Bianchi S.p.A.", "IT", "Prato", "EUR", "IT09876543210",
             40, 0.15, 0.1, 0.01, 100, "DAP", 0.0, "csv", True),
    Supplier("Filature du Nord SAS", "FR", "Roubaix", "EUR", "FR40303265045",
             28, 0.1, 0.08, 0.01, 100, "DAP", 0.0, "csv"),
    Supplier("Denizli Dokuma A.Ş.", "TR", "Denizli", "EUR", "TR9876543210",
             36, 0.2, 0.15, 0.02, 150, "FCA", 0.0, "csv"),
    Supplier("Suzhou Silk Mill Co., Ltd.", "CN", "Suzhou", "USD", "91320500MA1QABCD2B",
             60, 0.2, 0.165, 0.025, 150, "FOB", 0.08, "gbk"),
    Supplier("Otsu Denim Works K.K.", "JP", "Otsu", "USD", "T1234567890123",
             55, 0.12, 0.06, 0.005, 100, "FOB", 0.08, "xlsx"),
)  # fmt: skip
GARMENT_MAKERS = 10
"""The first ones sew garments, the rest weave fabric."""
OUR_WORKSHOP_DAYS = 75
"""How long the planners expect our own workshop to need, the fabric's way to it included."""


@dataclass(frozen=True)
class SupplierTable(Columns):
    """One row per supplier."""

    name: Texts
    country: Texts
    city: Texts
    currency: Ints
    tax_id: Texts
    lead_days: Ints
    spread: Floats
    late: Floats
    rejected: Floats
    smallest: Ints
    incoterm: Texts
    duty: Floats
    notices: Texts
    has_twin: Bools


def supplier_table() -> SupplierTable:
    """Return the suppliers as columns."""
    columns = {field.name: np.array([getattr(one, field.name) for one in SUPPLIERS]) for field in fields(Supplier)}
    columns["currency"] = np.array([CURRENCY_CODES.index(code) for code in columns["currency"].tolist()])
    return SupplierTable(**columns)


def is_garment_maker(supplier: Ints) -> Bools:
    """Tell makers of garments from weavers."""
    return np.asarray((supplier >= 0) & (supplier < GARMENT_MAKERS))

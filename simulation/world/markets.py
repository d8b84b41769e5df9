"""Where the company sells, in which currency, and from which warehouse.

Belongs here: the fixed facts of markets, currencies and warehouses. Not here: daily rates or demand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.world.arrays import Floats, Ints


@dataclass(frozen=True)
class Currency:
    """A currency in use; `per_euro` is its rate at the start, `swing` the daily spread of its rate."""

    code: str
    digits: int
    per_euro: float
    swing: float


@dataclass(frozen=True)
class Warehouse:
    """A place that holds finished goods; the last one is the company's own, the others are the 3PL's."""

    code: str
    name: str
    country: str
    odoo_id: int
    odoo_name: str


@dataclass(frozen=True)
class Market:
    """A country the shop sells to. Money is in minor units of its currency, tax in hundredths of a per cent."""

    code: str
    currency: str
    share: float
    tax_rate: int
    shipping: int
    free_from: int
    price_factor: float
    price_step: int
    warehouse: int
    zone_hours: int
    transit_days: tuple[int, int]
    gateways: tuple[str, str, str]
    carriers: tuple[str, str]
    dialling_code: str
    pool: str
    is_gulf: bool = False


CURRENCIES = (
    Currency("EUR", 2, 1.0, 0.0),
    Currency("USD", 2, 1.0950, 0.0042),
    Currency("GBP", 2, 0.8660, 0.0030),
    Currency("PLN", 2, 4.3400, 0.0034),
    Currency("AED", 2, 4.0214, 0.0),
    Currency("SAR", 2, 4.1063, 0.0),
    Currency("KWD", 3, 0.3365, 0.0),
)

WAREHOUSES = (
    Warehouse("LIL1", "Lille fulfilment centre", "FR", 12, "3PL/Lille/Stock"),
    Warehouse("EWR1", "Newark fulfilment center", "US", 13, "3PL/Newark/Stock"),
    Warehouse("DXB1", "Dubai fulfilment centre", "AE", 14, "3PL/Dubai/Stock"),
    Warehouse("PAR", "Paris own warehouse", "FR", 8, "PAR/Stock"),
)
OWN_WAREHOUSE = 3

MARKETS = (
    Market("US", "USD", 0.26, 700, 995, 15000, 1.12, 100, 1, -5, (2, 6), ("shopify_payments", "paypal", "affirm"),
           ("UPS", "USPS"), "+1", "en"),
    Market("GB", "GBP", 0.16, 2000, 595, 12000, 0.88, 100, 0, 0, (2, 5), ("shopify_payments", "paypal", "klarna"),
           ("DPD", "Royal Mail"), "+44", "en"),
    Market("DE", "EUR", 0.15, 1900, 490, 10000, 1.0, 100, 0, 1, (1, 4), ("klarna", "paypal", "shopify_payments"),
           ("DHL", "DPD"), "+49", "de"),
    Market("FR", "EUR", 0.14, 2000, 490, 10000, 1.0, 100, 0, 1, (1, 3), ("shopify_payments", "paypal", "alma"),
           ("Colissimo", "Chronopost"), "+33", "fr"),
    Market("ES", "EUR", 0.08, 2100, 590, 10000, 0.96, 100, 0, 1, (2, 5), ("shopify_payments", "paypal", "bizum"),
           ("SEUR", "Correos"), "+34", "es"),
    Market("PL", "PLN", 0.07, 2300, 1990, 45000, 4.2, 500, 0, 1, (2, 5), ("przelewy24", "blik", "paypal"),
           ("InPost", "DPD"), "+48", "pl"),
    Market("AE", "AED", 0.06, 500, 2500, 40000, 4.2, 500, 2, 4, (1, 3), ("checkout_com", "tabby", "shopify_payments"),
           ("Aramex", "DHL"), "+971", "ar", True),
    Market("SA", "SAR", 0.05, 1500, 3000, 45000, 4.3, 500, 2, 3, (2, 6), ("mada", "tabby", "tamara"),
           ("Aramex", "SMSA"), "+966", "ar", True),
    Market("KW", "KWD", 0.03, 0, 2500, 40000, 0.35, 250, 2, 3, (2, 5), ("knet", "checkout_com", "tabby"),
           ("Aramex", "DHL"), "+965", "ar", True),
)  # fmt: skip

CURRENCY_CODES = tuple(currency.code for currency in CURRENCIES)
MARKET_CURRENCY: Ints = np.array([CURRENCY_CODES.index(market.currency) for market in MARKETS])
MARKET_WAREHOUSE: Ints = np.array([market.warehouse for market in MARKETS])
MARKET_SHARE: Floats = np.array([market.share for market in MARKETS])
CURRENCY_DIGITS: Ints = np.array([currency.digits for currency in CURRENCIES])

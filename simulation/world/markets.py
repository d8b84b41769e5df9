"""Where the company sells, in which currency, through which shop, and from which place.

Belongs here: the fixed facts of markets, currencies, places and shops. Not here: daily rates or demand.
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
class Place:
    """A place that holds finished goods.

    `transit_days` is how long a transfer from the own warehouse needs, `zone` the zone in which the place writes its
    times, `owner` 0 for the French company and 1 for the American one.
    """

    code: str
    name: str
    country: str
    kind: str
    zone: str
    transit_days: int
    owner: int


@dataclass(frozen=True)
class Shop:
    """A web shop: its own customers, numbers and currency."""

    name: str
    currency: str
    zone: str
    order_prefix: str


@dataclass(frozen=True)
class Market:
    """A country that is sold to.

    Money is in minor units of its currency, `tax_rate` in hundredths of a per cent; `has_tax_inside` tells whether
    prices contain the tax. `shares` are those of the web shop, its app and the marketplace.
    """

    code: str
    currency: str
    share: float
    tax_rate: int
    has_tax_inside: bool
    shipping: int
    free_from: int
    price_factor: float
    price_step: int
    place: int
    shop: int
    zone: str
    transit_days: tuple[int, int]
    shares: tuple[float, float, float]
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
EUR, USD = 0, 1

PLACES = (
    Place("LIL1", "Lille fulfilment centre", "FR", "3pl", "Europe/Paris", 2, 0),
    Place("EWR1", "Newark fulfilment center", "US", "3pl", "America/New_York", 12, 1),
    Place("DXB1", "Dubai fulfilment centre", "AE", "3pl", "Asia/Dubai", 9, 0),
    Place("PAR", "Paris own warehouse", "FR", "own", "Europe/Paris", 0, 0),
    Place("OUT", "Outlet La Vallée", "FR", "store", "Europe/Paris", 1, 0),
    Place("MKT", "Marketplace centre Leipzig", "DE", "consigned", "Europe/Berlin", 4, 0),
)
OWN, OUTLET, CONSIGNED = 3, 4, 5

SHOPS = (
    Shop("shop_eu", "EUR", "Europe/Paris", "#"),
    Shop("shop_us", "USD", "America/New_York", "US-"),
)

WEB, APP, MARKETPLACE, STORE = range(4)
CHANNELS = ("web", "app", "marketplace", "store")

_FRANCE = 3
_EU = (0.56, 0.26, 0.18)
_OVERSEAS = (0.62, 0.38, 0.0)
MARKETS = (
    Market("US", "USD", 0.26, 700, False, 995, 15000, 1.12, 100, 1, 1, "America/New_York", (2, 6), _OVERSEAS,
           ("shopify_payments", "paypal", "affirm"), ("UPS", "USPS"), "+1", "en"),
    Market("GB", "GBP", 0.16, 2000, True, 595, 12000, 1.02, 100, 0, 0, "Europe/London", (2, 5), (0.6, 0.28, 0.12),
           ("shopify_payments", "paypal", "klarna"), ("DPD", "Royal Mail"), "+44", "en"),
    Market("DE", "EUR", 0.15, 1900, True, 490, 10000, 1.18, 100, 0, 0, "Europe/Berlin", (1, 4), (0.44, 0.22, 0.34),
           ("klarna", "paypal", "shopify_payments"), ("DHL", "DPD"), "+49", "de"),
    Market("FR", "EUR", 0.14, 2000, True, 490, 10000, 1.18, 100, 0, 0, "Europe/Paris", (1, 3), _EU,
           ("shopify_payments", "paypal", "alma"), ("Colissimo", "Chronopost"), "+33", "fr"),
    Market("ES", "EUR", 0.08, 2100, True, 590, 10000, 1.14, 100, 0, 0, "Europe/Madrid", (2, 5), _EU,
           ("shopify_payments", "paypal", "bizum"), ("SEUR", "Correos"), "+34", "es"),
    Market("PL", "PLN", 0.07, 2300, True, 1990, 45000, 4.9, 500, 0, 0, "Europe/Warsaw", (2, 5), _EU,
           ("przelewy24", "blik", "paypal"), ("InPost", "DPD"), "+48", "pl"),
    Market("AE", "AED", 0.06, 500, True, 2500, 40000, 4.4, 500, 2, 1, "Asia/Dubai", (1, 3), _OVERSEAS,
           ("checkout_com", "tabby", "shopify_payments"), ("Aramex", "DHL"), "+971", "ar", True),
    Market("SA", "SAR", 0.05, 1500, True, 3000, 45000, 4.8, 500, 2, 1, "Asia/Riyadh", (2, 6), _OVERSEAS,
           ("mada", "tabby", "tamara"), ("Aramex", "SMSA"), "+966", "ar", True),
    Market("KW", "KWD", 0.03, 0, True, 2500, 40000, 0.35, 250, 2, 1, "Asia/Kuwait", (2, 5), _OVERSEAS,
           ("knet", "checkout_com", "tabby"), ("Aramex", "DHL"), "+965", "ar", True),
)  # fmt: skip
HOME_MARKET = _FRANCE
CASH_ON_DELIVERY = 3
"""Number of the payment method after the market's three gateways."""

CURRENCY_CODES = tuple(currency.code for currency in CURRENCIES)
CURRENCY_DIGITS: Ints = np.array([currency.digits for currency in CURRENCIES])
MARKET_CURRENCY: Ints = np.array([CURRENCY_CODES.index(market.currency) for market in MARKETS])
MARKET_PLACE: Ints = np.array([market.place for market in MARKETS])
MARKET_SHOP: Ints = np.array([market.shop for market in MARKETS])
MARKET_SHARE: Floats = np.array([market.share for market in MARKETS])
MARKET_TAX: Ints = np.array([market.tax_rate for market in MARKETS])
MARKET_HAS_TAX_INSIDE = np.array([market.has_tax_inside for market in MARKETS])
MARKET_IS_GULF = np.array([market.is_gulf for market in MARKETS])
CHANNEL_SHARES: Floats = np.array([market.shares for market in MARKETS])
SHOP_CURRENCY: Ints = np.array([CURRENCY_CODES.index(shop.currency) for shop in SHOPS])


def place_of(market: Ints, channel: Ints) -> Ints:
    """Return the place that serves each market through each channel."""
    served: Ints = np.where(channel == STORE, OUTLET, np.where(channel == MARKETPLACE, CONSIGNED, MARKET_PLACE[market]))
    return served

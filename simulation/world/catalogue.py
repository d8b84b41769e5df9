"""What the company makes: styles, colours, sizes, fabrics and how they go together.

Belongs here: goods, their prices, costs and life cycles. Not here: who buys them or where they lie.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.world.arrays import Columns, Floats, Ints, Texts, stream
from simulation.world.calendar import WEEKS, month_of
from simulation.world.markets import MARKETS
from simulation.world.names import STYLE_NAMES, words


@dataclass(frozen=True)
class Category:
    """A kind of goods; `warmth` is -1 for summer, 1 for winter, `returned` the share of units that come back."""

    name: str
    code: str
    styles: int
    price: int
    warmth: float
    returned: float
    sizes: tuple[str, ...]
    metres: int


_APPAREL = ("XS", "S", "M", "L", "XL")
CATEGORIES = (
    Category("Dresses", "DR", 14, 139, -0.7, 0.31, _APPAREL, 260),
    Category("Tops", "TO", 12, 69, -0.3, 0.21, _APPAREL, 140),
    Category("Knitwear", "KN", 8, 119, 0.9, 0.2, _APPAREL, 170),
    Category("Trousers", "TR", 7, 109, 0.1, 0.28, ("34", "36", "38", "40", "42"), 190),
    Category("Skirts", "SK", 5, 89, -0.4, 0.22, _APPAREL, 150),
    Category("Outerwear", "OU", 5, 249, 1.2, 0.24, _APPAREL, 310),
    Category("Shoes", "SH", 3, 159, 0.0, 0.27, ("36", "37", "38", "39", "40", "41"), 45),
    Category("Bags", "BA", 3, 179, 0.0, 0.08, ("ONE",), 80),
    Category("Scarves", "SC", 3, 59, 0.6, 0.06, ("ONE",), 110),
)
SEASONS = ("CORE", "AW23", "SS24", "AW24", "SS25", "AW25")
_SEASON_STYLES = (20, 6, 9, 9, 8, 8)
_SEASON_LAUNCH = (-120, -130, 22, 205, 385, 565)
_COLOURS_PER_STYLE = (2, 1, 2, 2, 2, 1, 2, 2, 3, 1)
MAX_COLOURS = 3
MAX_SIZES = 6
COLOURS = words("Black Ivory Navy Camel Rose Sage Terracotta Cobalt Burgundy Lilac Sand Emerald Charcoal Ecru")
COLOUR_CODES = words("BLK IVO NVY CAM ROS SAG TER COB BUR LIL SND EME CHA ECR")
_FABRICS = words(
    "Viscose_twill Merino_jersey Cotton_poplin Silk_crêpe Linen_canvas Wool_flannel Tencel_sateen Cashmere_knit "
    "Denim_12oz Nappa_leather"
)
FABRIC_COUNT = 30
SUPPLIERS_OF_GARMENTS = 10
"""Suppliers 0..9 sew, the rest weave."""


@dataclass(frozen=True)
class Styles(Columns):
    """One row per style, in the order of launch; money in euro cents, `launch` and `finish` in days."""

    code: Texts
    name: Texts
    category: Ints
    season: Ints
    launch: Ints
    finish: Ints
    colours: Ints
    sizes: Ints
    first_variant: Ints
    price: Ints
    cost: Ints
    supplier: Ints


@dataclass(frozen=True)
class Variants(Columns):
    """One row per SKU; `barcode` is the first twelve digits of its EAN-13."""

    style: Ints
    colour: Ints
    size: Ints
    sku: Texts
    barcode: Ints
    colour_name: Texts
    size_code: Texts


@dataclass(frozen=True)
class Fabrics(Columns):
    """One row per fabric, bought by the metre; cost in euro cents."""

    code: Texts
    name: Texts
    cost: Ints
    supplier: Ints


@dataclass(frozen=True)
class MaterialLines(Columns):
    """One row per SKU and fabric; `metres` in hundredths."""

    variant: Ints
    fabric: Ints
    metres: Ints


@dataclass(frozen=True)
class Catalogue:
    """All goods. `market_price` is in minor units, shape (styles, markets); `appeal` has shape (weeks, styles)."""

    styles: Styles
    variants: Variants
    fabrics: Fabrics
    bills: MaterialLines
    market_price: Ints
    appeal: Floats


def build_catalogue(seed: int, suppliers: int) -> Catalogue:
    """Make every style, SKU, fabric and bill of material.

    Args:
        seed: Seed of the world.
        suppliers: Number of suppliers; the first SUPPLIERS_OF_GARMENTS sew, the others weave.
    """
    rng = stream(seed, "catalogue")
    styles = _styles(rng)
    variants, palette = _variants(styles, rng)
    fabrics = _fabrics(rng, suppliers)
    return Catalogue(
        styles, variants, fabrics, _bills(rng, styles, variants, palette), _prices(styles), _appeal(rng, styles)
    )


def _styles(rng: np.random.Generator) -> Styles:
    season = np.repeat(np.arange(len(SEASONS)), _SEASON_STYLES)
    category = rng.permutation(np.repeat(np.arange(len(CATEGORIES)), [kind.styles for kind in CATEGORIES]))
    count = len(season)
    launch = np.array(_SEASON_LAUNCH)[season] + 7 * rng.integers(0, 8, count)
    price = (
        np.rint(np.array([kind.price for kind in CATEGORIES])[category] * rng.lognormal(0, 0.22, count) / 10) * 10 - 1
    )
    colours = np.resize(_COLOURS_PER_STYLE, count)
    sizes = np.array([len(kind.sizes) for kind in CATEGORIES])[category]
    codes = np.array([kind.code for kind in CATEGORIES])[category]
    numbers = np.char.zfill((np.arange(count) + 1).astype(np.str_), 3)
    nouns = np.array(["Dress", "Top", "Knit", "Trousers", "Skirt", "Coat", "Shoes", "Bag", "Scarf"])[category]
    return Styles(
        code=_join("ME", codes, numbers), name=_join(words(STYLE_NAMES)[:count], nouns, by=" "), category=category,
        season=season, launch=launch, finish=np.where(season == 0, 100_000, launch + 7 * rng.integers(24, 31, count)),
        colours=colours, sizes=sizes, first_variant=np.r_[0, np.cumsum(colours * sizes)[:-1]],
        price=np.maximum(price, 29).astype(np.int64) * 100,
        cost=np.rint(np.maximum(price, 29) * rng.uniform(21, 30, count)).astype(np.int64),
        supplier=rng.permutation(np.resize(np.arange(SUPPLIERS_OF_GARMENTS), count)),
    )  # fmt: skip


def _variants(styles: Styles, rng: np.random.Generator) -> tuple[Variants, Ints]:
    """Return the SKUs and each style's palette, shape (styles, MAX_COLOURS)."""
    palette = rng.permuted(np.tile(np.arange(len(COLOURS)), (len(styles.code), 1)), axis=1)[:, :MAX_COLOURS]
    per_style = styles.colours * styles.sizes
    style = np.repeat(np.arange(len(styles.code)), per_style)
    within = np.arange(len(style)) - styles.first_variant[style]
    colour, size = np.divmod(within, styles.sizes[style])
    names = np.array([[*kind.sizes, *[""] * (MAX_SIZES - len(kind.sizes))] for kind in CATEGORIES])
    size_code = names[styles.category[style], size]
    shade = palette[style, colour]
    sku = _join(styles.code[style], COLOUR_CODES[shade], size_code)
    barcode = 376_012_000_000 + rng.permutation(900_000)[: len(style)]
    return Variants(style, colour, size, sku, barcode, COLOURS[shade], size_code), palette


def _fabrics(rng: np.random.Generator, suppliers: int) -> Fabrics:
    number = np.arange(FABRIC_COUNT)
    code = _join("FAB", np.char.zfill((number + 1).astype(np.str_), 3))
    name = _join(_FABRICS[number % len(_FABRICS)], np.char.lower(COLOURS[number // len(_FABRICS)]), "140 cm", by=" ")
    cost = rng.integers(380, 2400, FABRIC_COUNT)
    return Fabrics(code, name, cost, rng.integers(SUPPLIERS_OF_GARMENTS, suppliers, FABRIC_COUNT))


def _bills(rng: np.random.Generator, styles: Styles, variants: Variants, palette: Ints) -> MaterialLines:
    """Give every SKU its main fabric, by style and colour, and most styles a lining; large sizes take more."""
    main = (styles.category[:, None] + palette) % FABRIC_COUNT
    lining = np.where(rng.random(len(main)) < 0.45, rng.integers(0, FABRIC_COUNT, len(main)), -1)
    base = np.array([kind.metres for kind in CATEGORIES])[styles.category[variants.style]]
    metres = base + 6 * variants.size
    shell, second = main[variants.style, variants.colour], lining[variants.style]
    lined = np.flatnonzero((second >= 0) & (second != shell))
    variant = np.r_[np.arange(len(metres)), lined]
    order = np.argsort(variant, kind="stable")
    fabric, length = np.r_[shell, second[lined]], np.r_[metres, metres[lined] * 2 // 5]
    return MaterialLines(variant[order], fabric[order], length[order])


def _prices(styles: Styles) -> Ints:
    """Return each market's own price list, rounded to the steps the market is used to."""
    factor = np.array([market.price_factor for market in MARKETS])
    step = np.array([market.price_step for market in MARKETS])
    digits = np.array([1000 if market.currency == "KWD" else 100 for market in MARKETS])
    whole = styles.price[:, None] // 100 * factor * digits
    price: Ints = np.maximum(np.rint(whole / step), 1).astype(np.int64) * step
    return price


def _appeal(rng: np.random.Generator, styles: Styles) -> Floats:
    """Return how much each style is wanted in each week: popularity × life cycle × season."""
    day = np.arange(WEEKS)[:, None] * 7 + 3
    age = (day - styles.launch) / 7.0
    cycle = np.where(age < 0, 0.0, (np.maximum(age, 0) / 5.0 + 0.25) * np.exp(1.0 - np.maximum(age, 0) / 7.0))
    cycle = np.where(day < styles.finish, 1.1 * cycle + 0.12 * (age >= 0), 0.0)
    cycle = np.where(styles.season == 0, 0.75, cycle)
    warmth = np.array([kind.warmth for kind in CATEGORIES])[styles.category]
    winter = np.cos(2 * np.pi * (month_of(day.ravel())[:, None] - 0.3) / 12)
    return np.asarray(
        rng.lognormal(0, 0.55, len(styles.code)) * cycle * np.exp(0.75 * warmth * winter), dtype=np.float64
    )


def _join(*parts: Texts | str, by: str = "-") -> Texts:
    """Join columns of text row by row."""
    joined = np.asarray(parts[0])
    for part in parts[1:]:
        joined = np.char.add(np.char.add(joined, by), part)
    return joined

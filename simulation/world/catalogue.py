"""What the company makes: styles in weekly drops, their colours and sizes, fabrics and how they go together.

A style in one colour is called an option; it is what is planned and bought. An option in one size is a variant.

Belongs here: goods, their prices, costs and lives. Not here: who wants them or where they lie.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.world.arrays import Bools, Columns, Floats, Ints, Texts
from simulation.world.calendar import NEVER, START, month_of, winter_of
from simulation.world.draws import Dice
from simulation.world.markets import CURRENCY_DIGITS, MARKET_CURRENCY, MARKETS
from simulation.world.names import STYLE_NAMES, words
from simulation.world.suppliers import GARMENT_MAKERS, SUPPLIERS, is_garment_maker


@dataclass(frozen=True)
class Category:
    """A kind of goods.

    `warmth` is -1 for summer and 1 for winter, `returned` the share of units that come back, `metres` hundredths of a
    metre of fabric, `minutes` what sewing one takes, `made` the share of styles that the company sews itself.
    """

    name: str
    code: str
    noun: str
    weight: float
    price: int
    warmth: float
    returned: float
    sizes: tuple[str, ...]
    metres: int
    minutes: int
    made: float
    grams: int
    hs_code: str


_APPAREL = ("XS", "S", "M", "L", "XL")
_NUMBERED = ("34", "36", "38", "40", "42")
_FEET = ("36", "37", "38", "39", "40", "41")
_ONE = ("ONE",)
CATEGORIES = (
    Category("Dresses", "DR", "Dress", 14, 139, -0.7, 0.36, _APPAREL, 260, 42, 0.8, 420, "620442"),
    Category("Tops", "TO", "Top", 12, 69, -0.3, 0.25, _APPAREL, 140, 22, 0.7, 210, "620640"),
    Category("Knitwear", "KN", "Knit", 8, 119, 0.9, 0.24, _APPAREL, 170, 35, 0.0, 480, "611020"),
    Category("Trousers", "TR", "Trousers", 7, 109, 0.1, 0.34, _NUMBERED, 190, 34, 0.7, 450, "620462"),
    Category("Skirts", "SK", "Skirt", 5, 89, -0.4, 0.27, _APPAREL, 150, 26, 0.8, 300, "620452"),
    Category("Outerwear", "OU", "Coat", 5, 249, 1.2, 0.29, _APPAREL, 310, 95, 0.5, 1300, "620213"),
    Category("Shoes", "SH", "Shoes", 3, 159, 0.0, 0.33, _FEET, 45, 60, 0.0, 850, "640399"),
    Category("Bags", "BA", "Bag", 3, 179, 0.0, 0.1, _ONE, 80, 70, 0.0, 700, "420221"),
    Category("Scarves", "SC", "Scarf", 3, 59, 0.6, 0.08, _ONE, 110, 10, 0.0, 150, "621420"),
)  # fmt: skip
BANDS = ("entry", "core", "premium")
COLOURS = words("Black Ivory Navy Camel Rose Sage Terracotta Cobalt Burgundy Lilac Sand Emerald Charcoal Ecru")
COLOUR_CODES = words("BLK IVO NVY CAM ROS SAG TER COB BUR LIL SND EME CHA ECR")
MAX_COLOURS = 3
MAX_SIZES = 6
CORE_STYLES = 24
STYLES_A_DROP = 2
_FIRST_DROP = -26
_DROP_WEEKDAY = 3
PLANNED_AHEAD = 200
"""Styles are on the drawing board this many days before their launch."""
_FABRICS = words(
    "Viscose_twill Merino_jersey Cotton_poplin Silk_crêpe Linen_canvas Wool_flannel Tencel_sateen Cashmere_knit "
    "Denim_12oz Nappa_leather"
)
FABRIC_COUNT = 30
_LINED = 0.45
NO_END = 100_000
_SIZE_SETS: Ints = np.array([0 if len(kind.sizes) == 1 else 1 if kind.sizes == _APPAREL else 2 for kind in CATEGORIES])


@dataclass(frozen=True)
class Styles(Columns):
    """One row per style, in the order of launch but for the core ones, which stand first.

    Money in euro cents; `launch` and `finish` in days, `peak` in weeks after the launch. `fit` is how much larger than
    marked the style falls, in sizes; `popularity` is the factor of what it really sells, `hoped` of what the planners
    believe; `supplier` is NEVER for what the company sews itself, `lining` for what has none.
    """

    code: Texts
    name: Texts
    category: Ints
    band: Ints
    launch: Ints
    finish: Ints
    peak: Floats
    price: Ints
    cost: Ints
    is_made: Bools
    supplier: Ints
    fabric: Ints
    lining: Ints
    fit: Floats
    popularity: Floats
    hoped: Floats
    first_option: Ints
    options: Ints
    first_variant: Ints


@dataclass(frozen=True)
class Options(Columns):
    """One row per style and colour; `share` is its part of the style's demand."""

    style: Ints
    colour: Ints
    share: Floats
    first_variant: Ints
    sizes: Ints


@dataclass(frozen=True)
class Variants(Columns):
    """One row per SKU; `barcode` is the first twelve digits of its EAN-13, `size` the place in the size run."""

    style: Ints
    option: Ints
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
    """One row per variant and fabric that it takes; `metres` in hundredths."""

    variant: Ints
    fabric: Ints
    metres: Ints


@dataclass(frozen=True)
class Catalogue:
    """All goods. `market_price` is in minor units as the customer sees it, shape (styles, markets)."""

    styles: Styles
    options: Options
    variants: Variants
    fabrics: Fabrics
    materials: MaterialLines
    market_price: Ints


def build_catalogue(seed: int, popularity_spread: float, planner_error: float, until: int) -> Catalogue:
    """Make every style that is on the drawing board before day `until`, with its colours, sizes and fabrics."""
    styles = _styles(seed, popularity_spread, planner_error, until + PLANNED_AHEAD)
    options = _options(seed, styles)
    variants = _variants(styles, options)
    return Catalogue(styles, options, variants, _fabrics(seed), _materials(styles, variants), _prices(styles))


def size_curves() -> Floats:
    """Return what sizes each market wants, shape (categories × markets, MAX_SIZES); each row sums to 1."""
    shift = np.array([0.45, 0.2, 0.25, -0.3, -0.15, 0.05, 0.1, 0.25, 0.2])[None, :, None]
    size = np.arange(MAX_SIZES)[None, None, :]
    middle = np.array([0.0, 1.8, 1.8])[_SIZE_SETS][:, None, None]
    middle = np.where(_count_of_sizes()[:, None, None] == MAX_SIZES, 2.4, middle)
    bell = np.where(size < _count_of_sizes()[:, None, None], np.exp(-((size - middle - shift) ** 2) / 2.6), 0.0)
    curves = (bell / bell.sum(axis=2, keepdims=True)).reshape(-1, MAX_SIZES)
    return np.asarray(curves, dtype=np.float64)


def _count_of_sizes() -> Ints:
    return np.array([len(kind.sizes) for kind in CATEGORIES])


def _styles(seed: int, popularity_spread: float, planner_error: float, last_launch: int) -> Styles:
    number, launch = _launches(last_launch)
    is_core = number < CORE_STYLES
    category = _category(seed, number, launch)
    band = Dice(seed, "price band").pick(np.array([[0.35, 0.45, 0.2]]), np.zeros_like(number), number)
    price = _list_price(seed, number, category, band)
    made = np.array([kind.made for kind in CATEGORIES])[category]
    is_made = Dice(seed, "made here").happens(made, number)
    popularity = Dice(seed, "popularity").lognormal(popularity_spread, number)
    error = Dice(seed, "planner").lognormal(planner_error * np.where(is_core, 0.3, 1.0), number)
    options = np.where(is_core, 2, Dice(seed, "colours").whole(1, 1 + MAX_COLOURS, number))
    sizes = _count_of_sizes()[category]
    length = Dice(seed, "length of life").whole(22, 31, number)
    return Styles(
        code=_codes(number, category), name=_names(number, category), category=category, band=band, launch=launch,
        finish=np.where(is_core, NO_END, launch + 7 * length),
        peak=3.0 + 3.0 * Dice(seed, "peak").uniform(number), price=price,
        cost=np.rint(price * (0.21 + 0.09 * Dice(seed, "cost").uniform(number)) / 1.18).astype(np.int64),
        is_made=is_made, supplier=_maker(seed, number, is_made),
        fabric=Dice(seed, "fabric").whole(0, FABRIC_COUNT, number),
        lining=_linings(seed, number),
        fit=0.4 * Dice(seed, "fit").normal(number),
        popularity=popularity, hoped=popularity * error,
        first_option=_before(options), options=options, first_variant=_before(options * sizes),
    )  # fmt: skip


def _launches(last_launch: int) -> tuple[Ints, Ints]:
    """Return numbers and launch days: core styles have always been there, the others drop two a week."""
    drops = np.arange(_FIRST_DROP, max((last_launch - _DROP_WEEKDAY) // 7 + 1, _FIRST_DROP + 1))
    launch = np.r_[np.full(CORE_STYLES, -400), np.repeat(drops * 7 + _DROP_WEEKDAY, STYLES_A_DROP)]
    return np.arange(len(launch)), launch


def _category(seed: int, number: Ints, launch: Ints) -> Ints:
    """Draw the category; what is worn six weeks after the launch is launched more often."""
    warmth = np.array([kind.warmth for kind in CATEGORIES])
    weight = np.array([kind.weight for kind in CATEGORIES])
    season = np.where(number < CORE_STYLES, 0.0, winter_of(launch + 45))
    weights = weight * np.exp(0.8 * warmth * season[:, None])
    return Dice(seed, "category").pick(weights, number, number)


def _list_price(seed: int, number: Ints, category: Ints, band: Ints) -> Ints:
    """Return a price in euro cents that ends in 9 euros."""
    base = np.array([kind.price for kind in CATEGORIES])[category] * np.array([0.7, 1.0, 1.55])[band]
    euros = np.rint(base * Dice(seed, "price").lognormal(0.1, number) / 10) * 10 - 1
    return np.asarray(np.maximum(euros, 29) * 100, dtype=np.int64)


def _linings(seed: int, number: Ints) -> Ints:
    """Return the fabric of each style's lining, NEVER for those without one."""
    is_lined = Dice(seed, "lined").happens(_LINED, number)
    return np.where(is_lined, Dice(seed, "lining").whole(0, FABRIC_COUNT, number), NEVER)


def _maker(seed: int, number: Ints, is_made: Bools) -> Ints:
    """Return the supplier of bought styles, NEVER for what the company sews itself."""
    return np.where(is_made, NEVER, Dice(seed, "maker").whole(0, GARMENT_MAKERS, number))


def _codes(number: Ints, category: Ints) -> Texts:
    codes = np.array([kind.code for kind in CATEGORIES])[category]
    return join("ME", codes, np.char.zfill((number + 1).astype(np.str_), 3))


def _names(number: Ints, category: Ints) -> Texts:
    pool = words(STYLE_NAMES)
    nouns = np.array([kind.noun for kind in CATEGORIES])[category]
    again = number // len(pool)
    name = join(pool[number % len(pool)], nouns, by=" ")
    numerals = np.array(["", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"])
    return np.where(again > 0, join(name, numerals[np.minimum(again, 11)], by=" "), name)


def _before(counts: Ints) -> Ints:
    """Return how many rows stand before each one's own."""
    return np.asarray(np.r_[0, np.cumsum(counts)[:-1]], dtype=np.int64)


def _options(seed: int, styles: Styles) -> Options:
    style = np.repeat(np.arange(len(styles.code)), styles.options)
    place = np.arange(len(style)) - styles.first_option[style]
    first = Dice(seed, "first colour").whole(0, len(COLOURS), style)
    step = 1 + Dice(seed, "colour step").whole(0, 4, style)
    sizes = _count_of_sizes()[styles.category[style]]
    shares = np.array([[1.0, 0.0, 0.0], [0.6, 0.4, 0.0], [0.45, 0.33, 0.22]])
    return Options(
        style, (first + place * step) % len(COLOURS), shares[styles.options[style] - 1, place],
        styles.first_variant[style] + place * sizes, sizes,
    )  # fmt: skip


def _variants(styles: Styles, options: Options) -> Variants:
    option = np.repeat(np.arange(len(options.style)), options.sizes)
    number, style = np.arange(len(option)), options.style[option]
    size = number - options.first_variant[option]
    runs = np.array([[*kind.sizes, *[""] * (MAX_SIZES - len(kind.sizes))] for kind in CATEGORIES])
    size_code, colour = runs[styles.category[style], size], options.colour[option]
    sku = join(styles.code[style], COLOUR_CODES[colour], size_code)
    barcode = 376_012_000_000 + (number * 7919 + 12_345) % 899_981
    return Variants(style, option, size, sku, barcode, COLOURS[colour], size_code)


def _fabrics(seed: int) -> Fabrics:
    number = np.arange(FABRIC_COUNT)
    code = join("FAB", np.char.zfill((number + 1).astype(np.str_), 3))
    colour = np.char.lower(COLOURS[number // len(_FABRICS) * 4])
    name = join(_FABRICS[number % len(_FABRICS)], colour, "140 cm", by=" ")
    weavers = np.flatnonzero(~is_garment_maker(np.arange(len(SUPPLIERS))))
    supplier = weavers[Dice(seed, "weaver").whole(0, len(weavers), number)]
    return Fabrics(code, name, Dice(seed, "fabric cost").whole(380, 2400, number), supplier)


def _materials(styles: Styles, variants: Variants) -> MaterialLines:
    """Give every variant that is made here its main fabric and most a lining; larger sizes take more."""
    made = np.flatnonzero(styles.is_made[variants.style])
    style = variants.style[made]
    metres = np.array([kind.metres for kind in CATEGORIES])[styles.category[style]] + 6 * variants.size[made]
    lined = np.flatnonzero((styles.lining[style] >= 0) & (styles.lining[style] != styles.fabric[style]))
    variant = np.r_[made, made[lined]]
    order = np.argsort(variant, kind="stable")
    fabric = np.r_[styles.fabric[style], styles.lining[style][lined]]
    return MaterialLines(variant[order], fabric[order], np.r_[metres, metres[lined] * 2 // 5][order])


def _prices(styles: Styles) -> Ints:
    """Return each market's own price list, rounded to the steps that the market is used to."""
    factor = np.array([market.price_factor for market in MARKETS])
    step = np.array([market.price_step for market in MARKETS])
    minor = np.power(10, CURRENCY_DIGITS[MARKET_CURRENCY])
    whole = styles.price[:, None] / 118.0 * factor * minor
    price: Ints = np.maximum(np.rint(whole / step), 1).astype(np.int64) * step
    return price


def season_of(launch: Ints) -> Texts:
    """Return the season's code of each launch day: spring and summer from January to June."""
    year = (np.datetime64(START) + launch).astype("datetime64[Y]").astype(np.int64) + 1970
    spring = month_of(launch) < 6
    return np.char.add(np.where(spring, "SS", "AW"), np.char.zfill((year % 100).astype(np.str_), 2))


def join(*parts: Texts | str, by: str = "-") -> Texts:
    """Join columns of text row by row."""
    joined = np.asarray(parts[0])
    for part in parts[1:]:
        joined = np.char.add(np.char.add(joined, by), part)
    return joined

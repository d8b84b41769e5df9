"""Which product variants of shops, ERPs and marketplaces are one product: what is compared and what forbids.

Belongs here: the comparable columns of variants, and the rules for them. Not here: how rules become links.

A title, a colour and a size are the look of a variant. A look that two variants of one source share tells nothing.
"""

from __future__ import annotations

import duckdb

from identity.goods.evidence import RECORD, Evidence, GoodKind, Guard, NamedRule
from identity.link.comparisons import Comparison, Level
from identity.normalise import articles, latin, names, spelling
from identity.normalise.stoplists import MAX_RECORDS_PER_VALUE
from identity.tables import PRODUCT, PRODUCT_LINK, PRODUCT_VARIANT

_GIVEN = "identity_step_article"
_ONLY_VARIANT = "Default Title"
"""How Shopify names the variant of a product that has no options."""
_TEXTS = ("title", "colour_name", "size_code")
SCRATCH = (_GIVEN, latin.FORMS)


def write_records(connection: duckdb.DuckDBPyConnection) -> int:
    """Write the comparable variants and return how many codes are shared too widely to name one of them."""
    connection.execute(f"create or replace temp table {_GIVEN} as {_given_sql()}")
    latin.write_forms(connection, _GIVEN, _TEXTS)
    connection.execute(f"create or replace temp table {RECORD} as {_record_sql()}")
    stopped = sum(_stop(connection, column, wide) for column, wide in _SHARED.items())
    connection.execute(f"update {RECORD} set bare_sku = null where sku is null")
    connection.execute(f"create or replace temp table {RECORD} as {_counted_sql()}")
    return stopped


def _given_sql() -> str:
    """One row per variant with the title and the code of its style; a variant has no date of birth, so names rank."""
    return f"""
        select
            row_number() over (order by variant.source_name, variant.product_variant_id)::integer - 1 as record_number,
            variant.source_name, variant.product_variant_id as record_id, cast(null as timestamp) as created_at,
            variant.sku, variant.barcode, variant.colour_name, variant.size_code, style.product_code,
            case when variant.colour_name is not null or variant.size_code is not null
                    then coalesce(style.product_name, variant.variant_name)
                when starts_with(lower(variant.variant_name), lower(style.product_name)) then variant.variant_name
                else concat_ws(' ', style.product_name, nullif(variant.variant_name, '{_ONLY_VARIANT}')) end as title
        from {PRODUCT_VARIANT} as variant
        left join {PRODUCT} as style
            on variant.source_name = style.source_name and variant.product_id = style.product_id
    """


def _record_sql() -> str:
    """One row per variant and the columns that are compared; a style's own code is compared if it is not the SKU."""
    forms = ", ".join(f"coalesce({text}_form.form, given.{text}) as {text}_latin" for text in _TEXTS)
    joins = " ".join(f"left join {latin.FORMS} as {text}_form on given.{text} = {text}_form.value" for text in _TEXTS)
    return f"""
        with spelled as (
            select given.*, {forms}, {spelling.signs("given.barcode")} as barcode_signs
            from {_GIVEN} as given {joins}
        ),
        spelt as (
            select record_number, source_name, record_id, created_at,
                {articles.code("sku")} as sku,
                {articles.barcode("barcode_signs")} as barcode,
                {articles.code("product_code")} as style_code,
                {articles.words("title_latin")} as title_words,
                {articles.words("colour_name_latin")} as colour,
                {articles.size("size_code_latin")} as size,
                {names.script("title")} as script, {names.script("colour_name")} as colour_script
            from spelled
        )
        select * replace (nullif(style_code, sku) as style_code),
            {articles.bare("sku")} as bare_sku,
            {articles.title_key("title_words", "colour", "size")} as title,
            {articles.marks("title")} as marks,
            {articles.pack("title_words")} as pack
        from spelt
    """


_SHARED = {
    "sku": f"count(*) > {MAX_RECORDS_PER_VALUE} or count(distinct case when colour is null and size is null "
    "then title else concat_ws('|', colour, size) end) > 1",
    "bare_sku": "count(distinct sku) > 1",
    "barcode": "count(distinct coalesce('sku ' || sku, 'id ' || record_id)) > 1",
}
"""When a code names no single variant of a source: chairs of three colours under one SKU, a style's barcode on all."""


def _stop(connection: duckdb.DuckDBPyConnection, column: str, too_wide: str) -> int:
    """Null a code that names no single variant of some source, and return how many such values there were."""
    wide = f"select {column} from {RECORD} where {column} is not null group by source_name, {column} having {too_wide}"
    stopped = len(connection.execute(f"select distinct {column} from ({wide})").fetchall())
    connection.execute(f"update {RECORD} set {column} = null where {column} in ({wide})")
    return stopped


def _counted_sql() -> str:
    """Add how many variants of the source look the same."""
    return f"""
        select *, count(*) over (
            partition by source_name, coalesce(style_code, title), title, colour, size, coalesce(pack, 1)
        ) as alike_count
        from {RECORD}
    """


def _missing(column: str) -> str:
    return f"{column}_l is null or {column}_r is null"


def _equal(column: str) -> Level:
    return Level(f"{column}_l = {column}_r", column)


_TITLE_WORDS = "string_split(title_l, ' '), string_split(title_r, ' ')"
_SAME_MARKS = "marks_l = marks_r"
_NEAR_TITLE = (
    f"{_SAME_MARKS} and (jaro_winkler_similarity(title_l, title_r) >= 0.94 "
    f"or len(list_intersect({_TITLE_WORDS})) >= 0.6 * len(list_distinct(list_concat({_TITLE_WORDS}))))"
)
_NO_STYLE = f"({_missing('title')} or script_l <> script_r) and not coalesce(style_code_l = style_code_r, false)"
_SIZE_KINDS = "regexp_matches(size_l, '[0-9]$') <> regexp_matches(size_r, '[0-9]$')"
EVIDENCE = (
    Evidence(
        Comparison("sku", _missing("sku"), (Level("sku_l = sku_r"), Level("coalesce(bare_sku_l = bare_sku_r, false)"))),
        ("SKU", "SKU but for its punctuation"),
        "SKU",
    ),
    Evidence(Comparison("barcode", _missing("barcode"), (Level("barcode_l = barcode_r"),)), ("barcode",), "barcode"),
    Evidence(
        Comparison(
            "style",
            _NO_STYLE,
            (
                Level("coalesce(style_code_l = style_code_r, false)", "style_code"),
                Level("coalesce(title_l = title_r, false)", "title"),
                Level(f"coalesce({_NEAR_TITLE}, false)"),
            ),
        ),
        ("style", "title", "title but for some words"),
        "title",
    ),
    Evidence(
        Comparison(
            "colour",
            f"{_missing('colour')} or colour_script_l <> colour_script_r",
            (_equal("colour"), Level("contains(colour_l, colour_r) or contains(colour_r, colour_l)")),
        ),
        ("colour", "kind of colour"),
        "colour",
    ),
    Evidence(Comparison("size", f"{_missing('size')} or {_SIZE_KINDS}", (_equal("size"),)), ("size",), "size"),
    Evidence(
        Comparison("pack", "pack_l is null and pack_r is null", (Level("coalesce(pack_l, 1) = coalesce(pack_r, 1)"),)),
        ("pack",),
        "pack",
    ),
)
_TELLING = "level_style < 3 and (level_style = 0 or level_colour = 0 or level_size = 0)"
_LOOK = "concat_ws('|', colour, size)"
PRODUCTS = GoodKind(
    entity="product",
    reads=PRODUCT_VARIANT,
    writes=PRODUCT_LINK,
    id_column="product_variant_id",
    write_records=write_records,
    scratch=SCRATCH,
    keys=(
        "sku",
        "bare_sku",
        "barcode",
        f"style_code || '|' || {_LOOK}",
        f"title || '|' || {_LOOK}",
        f"left(title, 5) || '|' || {_LOOK}",
    ),
    evidence=EVIDENCE,
    own_code="sku",
    proof="barcode",
    rules=(
        NamedRule("sku", "level_sku = 0"),
        NamedRule("barcode", "level_barcode = 0"),
        NamedRule("sku_spelling", "level_sku = 1"),
        NamedRule("attributes", f"{_TELLING} and greatest(alike_count_l, alike_count_r) = 1", decided_by="model"),
    ),
    guards=(Guard("one_source", "source_name_l = source_name_r and not coalesce(sku_l = sku_r, false)"),),
    look=(("style", 1), ("colour", 0), ("size", 0), ("pack", 0)),
)

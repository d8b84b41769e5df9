"""Variants and suppliers as three systems write them down, with the truth beside them, as large as is asked for.

    python tests/identity/goods_at_size.py VARIANTS SUPPLIERS SEED

Prints what the linking of products and of suppliers finds, and what it costs. Belongs here: how systems differ. Not
here: who is linked with whom.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import duckdb

from identity.goods.evidence import GoodKind
from identity.goods.products import PRODUCTS
from identity.goods.running import link_goods
from identity.goods.suppliers import SUPPLIERS
from identity.keeping import load_issued

SOURCES = "(values (0, 'erp'), (1, 'mart'), (2, 'shop')) as source(number, name)"
_MACROS = """
create macro roll(what, n, source) as (hash(what, n, source, getvariable('seed')) % 10000) / 10000.0;
create macro one_of(words, what, n) as
    string_split(words, ' ')[1 + (hash(what, n, getvariable('seed')) % len(string_split(words, ' ')))::integer];
create macro mistyped(value, what, n, source) as case when roll(what, n, source) < 0.06
    then substr(value, 1, 4) || substr(value, 6) else value end;
create macro unvowelled(n) as array_to_string([substr('bdfgklmnprstvz', 1 + (hash(n, k) % 14)::integer, 1)
    || substr('aeiou', 1 + (hash(n, k, 'v') % 5)::integer, 1) for k in range(3 + (hash(n) % 2)::integer)], '');
"""
_ARTICLES = """
create table article as
select n, n // 10 as style, n // 10 * 7 % 3 as line,
    upper(substr(unvowelled(n // 10), 1, 1)) || substr(unvowelled(n // 10), 2) || ' '
        || one_of('Dress Coat Skirt Top Knit Bag Scarf Boot Belt Shirt', 'noun', n // 10)
        || case when n // 10 % 9 = 4 then ' II' else '' end as title,
    (string_split('Black Ivory Navy Camel Rose', ' '))[1 + n % 5] as colour,
    (string_split('S XXL', ' '))[1 + n // 5 % 2] as size,
    'ME-' || lpad((n // 10)::varchar, 5, '0') || '-' || upper(left((string_split('Black Ivory Navy Camel Rose', ' '))
        [1 + n % 5], 3)) || '-' || (string_split('S XXL', ' '))[1 + n // 5 % 2] as sku,
    (4000000000000 + n * 7919)::varchar as barcode
from range({variants}) as made(n);

create table held as
select source.name as source_name, article.*, source.number,
    (hash(n, source.name, getvariable('seed')) % 1000000000000)::varchar as id
from article cross join {sources};

create table canonical.product_variant as
select source_name, id as product_variant_id, style::varchar as product_id,
    case when roll('no sku', n, source_name) < 0.04 then null
        when number = 1 and roll('own', style, source_name) < 0.5 then 'M' || hash(n, 'own') % 100000000
        when number = 0 and roll('bare', n, source_name) < 0.2 then replace(sku, '-', '') else sku end as sku,
    case when roll('no barcode', n, source_name) < 0.15 then null else barcode end as barcode,
    cast(null as varchar) as variant_name,
    case when number = 1 then upper(colour) else colour end as colour_name,
    case when number = 1 then replace(replace(size, 'XXL', '2XL'), 'S', 'Small') else size end as size_code
from held;

create table canonical.product as
select distinct source_name, style::varchar as product_id,
    case when number = 1 then null else 'ME-' || style end as product_code,
    case when number = 1 then upper(title) when roll('other title', style, source_name) < 0.1 then title || ' new'
        else title end as product_name
from held;

create table truth_product as select source_name, id as record_id, n as true_id from held;
"""
_COMPANIES = """
create table company as
select n,
    case when n % 50 = 7 then unvowelled(n - 1) else unvowelled(n) end || ' '
        || one_of('textil weaving silk garments knit apparel denim leather yarn trading', 'kind', n - (n % 50 = 7)::int)
        as name,
    one_of('IT PT TR FR DE CN', 'country', n) as country, unvowelled(n % 211 + 1000000) as city,
    one_of('IT PT TR FR DE CN', 'country', n) || lpad((hash(n, 'tax') % 10000000000)::varchar, 10, '0') as tax,
    'DE' || lpad((hash(n, 'bank') % 1000000000000)::varchar, 18, '0') as bank,
    '0' || (300000000 + hash(n, 'phone') % 90000000) as phone
from range({suppliers}) as made(n);

create table entered as
select source.name as source_name, source.number, company.*, copy
from company cross join {sources}, (values (0), (1)) as copies(copy)
where copy = 0 or (source.number = 0 and roll('twin', n, '') < 0.03);

create table canonical.supplier as
select source_name, (n * 2 + copy)::varchar as supplier_id,
    case when number = 2 then null else 'V' || lpad(((n * (number + 1)) % 9999)::varchar, 5, '0') end as supplier_code,
    case when number = 1 or copy = 1 then upper(mistyped(name, 'name', n, source_name)) || ' LTD'
        when number = 0 then mistyped(name, 'name', n, source_name) || ' Co., Ltd.' else name end as supplier_name,
    case when roll('tax', n, source_name) < 0.6 then tax end as tax_id,
    case when roll('mail', n, source_name) < 0.6 then one_of('orders sales info', 'box', n) || number || '@'
        || replace(name, ' ', '-') || '.example' end as email,
    case when roll('phone', n, source_name) < 0.6 then phone end as phone,
    case when roll('country', n, source_name) < 0.95 then country end as country_code,
    case when roll('city', n, source_name) < 0.8 then city end as city,
    case when roll('bank', n, source_name) < 0.3 then bank end as bank_account
from entered;

create table truth_supplier as
select source_name, (n * 2 + copy)::varchar as record_id, n as true_id from entered;
"""
_FIGURES = """
with cell as (
    select true_id, {entity}_key as cluster, count(*) as n
    from {links} as link inner join truth_{entity} as truth
        on link.source_name = truth.source_name and link.{id_column} = truth.record_id
    group by all
),
sized as (
    select *, sum(n) over (partition by cluster) as found, sum(n) over (partition by true_id) as meant from cell
)
select sum(n)::bigint, sum(n * (n - 1) / 2) / (select sum(m * (m - 1) / 2) from
        (select sum(n) as m from cell group by cluster)) as precision,
    sum(n * (n - 1) / 2) / (select sum(m * (m - 1) / 2) from (select sum(n) as m from cell group by true_id)) as recall,
    sum(n * n / found) / sum(n) as b_precision, sum(n * n / meant) / sum(n) as b_recall, max(found)::bigint
from sized
"""


def make(connection: duckdb.DuckDBPyConnection, variants: int, suppliers: int, seed: int) -> None:
    """Write the canonical tables of goods and the truth.

    Args:
        connection: An empty database.
        variants: Articles, each in three sources.
        suppliers: Companies, each in three sources.
        seed: Another seed makes other errors.
    """
    connection.execute(f"create schema canonical; set variable seed = {seed}")
    for script in (_MACROS, _ARTICLES, _COMPANIES):
        connection.execute(script.format(variants=variants, suppliers=suppliers, sources=SOURCES))


def figures(connection: duckdb.DuckDBPyConnection, kind: GoodKind) -> str:
    """Return in one line how well the links agree with the truth."""
    sql = _FIGURES.format(entity=kind.entity, links=kind.writes, id_column=kind.id_column)
    ((records, precision, recall, b_precision, b_recall, largest),) = connection.execute(sql).fetchall()
    f1, b_cubed = (2 * p * r / (p + r) for p, r in ((precision, recall), (b_precision, b_recall)))
    return (
        f"{kind.entity}: {records} records, precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}, "
        f"B-cubed {b_cubed:.4f}, largest {largest}"
    )


def main() -> None:
    """Make, link and print."""
    variants, suppliers, seed = map(int, sys.argv[1:4])
    with duckdb.connect() as connection:
        make(connection, variants, suppliers, seed)
        load_issued(connection, Path(tempfile.gettempdir()) / "nothing_issued")
        for kind in (PRODUCTS, SUPPLIERS):
            start = time.process_time()
            link_goods(connection, kind, datetime(2026, 1, 1))
            sys.stdout.write(f"{figures(connection, kind)}, {time.process_time() - start:.1f} CPU s\n")


if __name__ == "__main__":
    main()

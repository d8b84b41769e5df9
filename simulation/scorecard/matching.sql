-- How well records were put together: pairwise and B-cubed, per kind of record.

create or replace temp table linked as
with known as (
    -- parties, products and places; a company that was written before there were places has none
    select coalesce(kind, 'product') as kind, source_name,
        regexp_replace(record_id, '^gid://shopify/[A-Za-z]+/', '') as record_id, true_id
    from read_parquet('{truth}/p*s.parquet', union_by_name = true)
),

found as (
    select source_name, regexp_replace(party_record_id, '^(contact|company):', '') as record_id, customer_key as cluster,
        'party' as kind
    from core.xref_customer
    union all
    select source_name, supplier_id, supplier_key, 'supplier' from core.xref_supplier
    union all
    select source_name, product_variant_id, product_key, 'product' from core.xref_product
    union all
    select source_name, regexp_replace(party_record_id, '^(contact|company):', ''), place_key, 'place'
    from core.xref_place
)

select known.kind, known.true_id, found.cluster
from known
inner join found
    on known.source_name = found.source_name and known.record_id = found.record_id
    and found.kind = case when known.kind in ('person', 'organisation') then 'party' else known.kind end;

create or replace temp table match_score as
with cells as (
    select kind, true_id, cluster, count(*) as n from linked group by kind, true_id, cluster
),

sized as (
    select *, sum(n) over (partition by kind, cluster) as in_cluster,
        sum(n) over (partition by kind, true_id) as in_truth
    from cells
),

pairs as (
    select kind, sum(n) as records, count(distinct cluster) as clusters, count(distinct true_id) as entities,
        max(in_cluster) as largest, sum(n * (n - 1) / 2.0) as right_pairs,
        sum(n * n / in_cluster) / sum(n) as b_precision, sum(n * n / in_truth) / sum(n) as b_recall
    from sized group by kind
),

by_cluster as (
    select kind, sum(n * (n - 1) / 2.0) as pairs
    from (select kind, cluster, sum(n) as n from cells group by kind, cluster)
    group by kind
),

by_truth as (
    select kind, sum(n * (n - 1) / 2.0) as pairs
    from (select kind, true_id, sum(n) as n from cells group by kind, true_id)
    group by kind
)

select p.kind, p.records, p.entities, p.clusters, p.largest, p.right_pairs / nullif(c.pairs, 0) as precision,
    p.right_pairs / nullif(t.pairs, 0) as recall, 2 * p.right_pairs / nullif(c.pairs + t.pairs, 0) as f1,
    2 * p.b_precision * p.b_recall / (p.b_precision + p.b_recall) as b_cubed_f1
from pairs as p
join by_cluster as c on c.kind = p.kind
join by_truth as t on t.kind = p.kind;

insert into score
with figures as (
    select kind, cast(columns(* exclude (kind)) as double) from match_score
)

select 'matching', kind, figure, figure_value
from figures unpivot include nulls (figure_value for figure in (columns(* exclude (kind))));

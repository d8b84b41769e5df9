with

{% for entity, records, id in [
    ('customer', 'party_record', 'party_record_id'), ('supplier', 'supplier', 'supplier_id')
] %}
{{ entity }}s as (
    select
        '{{ entity }}' as entity,
        links.{{ entity }}_key as entity_key,
        count(*) as record_count,
        count(distinct links.source_name) as source_count,
        count(distinct records.country_code) as country_count,
        count(distinct lower(records.email)) as email_count,
        count(distinct records.phone) as phone_count,
        count(distinct records.tax_id) as tax_id_count,
        min(links.match_weight) as lowest_match_weight
    from {{ ref('xref_' ~ entity) }} as links
    inner join {{ ref(records) }} as records
        on links.source_name = records.source_name and links.{{ id }} = records.{{ id }}
    group by links.{{ entity }}_key
),

{% endfor %}
products as (
    select
        'product' as entity,
        product_key as entity_key,
        count(*) as record_count,
        count(distinct source_name) as source_count,
        0 as country_count,
        0 as email_count,
        0 as phone_count,
        0 as tax_id_count,
        min(match_weight) as lowest_match_weight
    from {{ ref('xref_product') }}
    group by product_key
),

everything as (
    select * from customers
    union all
    select * from suppliers
    union all
    select * from products
),

final as (
    select
        entity,
        entity_key,
        record_count,
        source_count,
        country_count,
        email_count,
        phone_count,
        tax_id_count,
        lowest_match_weight,
        cast(
            greatest(country_count - 1, 0) + greatest(tax_id_count - 1, 0) * 2
            + greatest(email_count - 2, 0) + greatest(phone_count - 2, 0)
            + greatest(record_count - 3 * source_count, 0) as integer
        ) as suspicion_count
    from everything
    where record_count > 1
)

select * from final

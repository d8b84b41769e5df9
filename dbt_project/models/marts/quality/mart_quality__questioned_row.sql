-- A finding questions a figure where its column feeds an amount, a quantity, a currency or what a row counts under; the
-- lineage of fields says which. A name that is spelled badly questions nothing.
{%- set figures = [
    ('sales_order_line', 'sale', 'fct_order_line', 'order_line_key', 'order_date', 'net_amount', true),
    ('sales_order', 'sale', 'fct_order_line', 'sales_order_key', 'order_date', 'net_amount', true),
    ('refund_line', 'refund', 'fct_refund_line', 'refund_line_key', 'refund_date', 'net_amount', true),
    ('purchase_order_line', 'purchase', 'fct_purchase_order_line', 'purchase_order_line_key', 'order_date', 'net_amount', false),
    ('invoice_line', 'invoice', 'fct_invoice_line', 'invoice_line_key', 'invoice_date', 'net_amount', false),
    ('payout', 'payout', 'fct_payout', 'payout_key', 'payout_date', 'payout_amount', false),
    ('opportunity', 'opportunity', 'fct_opportunity', 'opportunity_key', 'created_date', 'expected_amount', false),
] %}
{%- set keys = {'sale': 'order_line_key'} %}
with

questioning as (
    select distinct source_name, from_table as table_name, from_column as column_name, to_table as entity
    from {{ source('run', 'lineage') }}
    where
        right(to_column, 7) = '_amount' or right(to_column, 4) = '_qty'
        or to_column in ('currency_code', 'is_test', 'sales_order_id')
),

-- A source's key may stand whole or by its last part, such as a number at the end of an address.
questioned as (
    select distinct
        questioning.entity,
        findings.source_name,
        findings.table_name,
        findings.rule_name,
        findings.source_name || ':' || unnest([findings.row_key, split_part(findings.row_key, '/', -1)]) as record_key
    from {{ source('run', 'finding') }} as findings
    inner join questioning
        on
            findings.source_name = questioning.source_name
            and findings.table_name = questioning.table_name
            and findings.column_name = questioning.column_name
),

-- Of all counts of the stock, those in force stand in the figures.
counts_in_force as (
    select stock_snapshot_key, snapshot_date
    from {{ ref('fct_stock_snapshot') }}
    where {{ counts_stock('source_name') }}
    qualify snapshot_date = {{ count_in_force('snapshot_date', 'location_key') }}
),

found as (
    {%- for entity, figure, fact, key, day, amount, has_market in figures %}
    select
        '{{ figure }}' as figure_type,
        rows_of.{{ keys.get(figure, key) }} as row_key,
        questioned.source_name,
        questioned.table_name,
        questioned.rule_name,
        rows_of.{{ day }} as business_date,
        {{ 'rows_of.market_code' if has_market else "'unknown'" }} as market_code,
        {{ 'rows_of.channel_code' if has_market else "'unknown'" }} as channel_code,
        rows_of.currency_code,
        rows_of.{{ amount }} as row_amount,
        rows_of.{{ amount }}_group as row_amount_group
    from questioned
    inner join {{ ref(fact) }} as rows_of
        on questioned.record_key = rows_of.{{ key }}
    where questioned.entity = '{{ entity }}'{{ ' and not rows_of.is_test' if has_market }}
    union all
    {%- endfor %}
    select
        'stock' as figure_type,
        counts.stock_snapshot_key as row_key,
        questioned.source_name,
        questioned.table_name,
        questioned.rule_name,
        counts.snapshot_date as business_date,
        'unknown' as market_code,
        'unknown' as channel_code,
        null as currency_code,
        null as row_amount,
        null as row_amount_group
    from questioned
    inner join counts_in_force as counts
        on questioned.record_key = counts.stock_snapshot_key
    where questioned.entity = 'stock_snapshot'
),

final as (
    select
        figure_type,
        row_key,
        min(source_name) as source_name,
        min(table_name) as table_name,
        string_agg(distinct rule_name, ', ' order by rule_name) as rule_names,
        min(business_date) as business_date,
        min(market_code) as market_code,
        min(channel_code) as channel_code,
        min(currency_code) as currency_code,
        min(row_amount) as row_amount,
        min(row_amount_group) as row_amount_group
    from found
    group by figure_type, row_key
)

select * from final

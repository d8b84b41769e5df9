with lines as (

    select * from {{ ref('base_amazon_settlement__settlement_lines') }}

),

settlements as (

    select * from {{ ref('base_amazon_settlement__settlements') }}

),

reported as (

    select
        lines.settlement_id || '/' || lines.line_number as settlement_line_id,
        lines.settlement_id as statement_id,
        lines.order_number,
        lines.sku,
        {{ amazon_line_type('lines') }} as settlement_line_type,
        concat_ws('/', lines.transaction_type, lines.amount_type, lines.amount_description) as amount_type_code,
        lines.posted_at,
        lines.posting_date,
        lines.quantity as settled_qty,
        settlements.currency_code,
        lines.line_amount,
        lines.source_name,
        coalesce(lines.posted_at, lines._extracted_at) as updated_at,
        lines._is_deleted as is_deleted,
        lines._batch_id as batch_id
    from lines
    left join settlements
        on lines.source_name = settlements.source_name and lines.settlement_id = settlements.settlement_id

),

transfers as (

    select
        settlement_id || '/transfer' as settlement_line_id,
        settlement_id as statement_id,
        cast(null as varchar) as order_number,
        cast(null as varchar) as sku,
        'transfer' as settlement_line_type,
        'total-amount' as amount_type_code,
        deposited_at as posted_at,
        cast(deposited_at as date) as posting_date,
        cast(null as decimal(18, 4)) as settled_qty,
        currency_code,
        -total_amount as line_amount,
        source_name,
        coalesce(ended_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from settlements

),

stacked as (

    select * from reported
    union all
    select * from transfers

),

final as (

    select
        settlement_line_id,
        statement_id,
        statement_id as payout_id,
        'marketplace' as channel_code,
        order_number as sales_order_id,
        order_number as order_reference,
        sku,
        settlement_line_type,
        amount_type_code,
        posted_at,
        posting_date,
        settled_qty,
        currency_code,
        line_amount,
        cast(null as varchar) as legal_entity_id,
        cast(null as varchar) as product_variant_id,
        source_name,
        'amazon_settlement' as vendor,
        updated_at,
        is_deleted,
        batch_id
    from stacked

)

select * from final

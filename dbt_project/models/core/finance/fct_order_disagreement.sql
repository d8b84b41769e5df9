with

orders as (
    select
        *,
        total_amount - coalesce(tax_amount, 0) - (copy_total_amount - coalesce(copy_tax_amount, 0)) as net_difference,
        coalesce(tax_amount, 0) - coalesce(copy_tax_amount, 0) as tax_difference
    from {{ ref('fct_order_agreement') }}
),

-- Orders: what the shop has and the ERP has not, late, by hand, twice, with another amount or an unknown article.
items as (
    select
        'shop_erp' as pair_type, 'order_missing_in_erp' as item_type,
        {{ cause_of_missing_copy('orders') }} as cause_type,
        source_name, cast(null as varchar) as other_source_name, legal_entity_key, order_number as document_number,
        sales_order_key, sales_order_key as subject_key, order_date as item_date, currency_code,
        total_amount as document_amount, total_amount as difference_amount,
        cast(null as decimal(18, 4)) as difference_qty, true as is_open
    from orders
    where order_copy_key is null
    union all
    select
        'shop_erp' as pair_type, 'order_late_in_erp' as item_type, 'timing' as cause_type, source_name,
        copy_source_name as other_source_name, legal_entity_key, order_number as document_number, sales_order_key,
        sales_order_key as subject_key, order_date as item_date, currency_code, total_amount as document_amount,
        0 as difference_amount, null as difference_qty, false as is_open
    from orders
    where entered_at > ordered_at + interval 1 day
    union all
    select
        'shop_erp' as pair_type, 'order_typed_by_hand' as item_type, 'timing' as cause_type, source_name,
        copy_source_name as other_source_name, legal_entity_key, order_number as document_number, sales_order_key,
        sales_order_key as subject_key, order_date as item_date, currency_code, total_amount as document_amount,
        0 as difference_amount, null as difference_qty, false as is_open
    from orders
    where is_typed_by_hand
    union all
    select
        'shop_erp' as pair_type, 'order_twice_in_erp' as item_type, 'duplicates' as cause_type, orders.source_name,
        copies.source_name as other_source_name, copies.legal_entity_key, orders.order_number as document_number,
        orders.sales_order_key, copies.order_copy_key as subject_key, orders.order_date as item_date,
        copies.currency_code, copies.total_amount as document_amount, -copies.total_amount as difference_amount,
        null as difference_qty, true as is_open
    from {{ ref('fct_order_copy') }} as copies
    inner join orders on copies.sales_order_key = orders.sales_order_key
    where copies.order_copy_key <> orders.order_copy_key
    union all
    -- An order in two currencies stands in both: the shop's amount in one, the ERP's in the other.
    select
        'shop_erp' as pair_type, 'currency_differs' as item_type, 'presentment' as cause_type, source_name,
        copy_source_name as other_source_name, legal_entity_key, order_number as document_number, sales_order_key,
        sales_order_key as subject_key, order_date as item_date, currency_code, total_amount as document_amount,
        total_amount as difference_amount, null as difference_qty, true as is_open
    from orders
    where currency_code <> copy_currency_code
    union all
    select
        'shop_erp' as pair_type, 'copied_in_another_currency' as item_type, 'presentment' as cause_type, source_name,
        copy_source_name as other_source_name, legal_entity_key, order_number as document_number, sales_order_key,
        order_copy_key as subject_key, order_date as item_date, copy_currency_code as currency_code,
        copy_total_amount as document_amount, -copy_total_amount as difference_amount, null as difference_qty,
        true as is_open
    from orders
    where currency_code <> copy_currency_code
    union all
    select
        'shop_erp' as pair_type, 'tax_differs' as item_type, 'tax' as cause_type, source_name,
        copy_source_name as other_source_name, legal_entity_key, order_number as document_number, sales_order_key,
        sales_order_key as subject_key, order_date as item_date, currency_code, total_amount as document_amount,
        tax_difference as difference_amount, null as difference_qty, true as is_open
    from orders
    where currency_code = copy_currency_code and tax_difference <> 0
    union all
    select
        'shop_erp' as pair_type, 'amount_differs' as item_type,
        {{ cause_of_order_difference('orders', 'net_difference') }} as cause_type, source_name,
        copy_source_name as other_source_name, legal_entity_key, order_number as document_number, sales_order_key,
        sales_order_key as subject_key, order_date as item_date, currency_code, total_amount as document_amount,
        net_difference as difference_amount, null as difference_qty, true as is_open
    from orders
    where currency_code = copy_currency_code and net_difference <> 0
    union all
    select
        'shop_erp' as pair_type, 'sku_unmapped_in_erp' as item_type, 'unexplained' as cause_type, source_name,
        copy_source_name as other_source_name, legal_entity_key, order_number as document_number, sales_order_key,
        sales_order_key as subject_key, order_date as item_date, copy_currency_code as currency_code,
        unmapped_amount as document_amount, 0 as difference_amount, null as difference_qty, true as is_open
    from orders
    where unmapped_line_count > 0
    union all
    select
        'shop_erp' as pair_type, 'copy_without_order' as item_type, 'unexplained' as cause_type,
        origin_name as source_name, source_name as other_source_name, legal_entity_key,
        order_reference as document_number, sales_order_key, order_copy_key as subject_key, order_date as item_date,
        currency_code, total_amount as document_amount, -total_amount as difference_amount, null as difference_qty,
        true as is_open
    from {{ ref('fct_order_copy') }}
    where sales_order_key = 'unknown'
    union all
    select
        'erp_warehouse' as pair_type, 'shipment_missing_in_erp' as item_type,
        case
            when {{ as_of() }} - last_ship_date <= {{ grace_days('erp_warehouse') }} then 'timing' else 'unexplained'
        end as cause_type,
        source_name, copy_source_name as other_source_name, legal_entity_key, order_number as document_number,
        sales_order_key, sales_order_key as subject_key, last_ship_date as item_date, currency_code,
        total_amount as document_amount, 0 as difference_amount,
        shipped_qty - coalesce(copy_shipped_qty, 0) as difference_qty, true as is_open
    from orders
    where
        -- A system that was replaced knows nothing of what left after its last day.
        order_copy_key is not null and unmapped_line_count = 0 and last_ship_date < cast(copies_until_at as date)
        and coalesce(shipped_qty, 0) > coalesce(copy_shipped_qty, 0)
),

final as (
    select
        pair_type,
        item_type,
        cause_type,
        source_name,
        other_source_name,
        legal_entity_key,
        document_number,
        sales_order_key,
        subject_key,
        item_date,
        currency_code,
        cast(document_amount as decimal(18, 4)) as document_amount,
        cast(difference_amount as decimal(18, 4)) as difference_amount,
        cast(difference_qty as decimal(18, 4)) as difference_qty,
        is_open
    from items
)

select * from final

with

told as (
    select
        *,
        split_part(substr(purchase_order_line_key, length(source_name) + 2), '/', 1) as order_number,
        coalesce(committed_date, date '1900-01-01') as given_date
    from {{ ref('fct_supplier_commitment') }}
    where commitment_type = 'order_line' and product_key <> 'unknown' and committed_delivery_date is not null
),

-- The last answer to an order and article, which may promise it in several parts.
last_answers as (
    select *
    from told
    qualify rank() over (
        partition by order_number, product_key order by coalesce(commitment_number, 1) desc, given_date desc
    ) = 1
),

parts as (
    select
        *,
        sum(committed_qty) over (
            partition by order_number, product_key order by committed_delivery_date, supplier_commitment_key
        ) as promised_qty
    from last_answers
),

receipts as (
    select lines.order_number, lines.product_key, receipts.receipt_date, sum(receipts.accepted_qty) as accepted_qty
    from {{ ref('fct_receipt_line') }} as receipts
    inner join {{ ref('fct_purchase_order_line') }} as lines
        on receipts.purchase_order_line_key = lines.purchase_order_line_key
    group by lines.order_number, lines.product_key, receipts.receipt_date
),

-- What came before the answer was given is not what it promises.
came as (
    select
        parts.supplier_commitment_key,
        {{ total('receipts.accepted_qty', 'receipts.receipt_date <= parts.committed_delivery_date') }}
            as received_by_day_qty,
        {{ total('receipts.accepted_qty') }} as received_qty
    from parts
    left join receipts
        on
            parts.order_number = receipts.order_number
            and parts.product_key = receipts.product_key
            and parts.given_date <= receipts.receipt_date
    group by parts.supplier_commitment_key
),

final as (
    select
        parts.supplier_commitment_key,
        parts.supplier_key,
        suppliers.supplier_name,
        parts.order_number,
        parts.product_key,
        products.sku,
        products.product_name,
        parts.committed_date,
        parts.committed_delivery_date,
        parts.committed_qty,
        cast(parts.promised_qty as decimal(18, 4)) as promised_qty,
        came.received_by_day_qty,
        came.received_qty,
        case
            when came.received_by_day_qty >= parts.promised_qty then 'kept'
            when parts.committed_delivery_date >= {{ as_of() }} then 'open'
            when came.received_qty >= parts.promised_qty then 'late'
            else 'short'
        end as kept_state
    from parts
    inner join came on parts.supplier_commitment_key = came.supplier_commitment_key
    inner join {{ ref('dim_supplier') }} as suppliers on parts.supplier_key = suppliers.supplier_key
    inner join {{ ref('dim_product') }} as products on parts.product_key = products.product_key
)

select * from final

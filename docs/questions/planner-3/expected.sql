-- From whom each SKU is to be had: those with a recipe are made, others come from whom they were last ordered from. A
-- supplier is told by the first of its SKUs, because its name is written in several ways. Not proved here: how much.
with tellings as (
    select distinct told_on from truth.booked_known
),

-- A line that was refused when it was told first is not known, unless it was told again later.
refused as (
    select purchases.line_id
    from truth.purchases as purchases
    inner join truth.faults as faults
        on
            faults.table_name = 'purchase_order_line' and faults.fault = 'text_in_amount'
            and faults.place = cast(30001 + purchases.line_id as varchar)
    where
        coalesce(purchases.last_receipt_on, purchases.ordered_on)
        <= cast(regexp_extract(faults.file_name, '\d{4}-\d\d-\d\d') as date)
        and not exists (
            select 1 from tellings
            where
                tellings.told_on >= purchases.ordered_on
                and tellings.told_on < cast(regexp_extract(faults.file_name, '\d{4}-\d\d-\d\d') as date)
        )
),

made as (
    select distinct replace(sku, '-', '') as sku from truth.recipes
),

last_orders as (
    select replace(purchases.sku, '-', '') as sku, purchases.supplier
    from truth.purchases as purchases
    anti join refused on purchases.line_id = refused.line_id
    where not purchases.is_fabric and not purchases.is_cancelled
    qualify row_number() over (partition by purchases.sku order by purchases.ordered_on desc, purchases.line_id asc) = 1
),

bought as (
    select last_orders.* from last_orders
    anti join made on last_orders.sku = made.sku
)

select 'buy' as source_type, sku, min(sku) over (partition by supplier) as supplier_of from bought

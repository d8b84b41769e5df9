with

lines as (
    select
        supplier_key,
        coalesce(promised_date, requested_date) as due_date,
        coalesce(received_qty >= ordered_qty, false) as is_in_full,
        -- The day of the last receipt decides: what came late was late, even if the first parcel was not.
        coalesce(last_receipt_date <= coalesce(promised_date, requested_date), false) as is_on_time
    from {{ ref('fct_purchase_order_line') }}
    where purchase_order_status is distinct from 'cancelled' and ordered_qty > 0
),

judged as (
    select *, due_date <= {{ as_of() }} as is_due
    from lines
    where due_date is not null
),

monthly as (
    select
        supplier_key,
        cast(date_trunc('month', due_date) as date) as due_month_date,
        count(*) filter (where is_due) as line_count_due,
        count(*) filter (where is_due and is_on_time) as on_time_line_count,
        count(*) filter (where is_due and is_in_full) as in_full_line_count,
        count(*) filter (where is_due and is_on_time and is_in_full) as otif_line_count,
        count(*) filter (where is_due and not is_in_full) as open_overdue_line_count
    from judged
    group by supplier_key, due_month_date
),

final as (
    select
        monthly.supplier_key,
        suppliers.supplier_name,
        monthly.due_month_date,
        monthly.line_count_due,
        monthly.on_time_line_count,
        monthly.in_full_line_count,
        monthly.otif_line_count,
        monthly.open_overdue_line_count,
        {{ ratio('monthly.otif_line_count', 'monthly.line_count_due') }} as otif_pct
    from monthly
    inner join {{ ref('dim_supplier') }} as suppliers on monthly.supplier_key = suppliers.supplier_key
)

select * from final

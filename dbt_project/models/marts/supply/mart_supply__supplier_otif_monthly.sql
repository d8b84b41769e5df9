with

final as (
    select
        supplier_key,
        supplier_name,
        cast(date_trunc('month', due_date) as date) as due_month_date,
        count(*) filter (where is_due) as line_count_due,
        count(*) filter (where is_on_time) as on_time_line_count,
        count(*) filter (where is_in_full) as in_full_line_count,
        count(*) filter (where is_on_time_in_full) as otif_line_count,
        count(*) filter (where is_due and not is_in_full) as open_overdue_line_count,
        {{ ratio('count(*) filter (where is_on_time_in_full)', 'count(*) filter (where is_due)') }} as otif_pct
    from {{ ref('mart_supply__purchase_line') }}
    where due_date is not null
    group by supplier_key, supplier_name, due_month_date
)

select * from final

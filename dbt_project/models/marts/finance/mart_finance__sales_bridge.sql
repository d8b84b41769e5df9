{% set steps = {
    "booked": ["event_type = 'booked'", "finance_date"],
    "cancelled": ["event_type = 'cancelled'", "finance_date"],
    "shipped": ["event_type = 'shipped'", "finance_date"],
    "transferred": ["event_type = 'shipped'", "transfer_date"],
    "posting_clock": ["event_type = 'shipped'", "transfer_shop_date"],
    "recognised": ["event_type = 'recognised' and reversal_type is null", "finance_date"],
    "reversed": ["event_type in ('refused', 'returned', 'exchanged', 'appeased', 'charged_back')", "finance_date"],
    "credited": ["event_type = 'recognised' and reversal_type is not null", "finance_date"],
} %}

with

events as (
    select *
    from {{ ref('fct_sales_event') }}
    where not is_test
),

stacked as (
    {%- for step, (condition, on_date) in steps.items() %}
    select
        '{{ step }}' as step, legal_entity_key, cast(date_trunc('month', {{ on_date }}) as date) as month_start_date,
        currency_code, is_intercompany, net_amount, net_amount_group, is_rate_missing, net_amount is null as is_unknown
    from events
    where {{ condition }}{{ " and " ~ on_date ~ " is not null" if on_date.startswith("transfer") }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

summed as (
    select
        legal_entity_key,
        month_start_date,
        currency_code,
        is_intercompany,
        {%- for step in steps %}
        {{ total('net_amount', "step = '" ~ step ~ "'") }} as {{ step }}_amount,
        {{ total('net_amount_group', "step = '" ~ step ~ "'") }} as {{ step }}_amount_group,
        {%- endfor %}
        count(*) filter (where is_rate_missing) as missing_rate_event_count,
        count(*) filter (where is_unknown) as missing_amount_event_count
    from stacked
    group by legal_entity_key, month_start_date, currency_code, is_intercompany
),

final as (
    select
        legal_entity_key,
        month_start_date,
        currency_code,
        is_intercompany,
        {%- for suffix in ("", "_group") %}
        booked_amount{{ suffix }},
        cancelled_amount{{ suffix }},
        booked_amount{{ suffix }} - cancelled_amount{{ suffix }} - shipped_amount{{ suffix }}
            as open_amount{{ suffix }},
        shipped_amount{{ suffix }},
        shipped_amount{{ suffix }} - transferred_amount{{ suffix }} as in_transit_amount{{ suffix }},
        transferred_amount{{ suffix }} - posting_clock_amount{{ suffix }} as cut_off_amount{{ suffix }},
        recognised_amount{{ suffix }},
        posting_clock_amount{{ suffix }} - recognised_amount{{ suffix }} as unexplained_amount{{ suffix }},
        reversed_amount{{ suffix }},
        -credited_amount{{ suffix }} as credited_amount{{ suffix }},
        reversed_amount{{ suffix }} + credited_amount{{ suffix }} as unexplained_reversal_amount{{ suffix }},
        {%- endfor %}
        missing_rate_event_count,
        missing_amount_event_count
    from summed
)

select * from final

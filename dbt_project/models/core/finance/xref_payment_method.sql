with

methods as (
    select
        source_name,
        coalesce(payment_method_code, 'unknown') as payment_method_code,
        payment_holder_type,
        sales_order_key
    from {{ ref('fct_payment') }}
),

-- Orders that a statement or a courier's report speaks of.
reported as (
    select sales_order_key, 'provider' as payment_holder_type
    from {{ ref('fct_settlement_line') }}
    where sales_order_key <> 'unknown'
    group by sales_order_key
    union all
    select sales_order_key, 'cod_carrier' as payment_holder_type
    from {{ ref('fct_cod_remittance') }}
    where sales_order_key <> 'unknown'
    group by sales_order_key
),

final as (
    select
        methods.source_name,
        methods.payment_method_code,
        methods.payment_holder_type,
        count(reported.sales_order_key) > 0 as is_reported
    from methods
    left join reported
        on
            methods.sales_order_key = reported.sales_order_key
            and methods.payment_holder_type = reported.payment_holder_type
    group by methods.source_name, methods.payment_method_code, methods.payment_holder_type
)

select * from final

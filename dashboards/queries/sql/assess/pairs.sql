-- Each pair of systems and flow: documents of the one, how many are found in the other, how fast, by what key, and where
-- they disagree. No row: there is nothing to hold against each other.
with

roles as (
    select
        source_name, contains(systems, 'storefront') as is_shop, contains(systems, 'erp') as is_erp,
        contains(systems, 'crm') as is_crm, landed_row_count > 0 as is_filled
    from marts.mart_quality__source_status
),

has as (
    select
        coalesce(bool_or(is_erp and is_filled), false) as erp,
        coalesce(bool_or(is_crm and not is_erp and not is_shop and is_filled), false) as crm,
        coalesce(bool_or(is_shop and not is_erp and is_filled), false) as shop
    from roles
),

items as (
    select
        pair_type, item_type, count(*) as item_count, sum(abs(difference_amount_group)) as amount_group
    from marts.mart_finance__agreement_item
    where cause_type in ('unexplained', 'duplicates', 'tax')
    group by pair_type, item_type
),

-- A document whose currency has no rate that day leaves its pair without money: a part of it would look like all.
expected_orders as (
    select orders.*, rates.exchange_rate
    from core.fct_order_agreement as orders
    cross join main.release
    left join core.fct_exchange_rate_daily as rates
        on orders.copy_currency_code = rates.from_currency_code and orders.order_date = rates.rate_date
    where
        orders.order_copy_key is not null
        or not (
            orders.is_test or orders.is_cancelled or orders.is_gift_card
            or release.as_of_date - orders.order_date <= 3
        )
),

shop_orders as (
    select orders.*
    from core.fct_order as orders
    inner join roles on orders.source_name = roles.source_name
    where roles.is_shop and not roles.is_erp and not orders.is_test and not orders.is_cancelled
),

picked as (
    select numbers.sales_order_key, min(moves.movement_date) as first_ship_date
    from core.fct_stock_movement as moves
    inner join core.xref_order_number as numbers
        on
            nullif(replace(replace(lower(moves.reference_id), '#', ''), ' ', ''), '')
            = numbers.comparable_order_number
    where moves.movement_type = 'shipment' and moves.reference_type = 'sales_order'
    group by numbers.sales_order_key
),

record_of as (
    select
        links.customer_key, bool_or(roles.is_shop and not roles.is_erp) as in_shop, bool_or(roles.is_erp) as in_erp,
        bool_or(roles.is_crm and not roles.is_erp and not roles.is_shop) as in_crm
    from core.xref_customer as links
    inner join roles on links.source_name = roles.source_name
    group by links.customer_key
),

buyers as (
    select
        orders.customer_key, bool_or(roles.is_shop and not roles.is_erp) as bought_online,
        bool_or(orders.order_type = 'business') as bought_as_business
    from core.fct_order as orders
    inner join roles on orders.source_name = roles.source_name
    where orders.customer_key <> 'unknown' and not orders.is_test
    group by orders.customer_key
),

-- A supplier names the line by the ERP's id, or by the order's number and its article.
answers as (
    select
        purchase_order_line_key, substr(purchase_order_line_key, length(source_name) + 2) as line_name,
        cast(committed_at as date) as answer_date
    from core.fct_supplier_commitment
    where purchase_order_line_key <> 'unknown'
    union all
    select
        purchase_order_line_key, substr(purchase_order_line_key, length(source_name) + 2) as line_name,
        announced_date as answer_date
    from core.fct_advance_ship_notice_line
    where purchase_order_line_key <> 'unknown'
),

bought as (
    select
        lines.purchase_order_line_key, lines.order_date, lines.order_number || '/' || products.sku as line_name
    from core.fct_purchase_order_line as lines
    left join core.dim_product as products on lines.product_key = products.product_key
    where lines.purchase_order_status <> 'cancelled'
),

answered as (
    select bought.purchase_order_line_key, answers.answer_date
    from bought
    inner join answers on bought.purchase_order_line_key = answers.purchase_order_line_key
    union all
    select bought.purchase_order_line_key, answers.answer_date
    from bought
    inner join answers on bought.line_name = answers.line_name
),

purchase_lines as (
    select
        bought.purchase_order_line_key, bought.order_date, count(answered.purchase_order_line_key) as answer_count,
        min(answered.answer_date) as answer_date
    from bought
    left join answered on bought.purchase_order_line_key = answered.purchase_order_line_key
    group by bought.purchase_order_line_key, bought.order_date
),

measured as (
    select
        'shop_erp' as pair_type, 'information' as flow_type, count(*) as left_count,
        count(order_copy_key) as found_count,
        (select count(*) from core.fct_order_copy where sales_order_key = 'unknown') as orphan_count,
        median(date_diff('minute', ordered_at, entered_at)) / 60.0 as median_hours,
        quantile_cont(date_diff('minute', ordered_at, entered_at), 0.9) / 60.0 as p90_hours,
        count(*) filter (where copy_count > 1) as disagreement_count, null as disagreement_amount_group,
        count(order_copy_key) filter (where not is_typed_by_hand) as keyed_count,
        count(*) filter (where is_typed_by_hand) as by_hand_count
    from expected_orders
    union all
    select
        'shop_erp', 'information', count(*), 0, 0, null, null, 0, null, 0, 0
    from shop_orders
    cross join has
    where has.erp and source_name not in (select origin_name from core.fct_order_copy where origin_name is not null)
    union all
    select
        'shop_erp', 'money', count(*), count(*) filter (where total_amount = copy_total_amount), 0, null, null,
        count(*) filter (where total_amount is distinct from copy_total_amount),
        (
            select sum(amount_group) from items
            where item_type in ('amount_differs', 'tax_differs', 'currency_differs')
        ), null, null
    from expected_orders
    where order_copy_key is not null
    union all
    select
        'shop_erp', 'goods', count(*), count(*) filter (where unmapped_line_count = 0), 0, null, null,
        count(*) filter (where unmapped_line_count > 0),
        if(bool_or(unmapped_line_count > 0 and exchange_rate is null), null, sum(unmapped_amount * exchange_rate)),
        null, null
    from expected_orders
    where order_copy_key is not null
    union all
    select
        'shop_warehouse', 'goods', count(*), count(picked.sales_order_key), 0,
        median(date_diff('day', orders.order_date, picked.first_ship_date)) * 24.0,
        quantile_cont(date_diff('day', orders.order_date, picked.first_ship_date), 0.9) * 24.0, 0, null,
        count(picked.sales_order_key), 0
    from shop_orders as orders
    left join picked on orders.sales_order_key = picked.sales_order_key
    where orders.order_status in ('fulfilled', 'shipped', 'delivered') and exists (select 1 from picked)
    union all
    select
        'erp_warehouse', 'goods', count(*), count(*) filter (where coalesce(copy_shipped_qty, 0) >= shipped_qty), 0,
        null, null, count(*) filter (where coalesce(copy_shipped_qty, 0) < shipped_qty),
        if(
            bool_or(coalesce(copy_shipped_qty, 0) < shipped_qty and exchange_rate is null), null,
            sum(copy_total_amount * exchange_rate) filter (where coalesce(copy_shipped_qty, 0) < shipped_qty)
        ),
        null, null
    from expected_orders
    where
        order_copy_key is not null and unmapped_line_count = 0 and shipped_qty > 0
        and last_ship_date < cast(copies_until_at as date) and exists (select 1 from picked)
    union all
    select
        'erp_crm', 'information', count(*), count(*) filter (where record_of.in_crm), 0, null, null, 0, null,
        (select sum(found_count) from marts.mart_quality__system_link where link_type = 'organisation_account'), null
    from buyers
    inner join record_of on buyers.customer_key = record_of.customer_key
    cross join has
    where buyers.bought_as_business and record_of.in_erp and has.crm
    union all
    select
        'crm_shop', 'information', count(*), count(*) filter (where record_of.in_crm),
        (
            select count(*) from marts.mart_quality__integration_pain where pain_type = 'contact_without_order'
        ), null, null, 0, null,
        (select sum(found_count) from marts.mart_quality__system_link where link_type = 'person_account'), null
    from buyers
    inner join record_of on buyers.customer_key = record_of.customer_key
    cross join has
    where buyers.bought_online and has.crm
    union all
    select
        'shop_payment', 'money', count(*) filter (where payments.source_name is not null),
        count(*) filter (where payments.source_name is not null and payments.accounted_amount <> 0),
        count(*) filter (where payments.source_name is null), null, null,
        count(*) filter (where payments.source_name is not null and payments.paid_amount <> payments.accounted_amount),
        (select sum(amount_group) from items where pair_type = 'shop_payout'), count(*) filter (
            where payments.source_name is not null and payments.accounted_amount <> 0
        ), 0
    from core.fct_payment_agreement as payments
    cross join main.release
    where
        not payments.is_test and payments.paid_amount <> 0
        and release.as_of_date - payments.document_date
        > case payments.payment_holder_type when 'cod_carrier' then 30 else 14 end
    union all
    select
        'erp_payment', 'money', count(*), count(journal_line_key), 0, null, null,
        count(*) filter (where payout_amount <> booked_amount),
        (select sum(amount_group) from items where pair_type = 'payout_ledger'), null, null
    from core.fct_payout_agreement
    cross join main.release
    where release.as_of_date - payout_date > 5
    union all
    select
        'erp_supplier', 'goods', count(*), count(*) filter (where answer_count > 0), 0,
        median(date_diff('day', order_date, answer_date)) * 24.0,
        quantile_cont(date_diff('day', order_date, answer_date), 0.9) * 24.0, 0, null,
        null, null
    from purchase_lines
    where exists (select 1 from answers)
    union all
    select
        'office_erp', 'information', links.record_count, links.found_count, links.named_count - links.found_count,
        waits.median_decision_days * 24.0, waits.p90_decision_days * 24.0, 0, null, null, null
    from (
        select
            sum(record_count) as record_count, sum(named_count) as named_count, sum(found_count) as found_count
        from marts.mart_quality__system_link
        where link_type = 'approval_document'
    ) as links
    cross join (
        select
            max(median_decision_days) as median_decision_days, max(p90_decision_days) as p90_decision_days
        from marts.mart_quality__approval_state
        where document_type <> 'style_milestone'
    ) as waits
),

summed as (
    select
        pair_type, flow_type, sum(left_count) as left_count, sum(found_count) as found_count,
        sum(orphan_count) as orphan_count, max(median_hours) as median_hours, max(p90_hours) as p90_hours,
        sum(disagreement_count) as disagreement_count,
        cast(sum(disagreement_amount_group) as decimal(18, 4)) as disagreement_amount_group,
        case when sum(keyed_count) is not null then least(sum(keyed_count), sum(found_count)) end as keyed_count, sum(by_hand_count) as by_hand_count
    from measured
    where left_count > 0
    group by pair_type, flow_type
),

shares as (
    select
        *, found_count / left_count as found_share, disagreement_count / left_count as disagreement_share,
        coalesce(by_hand_count, 0) / left_count as by_hand_share
    from summed
)

select
    *,
    case
        when found_count = 0 then 0
        when found_share < 0.5 then 1
        when found_share < 0.9 then 2
        when found_share < 0.99 or disagreement_share > 0.01 or by_hand_share > 0.01 then 3
        when
            found_share < 0.999 or disagreement_share > 0.001 or by_hand_share > 0.001
            or coalesce(p90_hours, 0) > 24
            then 4
        else 5
    end as level_number
from shares
order by pair_type, flow_type

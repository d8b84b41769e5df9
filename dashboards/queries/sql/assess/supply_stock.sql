-- Money in stock by its state against the demand that is expected.
select
    stock_state as subject, 'money_share' as unit, sum(stock_value_amount_group) as value,
    sum(sum(stock_value_amount_group)) over () as whole
from marts.mart_supply__stock_health
group by stock_state
having sum(stock_value_amount_group) > 0
order by value desc, subject

-- Each definition of a metric and each change of one: since which build, whose it is, its effect on the same data.
select
    metrics.metric_name, builds.as_of_date, metrics.release_id, builds.code_hash, metrics.owner,
    lag(metrics.formula_text) over changes as formula_before_text, metrics.formula_text,
    lag(metrics.value_expression_text) over changes as expression_before_text, metrics.value_expression_text,
    metrics.value_as_before, metrics.metric_value,
    metrics.metric_value - metrics.value_as_before as effect_value,
    row_number() over changes > 1 as is_change
from history.metric as metrics
inner join history.build as builds on metrics.release_id = builds.release_id
window changes as (partition by metrics.metric_name order by metrics.release_id)
order by metrics.release_id desc, metrics.metric_name asc

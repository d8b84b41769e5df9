-- Each metric is told under its present definition, and changed definitions tell their effect.
select metrics.metric_name, bool_and(metrics.definition_hash = catalog.definition_hash) as is_told
from history.metric as metrics
inner join marts.mart_quality__metric_catalog as catalog on metrics.metric_name = catalog.metric_name
where
    metrics.metric_name = 'recognised_sales'
    and metrics.release_id = (
        select max(latest.release_id)
        from history.metric as latest
        where latest.metric_name = metrics.metric_name
    )
group by metrics.metric_name

select costs.model_name, costs.row_count
from history.model_cost as costs
where
    costs.model_name = 'fct_payment'
    and costs.release_id = (select max(builds.release_id) from history.build as builds)

select distinct table_name
from history.failing_check
where
    release_id = (select max(builds.release_id) from history.build as builds)
    and check_name like '%:unknown_code'

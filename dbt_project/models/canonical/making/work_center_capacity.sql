{{ union_staging('work_center_capacity') }}

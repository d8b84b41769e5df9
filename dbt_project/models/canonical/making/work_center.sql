{{ union_staging('work_center') }}

-- Pages that somebody opened although no role that they had then may open them.
select distinct accesses.actor, accesses.subject_name as page_name
from history.access as accesses
anti join history.role_page as allowed
    on
        accesses.subject_name = allowed.page_name
        and list_contains(string_split(accesses.role_names, ', '), allowed.role_name)
where accesses.action_type = 'opened' and accesses.subject_type = 'page'

-- Of the tickets: those that name their person and their order, and whose name is found.
select link_type as subject, 'share' as unit, sum(found_count) as value, sum(record_count) as whole
from marts.mart_quality__system_link
where link_type in ('ticket_order', 'ticket_person')
group by link_type
order by subject

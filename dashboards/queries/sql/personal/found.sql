-- Customers by what is personal: a part of a name or e-mail address, or the end of a telephone number.
with asked as (
    select
        lower(cast($search as varchar)) as words,
        nullif(regexp_replace(cast($search as varchar), '\D', '', 'g'), '') as digits
)

select customer_key
from customer_identity
cross join asked
where
    contains(lower(full_name), words)
    or contains(lower(organisation_name), words)
    or contains(lower(email), words)
    or (length(digits) >= 6 and ends_with(regexp_replace(phone, '\D', '', 'g'), digits))
order by customer_key
limit $limit

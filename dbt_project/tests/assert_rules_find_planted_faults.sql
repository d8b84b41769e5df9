{# The macros that all other checks are made of, on rows with one planted fault per rule. -#}
{{ config(meta={"dagster": {"ref": {"name": "channel"}}}) }}

-- depends_on: {{ ref('channel') }}
{% set planted %}
(
    select *
    from (
        values
        ('a', 'web', 10.0, 8.0),
        ('a', 'app', 10.0, 10.0),
        ('b', 'fax', 10.0, 10.0),
        ('c', null, 10.0, 12.0)
    ) as planted (id, channel_code, gross_amount, net_amount)
)
{% endset %}
{% set sound %}
(select * from (values ('a', 'web', 10.0, 8.0), ('b', null, 10.0, null)) as sound (id, channel_code, gross_amount, net_amount))
{% endset %}

with

expected as (
    select planted_rules.rule_name, 1 as failing_rows
    from (
        values
        ('unique(id)'),
        ('not_null(channel_code)'),
        ('accepted(channel_code)'),
        ('references(channel_code)'),
        ('net_is_at_most_gross')
    ) as planted_rules (rule_name)
),

found as (
    {{ violations(
        planted,
        grain=["id"],
        not_null=["channel_code"],
        accepted={"channel_code": ["web", "app"]},
        references={"channel_code": "channel"},
        rules={"net_is_at_most_gross": "net_amount <= gross_amount"},
    ) | indent(4) }}
),

false_alarms as (
    {{ violations(
        sound,
        grain=["id"],
        not_null=["id"],
        accepted={"channel_code": ["web"]},
        references={"channel_code": "channel"},
        rules={"net_is_at_most_gross": "net_amount <= gross_amount"},
    ) | indent(4) }}
),

differences_found as (
    {{ differences(planted, sound, ["id"], ["net_amount"]) | indent(4) }}
),

final as (
    select coalesce(expected.rule_name, found.rule_name) as what_went_wrong
    from expected
    full outer join found on expected.rule_name = found.rule_name and expected.failing_rows = found.failing_rows
    where expected.rule_name is null or found.rule_name is null
    union all
    select 'false alarm: ' || rule_name as what_went_wrong from false_alarms
    union all
    select 'difference of b, c not found or others found: ' || string_agg(id, ', ' order by id) as what_went_wrong
    from differences_found
    having coalesce(string_agg(id, ', ' order by id), '') <> 'a, b, c'
)

select * from final

"""Splink's part: the levels and the weight of given pairs of records.

Belongs here: the only calls of Splink. Not here: which pairs, or what a weight leads to.
"""

from __future__ import annotations

import duckdb

from identity.link.model import Model
from identity.normalise.build import RECORD, SOURCES

SCORED = "identity_step_scored"
"""l, r, weight, pairing of their sources, and gamma_<comparison>: 0 differs, higher agrees more, -1 is not known."""


def score(
    connection: duckdb.DuckDBPyConnection, model: Model, pairs: str, into: str = SCORED, *, weighed: bool = True
) -> None:
    """Score pairs of records, in one pass: no compared value is written beside a pair.

    Args:
        connection: With the comparable records and their frequencies.
        model: The model.
        pairs: Table of l and r, record numbers.
        into: The scratch table that is written.
        weighed: Whether the frequency of values counts; it needs `add_frequencies`.
    """
    levels = ", ".join(f"gamma_{each.name}::tinyint as gamma_{each.name}" for each in model.comparisons)
    least, most = (f"{which}(source_number_l, source_number_r)" for which in ("least", "greatest"))
    connection.execute(f"""
        create or replace temp table {into} as
        with {_predict_sql(model, pairs, weighed)}
        select record_number_l as l, record_number_r as r, match_weight::float as weight,
            ({least} * {SOURCES} + {most})::usmallint as pairing, {levels}
        from __splink__df_predict
    """)


def _predict_sql(model: Model, pairs: str, weighed: bool) -> str:
    """Return the steps of Splink's prediction over given pairs, as common table expressions.

    They are Splink's own; its `predict` would write the values of both records beside each pair, and copies of the
    records, which is most of its cost.
    """
    from splink.internals.comparison_vector_values import compute_comparison_vector_values_from_id_pairs_sqls
    from splink.internals.predict import predict_from_comparison_vectors_sqls_using_settings
    from splink.internals.settings_creator import SettingsCreator

    settings = SettingsCreator.from_path_or_dict(model.splink(weighed=weighed)).get_settings("duckdb")
    columns = settings.column_info_settings
    steps = [
        *compute_comparison_vector_values_from_id_pairs_sqls(
            settings._columns_to_select_for_blocking,
            settings._columns_to_select_for_comparison_vector_values,
            input_tablename_l=RECORD,
            input_tablename_r=RECORD,
            source_dataset_input_column=columns.source_dataset_input_column,
            unique_id_input_column=columns.unique_id_input_column,
        ),
        *predict_from_comparison_vectors_sqls_using_settings(settings),
    ]
    asked = f"__splink__blocked_id_pairs as (select '0' as match_key, l as join_key_l, r as join_key_r from {pairs})"
    return ", ".join([asked, *(f"{step['output_table_name']} as ({step['sql']})" for step in steps)])

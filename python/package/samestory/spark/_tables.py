"""Records to tables, and the summary of a run."""

from __future__ import annotations

from typing import Any, Callable

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from .. import _native
from .._stories import TABLES
from ._run import Batches, Run

_COLUMNS = {
    "articles": "id string, story string, group string, role string, title string, "
    "source string, date string, lang string, url string, credits array<string>, "
    "shared double, agency double, own double, likely_source string, "
    "likely_source_why string",
    "stories": "id string, title string, lang string, first string, last string, "
    "outlets bigint, articles bigint, groups bigint, passages bigint",
    "groups": "story string, id string, articles array<string>, weakest double",
    "links": "story string, a string, b string, kind string, jaccard double, "
    "containment_ab double, containment_ba double, event double, embedding double, "
    "evidence array<string>",
    "passages": "story string, id string, kind string, words bigint, score double, "
    "text string, articles bigint, credits array<string>, source string, "
    "source_why string",
    "spans": "story string, passage string, article string, start bigint, end bigint, "
    "start_char bigint, end_char bigint, text string",
}


def write(
    run: Run,
    records: DataFrame,
    articles: int,
    links: int,
    rejects: int,
    repeats: int,
    json_lines: bool,
) -> dict[str, Any]:
    """The tables, and the summary last."""
    for name in TABLES:
        table = records.select("record").mapInArrow(_table(name), _COLUMNS[name])
        run.save(name, table, f"{run.output}/{name}")
    if json_lines:
        records.select("record").write.text(f"{run.output}/json-lines")
    several = records.where("articles > 1")
    counts = several.agg(F.count("*"), F.sum("articles"), F.sum("groups")).first()
    assert counts is not None
    summary = {
        "complete": True,
        "articles": articles,
        "stories": counts[0],
        "groups": counts[2] or 0,
        "links": links,
        "passages": run.spark.read.parquet(f"{run.output}/passages").count(),
        "singletons": articles - (counts[1] or 0),
        "rejects": rejects,
        "repeats": repeats,
    }
    columns = [F.lit(value).alias(name) for name, value in summary.items()]
    run.spark.range(1).select(*columns).coalesce(1).write.parquet(f"{run.output}/summary")
    return summary


def _table(name: str) -> Callable[[Batches], Batches]:
    def of_records(batches: Batches) -> Batches:
        for batch in batches:
            found = _native.engine_table(batch.column(0).to_pylist(), name)
            columns = [_plain(column) for column in found.columns]
            yield pa.RecordBatch.from_arrays(columns, found.schema.names)

    return of_records


def _plain(column: pa.Array) -> pa.Array:
    """The types that Spark has."""
    if pa.types.is_large_list(column.type):
        return column.cast(pa.list_(pa.string()))
    if pa.types.is_large_string(column.type):
        return column.cast(pa.string())
    if pa.types.is_unsigned_integer(column.type):
        return column.cast(pa.int64())
    return column

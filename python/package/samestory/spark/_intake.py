"""Records to articles, numbered, with what cleaning asks of the others."""

from __future__ import annotations

from typing import Any, Optional

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from .. import _native
from .._errors import InputError
from .._input import PARTS, columns
from ._run import Batches, Run

_ARTICLE = ", ".join(
    f"{part} {'array<float>' if part == 'embedding' else 'string'}" for part in PARTS
)
_UNUSABLE = ("bad_date", "bad_embedding")
"""Columns that hold the file of an article whose date or embedding could not be used."""
_NOTED = ", ".join(f"{name} string" for name in _UNUSABLE)


def read(
    run: Run, path: str, fields: dict[str, str], format: Optional[str], most: Optional[int]
) -> tuple[DataFrame, Optional[DataFrame], int, int, list[str]]:
    """Articles, sorted by id and numbered, with the facts that cleaning asks for; their
    embeddings, where there are any; how many records were refused, and came again; and
    what there is to warn of."""
    are_lines = (format or _format(path)) == "jsonl"
    if are_lines:
        rows = run.spark.read.text(path)
    else:
        rows = run.spark.read.parquet(path)
        wanted = {fields.get(part, part).split(".")[0] for part in PARTS}
        rows = rows.select(*(name for name in rows.columns if name in wanted))
    rows = rows.withColumn("_file", F.col("_metadata.file_path"))

    def judge(batches: Batches) -> Batches:
        for batch in batches:
            yield from _judge(batch, fields, are_lines)

    read = run.save(
        "read",
        rows.mapInArrow(judge, f"{_ARTICLE}, refused string, file string, {_NOTED}"),
    )
    refused = read.where(F.col("refused").isNotNull())
    total, rejects = read.count(), refused.count()
    allowed = max(total // 1000, 10) if most is None else most
    if rejects > min(allowed, max(total - 1, 0)):
        first = refused.orderBy("file", "refused").first()
        assert first is not None
        raise InputError(
            f"too many rejects: {rejects} of {total} records were refused, "
            f"{allowed} are allowed",
            f"{first.file}: {first.refused}",
            "mend the input, name its columns with fields, or allow more with max_rejects",
        )
    taken = read.where(F.col("refused").isNull()).drop("refused", "file")
    sorted_ = taken.repartitionByRange(run.partitions, "id").sortWithinPartitions(*PARTS)
    articles = run.save(
        "articles",
        sorted_.mapInArrow(_first_of_each_id, f"{_ARTICLE}, {_NOTED}, again boolean").withColumn(
            "nid", F.monotonically_increasing_id()
        ),
    )
    again = articles.where("again").orderBy("id").first()
    if again is not None:
        raise InputError(
            "cannot use the articles",
            f"id {again.id!r} stands for two texts",
            "give every article an id of its own",
        )
    repeats = total - rejects - articles.count()
    ready = facts(run, articles.drop("again", "embedding", *_UNUSABLE))
    embeddings, others = _embeddings(articles)
    return ready, embeddings, rejects, repeats, _unusable(articles) + others


def _unusable(articles: DataFrame) -> list[str]:
    """What there is to say of dates and embeddings that could not be used."""
    sums = [of(name) for name in _UNUSABLE for of in (F.count, F.min)]
    found = articles.agg(*sums).first()
    assert found is not None
    words = ("date", "read"), ("embedding", "used")
    told = zip(words, found[::2], found[1::2])
    return [
        f"{count} {what}{'' if count == 1 else 's'} could not be {done}, the first in '{file}'"
        for (what, done), count, file in told
        if count > 0
    ]


def _embeddings(articles: DataFrame) -> tuple[Optional[DataFrame], list[str]]:
    """The embeddings of one model: of the numbers that most have, the fewer at a tie; and
    what there is to say of others."""
    numbers = F.size("embedding").alias("numbers")
    embeddings = articles.where("embedding is not null").select("nid", "embedding")
    counts = embeddings.groupBy(numbers).count()
    usual = counts.orderBy(F.desc("count"), "numbers").first()
    if usual is None:
        return None, []
    of_all = counts.agg(F.sum("count")).first()
    assert of_all is not None
    others = of_all[0] - usual[1]
    are = "embedding is" if others == 1 else "embeddings are"
    aside = f"{others} {are} of another model and left aside: most have {usual.numbers} numbers"
    return embeddings.where(numbers == usual.numbers), [aside] if others > 0 else []


def facts(run: Run, articles: DataFrame) -> DataFrame:
    """Articles with the furniture of their outlets and the headlines in them."""
    lines = run.save(
        "lines",
        articles.select("nid", "source", "title", "text").mapInArrow(
            _lines,
            "nid bigint, source string, body bigint, keys array<bigint>, "
            "besides array<bigint>, words array<int>, headlines array<bigint>, "
            "asked array<bigint>",
        ),
    )
    known = lines.where("source is not null and body is not null")
    bodies = known.groupBy("source").agg(F.countDistinct("body").alias("articles"))
    # The words of the line beside the least other line, as one machine sorts them.
    unsigned = F.col("besides").bitwiseXOR(F.lit(-(2**63))).alias("order")
    seen = (
        known.select(
            "source", F.explode(F.arrays_zip("keys", "besides", "words")).alias("line")
        )
        .select("source", "line.keys", "line.besides", "line.words")
        .distinct()
        .groupBy(F.col("keys").alias("key"), "source")
        .agg(
            F.count("*").alias("besides"),
            F.min(F.struct(unsigned, "words")).getField("words").alias("words"),
        )
    )
    of_key = F.count("*").over(Window.partitionBy("key"))
    asked = seen.withColumn("outlets", of_key).where(
        F.col("outlets") < _native.ENGINE_WIRE_OUTLETS
    )
    furniture = run.save(
        "furniture",
        asked.join(bodies, "source").mapInArrow(_furniture, "source string, key bigint"),
    )
    of_outlet = (
        known.select("nid", "source", F.explode(F.array_distinct("keys")).alias("key"))
        .join(furniture, ["source", "key"])
        .groupBy("nid")
        .agg(F.collect_list("key").alias("furniture"))
    )
    titles = lines.select(F.explode("headlines").alias("key")).distinct()
    heads = (
        lines.select("nid", F.explode(F.array_distinct("asked")).alias("key"))
        .join(titles, "key")
        .groupBy("nid")
        .agg(F.collect_list("key").alias("heads"))
    )
    return run.save(
        "ready", articles.join(of_outlet, "nid", "left").join(heads, "nid", "left")
    )


# What runs in the executors.


def _judge(batch: pa.RecordBatch, fields: dict[str, str], are_lines: bool) -> Batches:
    files = batch.column("_file").to_pylist()
    rows = pa.Table.from_batches([batch]).drop_columns(["_file"])
    if not are_lines:
        try:
            rows = columns(rows, fields)
        except InputError as error:
            raise InputError(f"cannot use '{files[0]}'", error.cause, error.help) from None
    articles, refused = _native.engine_read(rows, fields, are_lines)
    text, numbers = pa.string(), pa.list_(pa.float32())
    kinds = [numbers if part == "embedding" else text for part in PARTS]
    kept = [articles.column(part).cast(kind) for part, kind in zip(PARTS, kinds)]
    of_files = batch.column("_file").take(articles.column("row"))
    none = pa.nulls(articles.num_rows, text)
    noted = [pc.if_else(articles.column(name), of_files, none) for name in _UNUSABLE]
    names = [*PARTS, "refused", "file", *_UNUSABLE]
    yield pa.RecordBatch.from_arrays([*kept, none, none, *noted], names)
    if refused:
        nothing = [pa.nulls(len(refused), kind) for kind in kinds]
        reasons = pa.array([reason for _, reason in refused], text)
        where = pa.array([files[row] for row, _ in refused], text)
        none = pa.nulls(len(refused), text)
        yield pa.RecordBatch.from_arrays([*nothing, reasons, where, none, none], names)


def _first_of_each_id(batches: Batches) -> Batches:
    """Of rows that are sorted by id, the first of each; `again` marks another text."""
    last: Optional[tuple[Any, Any, Any]] = None
    for batch in batches:
        keep, again = [], []
        columns = (batch.column(name).to_pylist() for name in ("id", "title", "text"))
        for row, this in enumerate(zip(*columns)):
            if last is None or this[0] != last[0]:
                keep.append(row)
                again.append(False)
            elif this != last:
                keep.append(row)
                again.append(True)
            last = this
        batch = batch.take(pa.array(keep, pa.int64()))
        yield batch.append_column("again", pa.array(again, pa.bool_()))


def _lines(batches: Batches) -> Batches:
    for batch in batches:
        [found] = _native.engine_lines(pa.Table.from_batches([batch]))
        columns = [found.column(0), batch.column("source"), *found.columns[1:]]
        names = ["nid", "source", *found.schema.names[1:]]
        yield pa.RecordBatch.from_arrays(columns, names)


def _furniture(batches: Batches) -> Batches:
    for batch in batches:
        answers = _native.engine_is_furniture(pa.Table.from_batches([batch]))
        yield batch.select(["source", "key"]).filter(pa.array(answers, pa.bool_()))


def _format(path: str) -> str:
    endings = (".parquet", ".pq")
    return "parquet" if path.rstrip("/*").endswith(endings) else "jsonl"

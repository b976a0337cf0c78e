"""Groups that may tell of one happening: what their heads are compared by, candidates, and
scores. docs/spark.md tells why each cut gives the answer of the whole."""

from __future__ import annotations

from typing import Any, Optional

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from .. import _native
from ._run import Run, whole

CHUNK = 1_024
"""Articles whose terms are counted together before they are sent anywhere."""

BLOCK = 10_000
"""Heads that are compared with as many others in one task, and no more."""

NEVER = -(2**62)
"""The stretch of time in which the undated look for others."""

_SUMS = (
    "chunk bigint, shard int, lang string, kind int, keys array<bigint>, held array<bigint>"
)
_ARTICLES = 2
"""The kind of the rows that count articles."""
SCORED = (
    "a bigint, b bigint, score float, all float, lead float, grams float, hours double, "
    "features array<float>, terms array<bigint>, cosine float, part float"
)


def profiles(
    run: Run, ready: DataFrame, embeddings: Optional[DataFrame], groups: DataFrame
) -> tuple[DataFrame, DataFrame]:
    """The heads of groups with what they are looked up by; and their profiles, which are
    what two of them are compared by."""
    reuse, stories, shards = run.reuse, run.stories, run.partitions
    chunk = F.expr(f"nid div {CHUNK}").alias("chunk")
    of_article = groups.select(
        F.col("nid").alias("group"),
        "group_lang",
        "head",
        F.size("members").cast("bigint").alias("count"),
        F.explode("members").alias("nid"),
    )
    articles = ready.join(of_article, "nid").select("*", chunk)
    heads = articles.where("nid = head")
    if embeddings is not None:
        # That of the head, or else of the first article that has one.
        order = F.struct(F.col("nid") != F.col("head"), "nid")
        first = F.min_by("embedding", order).alias("embedding")
        of_group = of_article.join(embeddings, "nid").groupBy("group").agg(first)
        heads = heads.join(of_group, "group", "left")
    own = heads.select("chunk").distinct()

    def count(table: pa.Table) -> pa.Table:
        return _one(_native.engine_count(whole(table, "nid"), reuse, shards))

    def weigh(table: pa.Table, sums: pa.Table) -> pa.Table:
        table, sums = whole(table, "nid"), sums.combine_chunks()
        return _one(_native.engine_profiles(table, sums, reuse, stories))

    def add_up(table: pa.Table) -> pa.Table:
        return _one(_native.engine_parts(whole(table, "nid"), shards))

    def crowd(table: pa.Table, sums: pa.Table) -> pa.Table:
        return _one(_native.engine_crowds(whole(table, "nid"), sums.combine_chunks()))

    counted = run.save("counts", articles.groupBy("chunk").applyInArrow(count, _SUMS))
    sums = counted.groupBy("shard").applyInArrow(_sum, _SUMS)
    sums = run.save("frequencies", sums.join(own, "chunk", "left_semi"))
    found = run.save(
        "profiles",
        _beside(heads, sums, "chunk").applyInArrow(
            weigh,
            "nid bigint, chunk bigint, lang string, source string, seconds bigint, form int, "
            "terms array<bigint>, travelling array<bigint>, profile binary",
        ),
    )
    parts = found.groupBy("chunk").applyInArrow(add_up, _SUMS)
    parts = parts.groupBy("shard").applyInArrow(_sum, _SUMS)
    parts = parts.unionByName(sums.where(F.col("kind") == _ARTICLES))
    weighed = run.save(
        "crowds",
        _beside(found, parts, "chunk").applyInArrow(
            crowd, "nid bigint, source string, profile binary"
        ),
    )
    return found.drop("profile"), weighed


def candidates(run: Run, heads: DataFrame) -> DataFrame:
    """The pairs worth scoring: those of a language, and those across two."""
    reuse, stories = run.reuse, run.stories
    window = int(stories["window_hours"]) * 3600
    lookups = heads.select(
        "nid", "seconds", F.col("lang").alias("key"), F.lit("").alias("side"), "terms"
    ).withColumn("side", F.lit(None).cast("string"))
    if heads.select("lang").distinct().count() > 1:
        lookups = lookups.unionByName(
            heads.select(
                "nid",
                "seconds",
                F.lit("*").alias("key"),
                F.col("lang").alias("side"),
                F.col("travelling").alias("terms"),
            )
        )
    # Who is asked stands in the stretches before and after its own as well.
    own = F.floor(F.col("seconds") / window)
    dated = lookups.where("seconds is not null").withColumn("own", own)
    undated = lookups.where("seconds is null")
    places = dated.select("key", F.col("own").alias("stretch")).distinct()
    never = F.lit(NEVER).cast("bigint").alias("stretch")
    looking = undated.select("key", never).distinct()
    near = F.explode(F.array(F.col("own") - 1, F.col("own"), F.col("own") + 1))
    rows = (
        dated.withColumn("stretch", near)
        .withColumn("asks", F.col("stretch") == F.col("own"))
        .drop("own")
        .join(places, ["key", "stretch"], "left_semi")
        .unionByName(undated.join(places, "key").withColumn("asks", F.lit(False)))
        .unionByName(
            lookups.join(looking, "key").withColumn("asks", F.col("seconds").isNull())
        )
    )

    def meet(table: pa.Table) -> pa.Table:
        across = table.column("key")[0].as_py() == "*"
        found = _one(_native.engine_candidates(whole(table, "nid"), reuse, stories))
        return found.append_column("across", pa.repeat(across, found.num_rows))

    pairs = rows.groupBy("key", "stretch").applyInArrow(
        meet, "a bigint, b bigint, across boolean"
    )
    return run.save("event-pairs", pairs.distinct())


def scores(
    run: Run, pairs: DataFrame, heads: DataFrame, profiles: DataFrame, embedded: bool
) -> DataFrame:
    """The pairs with their scores, and from the threshold on with what they are made of.
    Heads stand in blocks, by time; two blocks meet where pairs ask for it. Where articles
    bring embeddings, they meet twice: how cosines are read is asked of all pairs first."""
    reuse, stories = run.reuse, run.stories
    many = heads.count() // BLOCK + 1
    placed = heads.select("nid", "seconds")
    if many > 1:
        placed = placed.repartitionByRange(many, "seconds", "nid")
        placed = placed.withColumn("block", F.spark_partition_id())
    else:
        placed = placed.withColumn("block", F.lit(0))
    blocks = run.save("blocks", placed.select("nid", "block"))
    met = pairs.join(
        blocks.select(F.col("nid").alias("a"), F.col("block").alias("block_a")), "a"
    ).join(blocks.select(F.col("nid").alias("b"), F.col("block").alias("block_b")), "b")
    met = run.save("met", met)
    of = [F.col(f"block_{end}").alias(f"of_{end}") for end in "ab"]
    ends = [met.select(*of, F.col(end).alias("nid")) for end in "ab"]
    asked = ends[0].unionByName(ends[1]).distinct().join(profiles, "nid")

    def score(table: pa.Table, heads: pa.Table) -> pa.Table:
        table, heads = table.combine_chunks(), heads.combine_chunks()
        return _one(_native.engine_scores(table, heads, reuse, stories, sums))

    def sum_up(table: pa.Table, heads: pa.Table) -> pa.Table:
        return _one(_native.engine_cosines(table.combine_chunks(), heads.combine_chunks()))

    scored = met.groupBy("block_a", "block_b").cogroup(asked.groupBy("of_a", "of_b"))
    sums: Optional[tuple[list[int], list[int]]] = None
    if embedded:
        parts = scored.applyInArrow(sum_up, "place bigint, sum bigint")
        added = run.save("cosines", parts.groupBy("place").agg(F.sum("sum").alias("sum")))
        rows = added.orderBy("place").collect()
        both = [int(row.sum) for row in rows] or [0] * 12
        sums = both[:6], both[6:]
    return run.save("events", scored.applyInArrow(score, SCORED))


def _sum(table: pa.Table) -> pa.Table:
    return _one(_native.engine_sum(table.combine_chunks()))


def _beside(one: DataFrame, other: DataFrame, *by: str) -> Any:
    return one.groupBy(*by).cogroup(other.groupBy(*by))


def _one(batches: list[pa.RecordBatch]) -> pa.Table:
    return pa.Table.from_batches(batches)

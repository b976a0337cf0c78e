"""Groups that may tell of one happening: what their heads are compared by, candidates, and
scores. docs/spark.md tells why each cut gives the answer of the whole."""

from __future__ import annotations

from typing import Any, Optional

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from .. import _native
from ._run import Batches, Run, whole

CHUNK = 1_024
"""Articles whose terms are counted together before they are sent anywhere."""

PACK = 5_000
"""Heads that travel together, about: the more, the fewer bytes each."""

BLOCK = 4
"""Packs of heads that are compared with as many others in one task."""

NEVER = -(2**62)
"""The stretch of time in which the undated look for others."""

_SUMS = (
    "chunk bigint, shard int, lang string, kind int, keys array<bigint>, held array<bigint>"
)
_ARTICLES = 2
"""The kind of the rows that count articles."""
_PACKED = ("nids", "sources", "heads")
SCORED = (
    "a bigint, b bigint, score float, all float, lead float, grams float, hours double, "
    "across boolean, features array<float>, terms array<bigint>, cosine float, part float"
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
            crowd,
            "nid bigint, lang string, seconds bigint, source string, form int, "
            "terms array<bigint>, travelling array<bigint>, stricter float, profile binary",
        ),
    )
    return weighed.drop("profile"), weighed.select(
        "nid", "lang", "seconds", "source", "profile"
    )


def candidates(run: Run, heads: DataFrame) -> DataFrame:
    """The pairs worth scoring: those of a language, and those across two."""
    reuse, stories = run.reuse, run.stories
    window = int(stories["window_hours"]) * 3600
    lookups = heads.select(
        "nid",
        "seconds",
        F.col("lang").alias("key"),
        F.lit(None).cast("string").alias("side"),
        "terms",
        "stricter",
    )
    if heads.select("lang").distinct().count() > 1:
        lookups = lookups.unionByName(
            heads.select(
                "nid",
                "seconds",
                F.lit("*").alias("key"),
                F.col("lang").alias("side"),
                F.col("travelling").alias("terms"),
                F.lit(None).cast("float").alias("stricter"),
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
    Heads stand in blocks, by language and time; two blocks meet where pairs ask for it, and
    get those heads that they ask for. Where articles bring embeddings, they meet twice: how
    cosines are read is asked of all pairs first."""
    reuse, stories = run.reuse, run.stories
    many = heads.count() // PACK + 1
    ranges = profiles.repartitionByRange(many, "lang", "seconds", "nid")
    packed = ranges.select(F.spark_partition_id().alias("pack"), "nid", "source", "profile")
    held = "nids array<bigint>, sources array<string>, heads binary"
    packs = run.save("packs", packed.mapInArrow(_pack, f"pack int, {held}"))
    places = packs.select("pack", F.explode("nids").alias("nid"))

    def place(end: str) -> DataFrame:
        return places.select(F.col("nid").alias(end), F.col("pack").alias(f"pack_{end}"))

    met = run.save("met", pairs.join(place("a"), "a").join(place("b"), "b"))
    # Two blocks meet once, whichever has the lesser number; the profiles of `of_b` are held.
    block_a, block_b = (F.expr(f"cast(pack_{end} div {BLOCK} as int)") for end in "ab")
    met = met.select(
        "*",
        F.least(block_a, block_b).alias("of_a"),
        F.greatest(block_a, block_b).alias("of_b"),
        (block_a > block_b).alias("turned"),
    )
    ends = [
        met.select("of_a", "of_b", F.col(f"pack_{end}").alias("pack"), F.col(end).alias("nid"))
        for end in "ab"
    ]
    asked = ends[0].unionByName(ends[1]).distinct()

    def send(table: pa.Table, asked: pa.Table) -> pa.Table:
        return _one(_native.engine_send(table.combine_chunks(), asked.combine_chunks()))

    def score(table: pa.Table, heads: pa.Table) -> pa.Table:
        table = table.combine_chunks()
        return _one(_native.engine_scores(table, heads, reuse, stories, sums))

    def sum_up(table: pa.Table, heads: pa.Table) -> pa.Table:
        return _one(_native.engine_cosines(table.combine_chunks(), heads))

    sent = _beside(packs, asked, "pack").applyInArrow(send, f"of_a int, of_b int, {held}")
    scored = _beside(met.drop("pack_a", "pack_b"), sent, "of_a", "of_b")
    sums: Optional[tuple[list[int], list[int]]] = None
    if embedded:
        parts = scored.applyInArrow(sum_up, "place bigint, sum bigint")
        added = run.save("cosines", parts.groupBy("place").agg(F.sum("sum").alias("sum")))
        rows = added.orderBy("place").collect()
        both = [int(row.sum) for row in rows] or [0] * 12
        sums = both[:6], both[6:]
    return run.save("events", scored.applyInArrow(score, SCORED))


def _pack(batches: Batches) -> Batches:
    """The heads of a range as one pack."""
    held = [batch for batch in batches if batch.num_rows > 0]
    if held:
        [made] = _native.engine_pack(whole(pa.Table.from_batches(held), "nid"))
        yield pa.RecordBatch.from_arrays(
            [held[0].column("pack").slice(0, 1), *(made.column(n) for n in _PACKED)],
            ["pack", *_PACKED],
        )


def _sum(table: pa.Table) -> pa.Table:
    return _one(_native.engine_sum(table.combine_chunks()))


def _beside(one: DataFrame, other: DataFrame, *by: str) -> Any:
    return one.groupBy(*by).cogroup(other.groupBy(*by))


def _one(batches: list[pa.RecordBatch]) -> pa.Table:
    return pa.Table.from_batches(batches)

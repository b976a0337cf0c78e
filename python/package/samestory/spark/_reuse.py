"""Text reuse: sketches, candidates, links, and standing text."""

from __future__ import annotations

import pyarrow as pa
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from .. import _native
from ._run import Batches, Run, of_batches

LINK = "a bigint, b bigint, kind int, common int, fewest int, shared int, in_a int, in_b int"


def sketch(run: Run, ready: DataFrame) -> tuple[DataFrame, DataFrame]:
    """Sketches of all articles, each with the first article of its text (`first`); and
    the texts, by their first articles."""
    reuse = run.reuse

    def sketch(batches: Batches) -> Batches:
        for batch in batches:
            table = pa.Table.from_batches([batch]).sort_by("nid").combine_chunks()
            yield from _native.engine_sketch(table, reuse)

    sketches = run.save(
        "sketches",
        ready.mapInArrow(
            sketch,
            "nid bigint, words binary, body string, masks array<bigint>, day bigint, "
            "bands array<bigint>, prints array<bigint>, short boolean",
        ),
    )
    of_text = Window.partitionBy("words")
    firsts = (
        sketches.where("words is not null")
        .select("nid", F.min("nid").over(of_text).alias("first"))
        .unionByName(
            sketches.where("words is null").select("nid", F.col("nid").alias("first"))
        )
    )
    members = run.save(
        "members",
        firsts.join(sketches.select("nid", "day"), "nid").join(
            ready.select("nid", "source"), "nid"
        ),
    )
    own = members.where("nid = first").select("nid")
    return members, run.save("texts", sketches.join(own, "nid").drop("day", "words"))


def candidates(run: Run, texts: DataFrame) -> tuple[DataFrame, DataFrame]:
    """The posting lists of fingerprints, and the pairs worth checking."""

    def lists(keys: str) -> DataFrame:
        return (
            texts.select("nid", F.explode(F.array_distinct(keys)).alias("key"))
            .groupBy("key")
            .agg(F.sort_array(F.collect_list("nid")).alias("members"))
            .where(F.size("members") > 1)
        )

    def pairs(lists: DataFrame) -> DataFrame:
        return lists.select("members").mapInArrow(_pairs, "a bigint, b bigint")

    prints = run.save("prints", lists("prints"))
    met = pairs(prints).groupBy("a", "b").agg(F.count("*").alias("count"))
    short = texts.where("short")
    short_a = short.select(F.col("nid").alias("a"), F.lit(True).alias("short_a"))
    short_b = short.select(F.col("nid").alias("b"), F.lit(True).alias("short_b"))
    often = F.col("count") >= _native.ENGINE_ENOUGH
    by_prints = (
        met.join(short_a, "a", "left")
        .join(short_b, "b", "left")
        .where(often | F.col("short_a").isNotNull() | F.col("short_b").isNotNull())
        .select("a", "b")
    )
    return prints, run.save(
        "pairs", pairs(lists("bands")).unionByName(by_prints).distinct()
    )


def verify(run: Run, pairs: DataFrame, texts: DataFrame) -> DataFrame:
    """The links: pairs checked where the words of both meet."""
    reuse = run.reuse

    def verify(batches: Batches) -> Batches:
        for batch in batches:
            yield from _native.engine_verify(pa.Table.from_batches([batch]), reuse)

    def side(name: str) -> DataFrame:
        return texts.select(
            F.col("nid").alias(name),
            F.col("body").alias(f"body_{name}"),
            F.col("masks").alias(f"masks_{name}"),
        )

    met = pairs.join(side("a"), "a").join(side("b"), "b")
    return run.save("links", met.mapInArrow(verify, f"{LINK}, joins boolean"))


def standing(run: Run, lists: DataFrame, texts: DataFrame, members: DataFrame) -> DataFrame:
    """For each text the standing text in it: its owners and fingerprints."""
    prints = members.select(
        F.col("first").alias("nid"), F.col("source").alias("outlet"), "day"
    )
    printed = (
        lists.where(F.size("members") >= _native.ENGINE_STANDING_TEXTS)
        .select(
            "key",
            F.size("members").cast("bigint").alias("texts"),
            F.explode("members").alias("nid"),
        )
        .join(prints, "nid")
        .groupBy("key", "texts")
        .agg(F.collect_list(F.struct("outlet", "day", "nid")).alias("printed"))
    )
    carried = run.save(
        "carried",
        printed.mapInArrow(_carried, "owner string, key bigint, carriers array<bigint>"),
    )
    asked = carried.select("owner", "key", F.explode("carriers").alias("nid"))
    of_carriers = texts.select("nid", "prints").join(
        asked.select("nid").distinct(), "nid"
    )
    shared = (
        of_carriers.select("nid", F.explode(F.array_distinct("prints")).alias("key"))
        .join(lists.select("key"), "key")
        .groupBy("nid")
        .agg(F.collect_list("key").alias("shared"))
    )
    own = of_carriers.join(shared, "nid", "left").mapInArrow(_own, "nid bigint, own boolean")
    standing = run.save(
        "standing",
        asked.join(own, "nid")
        .groupBy("owner", "key")
        .agg(F.count("*").alias("all"), F.count_if("own").alias("own"))
        .where(2 * F.col("own") > F.col("all"))
        .select("owner", "key"),
    )
    return (
        texts.select("nid", F.explode(F.array_distinct("prints")).alias("key"))
        .join(standing, "key")
        .groupBy("nid")
        .agg(F.collect_list(F.struct("owner", "key")).alias("found"))
        .select(
            "nid",
            F.col("found.owner").alias("owners"),
            F.col("found.key").alias("standing"),
        )
    )


def _pairs(batches: Batches) -> Batches:
    for batch in batches:
        table = pa.Table.from_batches([batch])
        yield from _native.engine_pairs(table, _native.ENGINE_STAR_ABOVE)


def _carried(batches: Batches) -> Batches:
    for batch in batches:
        yield from _native.engine_carried(pa.Table.from_batches([batch]))


def _own(batches: Batches) -> Batches:
    for batch in batches:
        answers = _native.engine_own(pa.Table.from_batches([batch]))
        arrays = [batch.column("nid"), pa.array(answers, pa.bool_())]
        yield pa.RecordBatch.from_arrays(arrays, ["nid", "own"])

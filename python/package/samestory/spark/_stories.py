"""Groups to stories, and stories to records."""

from __future__ import annotations

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from .. import _native
from ._events import SCORED
from ._groups import components, inside
from ._reuse import LINK
from ._run import Run, by_part

_TIE = [column.split()[0] for column in SCORED.split(", ")[1:]]


def joined(
    run: Run, groups: DataFrame, heads: DataFrame, links: DataFrame, events: DataFrame
) -> DataFrame:
    """For each group its story, named by its first group, and with that one the roundups
    that tell of it. Groups that hang together by scores that reach the threshold are joined
    in one place, with all scores among them."""
    reuse, stories = run.reuse, run.stories
    threshold = _native.engine_threshold(reuse, stories)
    tied = events.where(F.col("score").cast("double") >= threshold)
    parts = components(run, tied, groups, "event-components")
    scored = (
        inside(events, parts, "a", "b", "score")
        .groupBy(F.col("a").alias("nid"))
        .agg(F.collect_list(F.struct("b", "score")).alias("events"))
    )
    of_text = _of_article(groups)
    templates = (
        links.where("common is not null")
        .select(F.col("a").alias("text_a"), F.col("b").alias("text_b"))
        .join(of_text.select(F.col("nid").alias("text_a"), F.col("group").alias("x")), "text_a")
        .join(of_text.select(F.col("nid").alias("text_b"), F.col("group").alias("y")), "text_b")
        .where("x <> y")
        .select(F.least("x", "y").alias("a"), F.greatest("x", "y").alias("b"))
        .distinct()
    )
    apart = (
        inside(templates, parts, "a", "b")
        .groupBy(F.col("a").alias("nid"))
        .agg(F.collect_list("b").alias("apart"))
    )
    rows = (
        groups.select(
            "nid", "group_lang", "begun", "ended", F.size("members").cast("bigint").alias("count")
        )
        .join(heads.select("nid", "form"), "nid")
        .join(parts, "nid")
        .join(scored, "nid", "left")
        .join(apart, "nid", "left")
    )

    def join(table: pa.Table) -> list[pa.RecordBatch]:
        return _native.engine_join(table, reuse, stories)

    schema = "nid bigint, story bigint, roundups array<bigint>, touches array<float>"
    return run.save("joined", by_part(run, rows, join, schema))


def alone(groups: DataFrame) -> DataFrame:
    """Each group as a story of its own."""
    none = F.lit(None).cast("array<bigint>").alias("roundups")
    touches = F.lit(None).cast("array<float>").alias("touches")
    return groups.select("nid", F.col("nid").alias("story"), none, touches)


def _of_article(groups: DataFrame) -> DataFrame:
    return groups.select(F.col("nid").alias("group"), F.explode("members").alias("nid"))


def ties(run: Run, events: DataFrame, stories: DataFrame) -> DataFrame:
    """The scored pairs that hold stories together."""
    named = stories.select("nid", F.col("story").alias("part"))
    told = events.where(F.size("features") > 0)
    return run.save("ties", inside(told, named, "a", *_TIE))


def no_ties(run: Run) -> DataFrame:
    """A table of none."""
    return run.spark.createDataFrame([], SCORED)


def tell(
    run: Run,
    ready: DataFrame,
    groups: DataFrame,
    links: DataFrame,
    standing: DataFrame,
    stories: DataFrame,
    ties: DataFrame,
) -> DataFrame:
    """The stories, as records: each told where its articles, their links, and the articles
    at the other ends of these meet."""
    names = [column.split()[0] for column in LINK.split(", ")]
    link = F.struct(*names).alias("link")
    ends = [links.select(F.col(end).alias("nid"), link) for end in "ab"]
    of_text = ends[0].unionByName(ends[1]).groupBy("nid").agg(
        F.collect_list("link").alias("links")
    )
    of_group = ties.groupBy(F.col("a").alias("nid")).agg(
        F.collect_list(F.struct(*_TIE)).alias("ties")
    )
    # Roundups stand by the articles that stand for them.
    touch = F.explode(F.arrays_zip("roundups", "touches")).alias("touch")
    touched = (
        stories.select("story", touch)
        .select("story", F.col("touch.roundups").alias("nid"), F.col("touch.touches").alias("score"))
        .join(groups.select("nid", "head"), "nid")
    )
    roundups = (
        touched.groupBy(F.col("story").alias("nid"))
        .agg(F.collect_list(F.struct("head", "score")).alias("touch"))
        .select(
            "nid", F.col("touch.head").alias("roundups"), F.col("touch.score").alias("touches")
        )
    )
    of_story = stories.select(F.col("nid").alias("group"), F.col("story").alias("part"))
    placed = _of_article(groups).join(of_story, "group").select("nid", "part")
    firsts = (
        groups.join(of_group, "nid", "left")
        .join(roundups, "nid", "left")
        .join(stories.select("nid", "story"), "nid")
    )
    own = (
        placed.withColumn("member", F.lit(True))
        .join(of_text, "nid", "left")
        .join(standing, "nid", "left")
        .join(firsts, "nid", "left")
    )

    def part(end: str) -> DataFrame:
        return placed.select(F.col("nid").alias(end), F.col("part").alias(f"part_{end}"))

    across = (
        links.select("a", "b")
        .join(part("a"), "a")
        .join(part("b"), "b")
        .where("part_a <> part_b")
    )
    guests = (
        across.select(F.col("b").alias("nid"), F.col("part_a").alias("part"))
        .unionByName(across.select(F.col("a").alias("nid"), F.col("part_b").alias("part")))
        .unionByName(touched.select(F.col("head").alias("nid"), F.col("story").alias("part")))
        .distinct()
        .withColumn("member", F.lit(False))
    )
    rows = own.unionByName(guests, allowMissingColumns=True).join(ready, "nid")
    reuse, settings = run.reuse, run.stories

    def told(table: pa.Table) -> list[pa.RecordBatch]:
        return _native.engine_tell(table, reuse, settings)

    schema = "story string, articles bigint, groups bigint, record string"
    return run.save("records", by_part(run, rows, told, schema), f"{run.output}/records")

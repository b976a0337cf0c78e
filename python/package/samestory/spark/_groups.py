"""What hangs together, and the reprint groups in it."""

from __future__ import annotations

from typing import Any, Optional

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from .. import _native
from .._errors import InputError
from ._reuse import LINK
from ._run import Run, by_part

MOST_ROUNDS = 60
"""Rounds that connected components may take: large-star/small-star needs about the
logarithm of the longest chain's length."""


def components(run: Run, edges: DataFrame, nodes: DataFrame, name: str) -> DataFrame:
    """For each node the least that it hangs together with by edges from `a` to the larger
    `b`. Large-star/small-star: Kiveris et al., SoCC 2014."""
    edges = edges.select(F.col("b").alias("u"), F.col("a").alias("v"))
    known: Optional[tuple[Any, ...]] = None
    for round in range(MOST_ROUNDS):
        both = edges.unionByName(edges.select(F.col("v").alias("u"), F.col("u").alias("v")))
        least = both.groupBy("u").agg(F.least("u", F.min("v")).alias("m"))
        large = (
            both.join(least, "u")
            .where("v > u")
            .select(F.col("v").alias("u"), F.col("m").alias("v"))
            .distinct()
        )
        least = large.groupBy("u").agg(F.min("v").alias("m"))
        small = (
            large.join(least, "u")
            .where("v > m")
            .select(F.col("v").alias("u"), F.col("m").alias("v"))
            .unionByName(least.select("u", F.col("m").alias("v")))
            .distinct()
        )
        edges = run.save(f"{name}-{round}", small)
        found = edges.agg(F.count("*"), F.bit_xor(F.xxhash64("u", "v"))).first()
        assert found is not None
        if tuple(found) == known:
            break
        known = tuple(found)
    else:
        raise InputError(
            "cannot group the articles",
            f"their links hang together in chains of more than 2^{MOST_ROUNDS}",
            None,
        )
    part = F.coalesce("v", "nid").alias("part")
    joined = nodes.select("nid").join(edges, F.col("nid") == F.col("u"), "left")
    return run.save(f"{name}-parts", joined.select("nid", part))


def inside(links: DataFrame, parts: DataFrame, *columns: str) -> DataFrame:
    """The links whose ends are in one part, with these columns of theirs."""
    part_a = parts.select(F.col("nid").alias("a"), F.col("part").alias("part_a"))
    part_b = parts.select(F.col("nid").alias("b"), F.col("part").alias("part_b"))
    met = links.join(part_a, "a").join(part_b, "b").where("part_a = part_b")
    return met.select(*columns)


def groups(
    run: Run,
    ready: DataFrame,
    members: DataFrame,
    texts: DataFrame,
    links: DataFrame,
    standing: DataFrame,
) -> DataFrame:
    """The reprint groups: one row each, by the first article; `members` are its articles.
    Each component of linked texts is grouped where its articles and links meet."""
    parts = components(run, links.where("joins"), texts, "components")
    names = [column.split()[0] for column in LINK.split(", ")]
    of_text = (
        inside(links, parts, *names)
        .groupBy(F.col("a").alias("nid"))
        .agg(F.collect_list(F.struct(*names)).alias("links"))
    )
    rows = (
        members.select("nid", "first")
        .join(parts.select(F.col("nid").alias("first"), "part"), "first")
        .drop("first")
        .join(of_text, "nid", "left")
        .join(standing, "nid", "left")
        .join(ready, "nid")
    )
    reuse = run.reuse

    def group(table: pa.Table) -> list[pa.RecordBatch]:
        return _native.engine_groups(table, reuse)

    schema = (
        "nid bigint, members array<bigint>, head bigint, group_lang string, "
        "begun bigint, ended bigint, weakest double, weakest_a bigint, weakest_b bigint, "
        "apart_a array<bigint>, apart_b array<bigint>, apart_own array<double>"
    )
    return run.save("groups", by_part(run, rows, group, schema))

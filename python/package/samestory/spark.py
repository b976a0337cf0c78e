"""Reprint groups on Apache Spark: the answer of one machine, id for id.

::

    python -m samestory.spark --input news/*.parquet --output groups --tier reprints

or, in a session, `cluster`. Spark moves the data; every step on an article, a posting list,
a pair or a group is the library's, in the executors' Python workers. docs/spark.md tells
how to run it, what it costs, and what it does not do.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Callable, Optional

import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from . import _native
from ._errors import Error, InputError, SettingError
from ._input import PARTS as ALL_PARTS
from ._stories import TABLES

__all__ = ["cluster", "main"]

Batches = Iterable[pa.RecordBatch]

MOST_ROUNDS = 60
"""Rounds that connected components may take: large-star/small-star needs about the
logarithm of the longest chain's length."""

BATCH = 1_000
"""Articles given to a worker at a time."""

PART = 2_000
"""Articles of several components that are told together."""

# Embeddings take part in stories, and this is the tier of reprints.
PARTS = tuple(part for part in ALL_PARTS if part != "embedding")
_ARTICLE = ", ".join(f"{part} string" for part in PARTS)
_LINK = (
    "a bigint, b bigint, kind int, common int, fewest int, shared int, jaccard double, "
    "containment_ab double, containment_ba double"
)
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


def cluster(
    spark: SparkSession,
    input: str,
    output: str,
    *,
    tier: str,
    passages: bool = True,
    singletons: bool = False,
    min_passage: int = 12,
    shingle_width: int = 5,
    bands: int = 32,
    fields: Optional[Mapping[str, str]] = None,
    format: Optional[str] = None,
    max_rejects: Optional[int] = None,
    partitions: int = 200,
    json_lines: bool = False,
    keep_work: bool = False,
) -> dict[str, Any]:
    """Articles to reprint groups with their links and passages, written as Parquet.

    ``output`` gets one folder a table, with the columns of `Stories.to_arrow`: articles,
    stories, groups, links, passages, spans; ``records``, the stories as lines of the
    output contract; and last of all ``summary``. Without ``summary`` the output is not
    whole.

    Args:
        spark: the session.
        input: a path or pattern that Spark reads, of Parquet or JSON Lines. Every article
            needs an id.
        output: a folder, which must not exist.
        tier: ``"reprints"``; same-event stories are found on one machine only.
        format: ``"parquet"`` or ``"jsonl"``; told by the path without it.
        max_rejects: records that may be refused; by default one in a thousand, at least
            ten.
        partitions: of every shuffle. Take three for each core, and so many that one has
            20,000 articles at most.
        json_lines: write ``json-lines`` too: the records as text.
        keep_work: leave the steps' tables in ``output/_work``.

    The other arguments are those of `samestory.cluster`.

    Returns:
        What came of it, as in ``summary``.
    """
    if tier != "reprints":
        raise SettingError(
            f"cannot use tier={tier!r} here",
            "same-event stories are not found on Spark",
            "give 'reprints', or run samestory.cluster on one machine",
        )
    reuse = {"shingle_width": shingle_width, "bands": bands}
    run = _Run(spark, output, reuse, partitions)
    if run.exists(output):
        raise InputError(
            f"cannot write '{output}'", "it exists", "name another folder, or remove it"
        )
    settings = {
        "spark.sql.shuffle.partitions": str(partitions),
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(BATCH),
    }
    before = {name: spark.conf.get(name, None) for name in settings}
    for name, value in settings.items():
        spark.conf.set(name, value)
    try:
        ready, rejects, repeats = run.read(input, dict(fields or {}), format, max_rejects)
        sketches, texts = run.sketch(ready)
        lists, pairs = run.candidates(texts)
        links = run.verify(pairs, texts)
        standing = run.standing(lists, texts, sketches)
        parts = run.components(links, texts)
        least = 1 if singletons else 2
        records = run.tell(
            ready, sketches, texts, links, standing, parts, passages, min_passage, least
        )
        return run.write(records, ready, links, rejects, repeats, json_lines, keep_work)
    except Exception as error:
        if not keep_work:
            run.remove(output)
        told = _told(error)
        if told is None:
            raise
        raise told from None
    finally:
        for name, old in before.items():
            if old is None:
                spark.conf.unset(name)
            else:
                spark.conf.set(name, old)


class _Run:
    """The steps of a run; each is written before the next begins, so that a lost
    executor costs its own tasks, and nothing is computed twice in two ways."""

    def __init__(
        self, spark: SparkSession, output: str, reuse: dict[str, int], partitions: int
    ) -> None:
        self.spark, self.output = spark, output.rstrip("/")
        self.reuse, self.partitions = reuse, partitions

    # Steps.

    def read(
        self, path: str, fields: dict[str, str], format: Optional[str], most: Optional[int]
    ) -> tuple[DataFrame, int, int]:
        """Articles, sorted by id and numbered, with the facts that cleaning asks for."""
        are_lines = (format or _format(path)) == "jsonl"
        if are_lines:
            rows = self.spark.read.text(path)
        else:
            rows = self.spark.read.parquet(path)
            wanted = {fields.get(part, part).split(".")[0] for part in PARTS}
            rows = rows.select(*(name for name in rows.columns if name in wanted))
        rows = rows.withColumn("_file", F.col("_metadata.file_path"))

        def judge(batches: Batches) -> Batches:
            for batch in batches:
                yield from _judge(batch, fields, are_lines)

        read = self.save(
            "read",
            rows.mapInArrow(judge, f"{_ARTICLE}, refused string, file string"),
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
        sorted_ = taken.repartitionByRange(self.partitions, "id").sortWithinPartitions(*PARTS)
        articles = self.save(
            "articles",
            sorted_.mapInArrow(_first_of_each_id, f"{_ARTICLE}, again boolean").withColumn(
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
        articles = articles.drop("again")
        repeats = total - rejects - articles.count()
        return self.facts(articles), rejects, repeats

    def facts(self, articles: DataFrame) -> DataFrame:
        """Articles with the furniture of their outlets and the headlines in them."""
        lines = self.save(
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
        furniture = self.save(
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
        return self.save(
            "ready", articles.join(of_outlet, "nid", "left").join(heads, "nid", "left")
        )

    def sketch(self, ready: DataFrame) -> tuple[DataFrame, DataFrame]:
        """Sketches of all articles, each with the first article of its text (`first`); and
        the texts, by their first articles."""
        reuse = self.reuse

        def sketch(batches: Batches) -> Batches:
            for batch in batches:
                table = pa.Table.from_batches([batch]).sort_by("nid").combine_chunks()
                yield from _native.engine_sketch(table, reuse)

        sketches = self.save(
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
        members = self.save(
            "members",
            firsts.join(sketches.select("nid", "day"), "nid").join(
                ready.select("nid", "source"), "nid"
            ),
        )
        own = members.where("nid = first").select("nid")
        return members, self.save("texts", sketches.join(own, "nid").drop("day", "words"))

    def candidates(self, texts: DataFrame) -> tuple[DataFrame, DataFrame]:
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

        prints = self.save("prints", lists("prints"))
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
        return prints, self.save(
            "pairs", pairs(lists("bands")).unionByName(by_prints).distinct()
        )

    def verify(self, pairs: DataFrame, texts: DataFrame) -> DataFrame:
        """The links: pairs checked where the words of both meet."""
        reuse = self.reuse

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
        return self.save("links", met.mapInArrow(verify, f"{_LINK}, joins boolean"))

    def standing(self, lists: DataFrame, texts: DataFrame, members: DataFrame) -> DataFrame:
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
        carried = self.save(
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
        standing = self.save(
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

    def components(self, links: DataFrame, texts: DataFrame) -> DataFrame:
        """For each text the least text that it hangs together with by links that may join:
        no group reaches beyond. Large-star/small-star: Kiveris et al., SoCC 2014."""
        edges = links.where("joins").select(F.col("b").alias("u"), F.col("a").alias("v"))
        known: Optional[tuple[Any, ...]] = None
        for round in range(MOST_ROUNDS):
            both = edges.unionByName(
                edges.select(F.col("v").alias("u"), F.col("u").alias("v"))
            )
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
            edges = self.save(f"components-{round}", small)
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
        return self.save(
            "parts",
            texts.select("nid").join(edges, F.col("nid") == F.col("u"), "left").select("nid", part),
        )

    def tell(
        self,
        ready: DataFrame,
        members: DataFrame,
        texts: DataFrame,
        links: DataFrame,
        standing: DataFrame,
        parts: DataFrame,
        passages: bool,
        min_passage: int,
        least: int,
    ) -> DataFrame:
        """The stories, as records: each part told where its articles and links meet."""
        link = F.struct(*(column.split()[0] for column in _LINK.split(", "))).alias("link")
        ends = links.select(F.col("a").alias("nid"), link).unionByName(
            links.select(F.col("b").alias("nid"), link)
        )
        of_text = ends.groupBy("nid").agg(F.collect_list("link").alias("links"))
        own = (
            members.select("nid", "first")
            .join(parts.select(F.col("nid").alias("first"), "part"), "first")
            .select("nid", "part", F.lit(True).alias("member"))
            .join(of_text, "nid", "left")
            .join(standing, "nid", "left")
        )
        part = {
            end: parts.select(F.col("nid").alias(end), F.col("part").alias(f"part_{end}"))
            for end in "ab"
        }
        across = (
            links.select("a", "b")
            .join(part["a"], "a")
            .join(part["b"], "b")
            .where("part_a <> part_b")
        )
        guests = (
            across.select(F.col("b").alias("nid"), F.col("part_a").alias("part"))
            .unionByName(across.select(F.col("a").alias("nid"), F.col("part_b").alias("part")))
            .distinct()
            .withColumn("member", F.lit(False))
        )
        rows = own.unionByName(guests, allowMissingColumns=True).join(ready, "nid")
        rows = rows.repartition(self.partitions, "part").sortWithinPartitions("part", "nid")
        reuse = self.reuse

        def tell(batches: Batches) -> Batches:
            for table in _whole_parts(batches):
                yield from _native.engine_tell(table, reuse, passages, min_passage, least)

        return self.save(
            "records",
            rows.mapInArrow(tell, "story string, articles bigint, record string"),
            f"{self.output}/records",
        )

    def write(
        self,
        records: DataFrame,
        ready: DataFrame,
        links: DataFrame,
        rejects: int,
        repeats: int,
        json_lines: bool,
        keep_work: bool,
    ) -> dict[str, Any]:
        """The tables, and the summary last."""
        for name in TABLES:
            table = records.select("record").mapInArrow(_table(name), _COLUMNS[name])
            self.save(name, table, f"{self.output}/{name}")
        if json_lines:
            records.select("record").write.text(f"{self.output}/json-lines")
        several = records.where("articles > 1")
        counts = several.agg(F.count("*"), F.sum("articles")).first()
        assert counts is not None
        articles = ready.count()
        summary = {
            "complete": True,
            "articles": articles,
            "groups": counts[0],
            "links": links.count(),
            "passages": self.spark.read.parquet(f"{self.output}/passages").count(),
            "singletons": articles - (counts[1] or 0),
            "rejects": rejects,
            "repeats": repeats,
        }
        columns = [F.lit(value).alias(name) for name, value in summary.items()]
        self.spark.range(1).select(*columns).coalesce(1).write.parquet(
            f"{self.output}/summary"
        )
        if not keep_work:
            self.remove(f"{self.output}/_work")
        return summary

    # Files.

    def save(self, name: str, frame: DataFrame, path: Optional[str] = None) -> DataFrame:
        """Writes a step and reads it back: what follows sees one result, whatever is
        lost and computed again."""
        path = path or f"{self.output}/_work/{name}"
        self.spark.sparkContext.setJobDescription(f"samestory: {name}")
        schema = frame.schema
        frame.write.parquet(path)
        return self.spark.read.schema(schema).parquet(path)

    def _files(self, path: str) -> tuple[Any, Any]:
        jvm = self.spark._jvm
        assert jvm is not None
        place = jvm.org.apache.hadoop.fs.Path(path)
        return place.getFileSystem(self.spark._jsc.hadoopConfiguration()), place

    def exists(self, path: str) -> bool:
        files, place = self._files(path)
        return bool(files.exists(place))

    def remove(self, path: str) -> None:
        files, place = self._files(path)
        files.delete(place, True)


# What runs in the executors.


def _judge(batch: pa.RecordBatch, fields: dict[str, str], are_lines: bool) -> Batches:
    files = batch.column("_file").to_pylist()
    rows = pa.Table.from_batches([batch]).drop_columns(["_file"])
    if not are_lines:
        from ._input import columns

        try:
            rows = columns(rows, fields)
        except InputError as error:
            raise InputError(f"cannot use '{files[0]}'", error.cause, error.help) from None
    articles, places, refused = _native.engine_read(rows, fields, are_lines)
    text = pa.string()
    kept = [articles.column(part).cast(text) for part in PARTS]
    none = pa.nulls(len(places), text)
    names = [*PARTS, "refused", "file"]
    yield pa.RecordBatch.from_arrays([*kept, none, none], names)
    if refused:
        nothing = [pa.nulls(len(refused), text) for _ in PARTS]
        reasons = pa.array([reason for _, reason in refused], text)
        where = pa.array([files[row] for row, _ in refused], text)
        yield pa.RecordBatch.from_arrays([*nothing, reasons, where], names)


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


def _whole_parts(batches: Batches) -> Iterator[pa.Table]:
    """Batches that are sorted by part, cut between parts. An article that is a guest in
    one part and a member of another, both at hand, is there once, as a member."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        if batch.num_rows == 0:
            continue
        if held and sum(one.num_rows for one in held) >= PART:
            last = held[-1].column("part")[-1].as_py()
            parts = batch.column("part").to_pylist()
            same = next((at for at, part in enumerate(parts) if part != last), len(parts))
            if same < len(parts):
                held.append(batch.slice(0, same))
                yield _one_part(held)
                held, batch = [], batch.slice(same)
        held.append(batch)
    if held:
        yield _one_part(held)


def _one_part(held: Sequence[pa.RecordBatch]) -> pa.Table:
    table = pa.Table.from_batches(held)
    table = table.sort_by([("nid", "ascending"), ("member", "descending")]).combine_chunks()
    numbers = table.column("nid").to_pylist()
    first = [at == 0 or number != numbers[at - 1] for at, number in enumerate(numbers)]
    return table.filter(pa.array(first, pa.bool_())).combine_chunks()


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


def _told(error: Exception) -> Optional[Error]:
    """What Spark says of an input that cannot be read, in the words of the module."""
    said = str(error)
    ours = re.search(
        r"samestory\._errors\.\w+: (.+)(?:\n  cause: (.+))?(?:\n  help:  (.+))?", said
    )
    if ours is not None:
        return InputError(*ours.groups())
    file = re.search(r"(?:reading file|footer for file:?) (\S+)", said)
    if file is not None:
        causes = re.findall(r"Caused by: (?:[\w.$]+: )?(.+)", said)
        cause = causes[-1].strip() if causes else said.splitlines()[0]
        return InputError(
            f"cannot read '{file[1].rstrip('.')}'", cause, "mend the file, or leave it out"
        )
    return None


def _format(path: str) -> str:
    endings = (".parquet", ".pq")
    return "parquet" if path.rstrip("/*").endswith(endings) else "jsonl"


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """`python -m samestory.spark`, also under spark-submit."""
    parser = argparse.ArgumentParser("samestory.spark", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--input", required=True, help="Parquet or JSON Lines, where Spark reads")
    parser.add_argument("--output", required=True, help="a folder, which must not exist")
    parser.add_argument("--tier", required=True, help="how far to go: reprints")
    parser.add_argument("--no-passages", action="store_true", help="leave out shared passages")
    parser.add_argument(
        "--singletons", action="store_true", help="write stories of one article too"
    )
    parser.add_argument("--min-passage", type=int, default=12, metavar="WORDS")
    parser.add_argument("--shingle-width", type=int, default=5, metavar="WORDS")
    parser.add_argument("--bands", type=int, default=32)
    parser.add_argument("--field", action="append", default=[], metavar="PART=COLUMN")
    parser.add_argument("--format", choices=["parquet", "jsonl"])
    parser.add_argument("--max-rejects", type=int, metavar="N")
    parser.add_argument("--partitions", type=int, default=200, help="of every shuffle")
    parser.add_argument("--json-lines", action="store_true", help="write the records as text too")
    parser.add_argument("--keep-work", action="store_true", help="leave the steps' tables")
    given = parser.parse_args(arguments)
    fields = dict(field.split("=", 1) for part in given.field for field in part.split(","))
    spark = SparkSession.builder.appName("samestory").getOrCreate()
    try:
        summary = cluster(
            spark,
            given.input,
            given.output,
            tier=given.tier,
            passages=not given.no_passages,
            singletons=given.singletons,
            min_passage=given.min_passage,
            shingle_width=given.shingle_width,
            bands=given.bands,
            fields=fields,
            format=given.format,
            max_rejects=given.max_rejects,
            partitions=given.partitions,
            json_lines=given.json_lines,
            keep_work=given.keep_work,
        )
    except Error as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    finally:
        spark.stop()
    print(", ".join(f"{value} {name}" for name, value in summary.items() if name != "complete"))
    return 0


if __name__ == "__main__":
    sys.exit(main())

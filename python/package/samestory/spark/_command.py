"""Articles to stories on Apache Spark: the answer of one machine, id for id."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Sequence
from typing import Any, Optional

from pyspark.sql import SparkSession

from .._errors import Error


_CHOSEN = ("PYSPARK_PYTHON", "PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS")
"""Where one of these is set, somebody chose the workers' interpreter, or spark-submit did.
Otherwise Spark would start the first `python3` of the path, which may not have samestory."""


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """`python -m samestory.spark`, also under spark-submit."""
    parser = argparse.ArgumentParser("samestory.spark", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--input", required=True, help="Parquet or JSON Lines, where Spark reads")
    parser.add_argument("--output", required=True, help="a folder, which must not exist")
    parser.add_argument(
        "--tier", default="stories", choices=["reprints", "stories"], help="how far to go"
    )
    parser.add_argument("--no-passages", action="store_true", help="leave out shared passages")
    parser.add_argument(
        "--singletons", action="store_true", help="write stories of one article too"
    )
    parser.add_argument(
        "--window",
        type=int,
        default=720,
        metavar="HOURS",
        help="longest time between two articles that are compared for the same event",
    )
    parser.add_argument(
        "--threshold", type=float, help="least closeness of two groups of one story"
    )
    parser.add_argument(
        "--verbatim-only", action="store_true", help="leave out what was said in other words"
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
    from . import cluster

    if not any(name in os.environ for name in _CHOSEN):
        os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = SparkSession.builder.appName("samestory").getOrCreate()
    warnings.showwarning = _warn  # type: ignore[assignment]
    try:
        summary = cluster(
            spark,
            given.input,
            given.output,
            tier=given.tier,
            passages=not given.no_passages,
            singletons=given.singletons,
            window_hours=given.window,
            threshold=given.threshold,
            min_passage=given.min_passage,
            verbatim_only=given.verbatim_only,
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


def _warn(message: Any, *_: Any) -> None:
    print(f"warning: {message}", file=sys.stderr)

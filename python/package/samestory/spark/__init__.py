"""`samestory.cluster` on Apache Spark: the answer of one machine, id for id.

::

    python -m samestory.spark --input news/*.parquet --output stories

or, in a session, `cluster`. Spark moves the data; every step on an article, a posting list,
a pair, a group or a story is the library's, in the executors' Python workers.
docs/spark.md tells how to run it, what it costs, and what it does not do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Optional

from pyspark.sql import SparkSession

from .. import _input, _native
from .._errors import Error, InputError, SettingError
from . import _events, _groups, _intake, _reuse, _run, _stories, _tables
from ._command import main

__all__ = ["cluster", "main"]


def cluster(
    spark: SparkSession,
    input: str,
    output: str,
    *,
    tier: str = "stories",
    passages: bool = True,
    singletons: bool = False,
    window_hours: int = 720,
    threshold: Optional[float] = None,
    min_passage: int = 12,
    verbatim_only: bool = False,
    shingle_width: int = 5,
    bands: int = 32,
    fields: Optional[Mapping[str, str]] = None,
    format: Optional[str] = None,
    max_rejects: Optional[int] = None,
    partitions: int = 200,
    json_lines: bool = False,
    keep_work: bool = False,
) -> dict[str, Any]:
    """Articles to stories with their reprint groups, links and passages, written as Parquet.

    ``output`` gets one folder a table, with the columns of `Stories.to_arrow`: articles,
    stories, groups, links, passages, spans; ``records``, the stories as lines of the
    output contract; and last of all ``summary``. Without ``summary`` the output is not
    whole.

    Args:
        spark: the session.
        input: a path or pattern that Spark reads, of Parquet or JSON Lines. Every article
            needs an id.
        output: a folder, which must not exist.
        format: ``"parquet"`` or ``"jsonl"``; told by the path without it.
        max_rejects: records that may be refused; by default one in a thousand, at least
            ten.
        partitions: of every shuffle. Take three for each core, and so many that one has
            20,000 articles at most.
        json_lines: write ``json-lines`` too: the records as text.
        keep_work: leave the steps' tables in ``output/_work``.

    The other arguments are those of `samestory.cluster`.

    Returns:
        What came of it, as in ``summary``. Dates and embeddings that could not be used are
        warned of.
    """
    reuse = {"shingle_width": shingle_width, "bands": bands}
    stories = {
        "tier": tier,
        "passages": passages,
        "singletons": singletons,
        "window_hours": window_hours,
        "threshold": threshold,
        "min_passage": min_passage,
        "verbatim_only": verbatim_only,
    }
    _native.engine_threshold(reuse, stories)  # Refuses what makes no sense.
    if partitions < 1:
        raise SettingError(
            f"cannot use partitions={partitions}",
            "there is no work without one",
            "give a number from 1",
        )
    run = _run.Run(spark, output, reuse, stories, partitions)
    if run.exists(output):
        raise InputError(
            f"cannot write '{output}'", "it exists", "name another folder, or remove it"
        )
    settings = {
        "spark.sql.shuffle.partitions": str(partitions),
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(_run.BATCH),
    }
    before = {name: spark.conf.get(name, None) for name in settings}
    for name, value in settings.items():
        spark.conf.set(name, value)
    try:
        ready, embeddings, rejects, repeats, warnings = _intake.read(
            run, input, dict(fields or {}), format, max_rejects
        )
        sketches, texts = _reuse.sketch(run, ready)
        lists, pairs = _reuse.candidates(run, texts)
        links = _reuse.verify(run, pairs, texts)
        standing = _reuse.standing(run, lists, texts, sketches)
        groups = _groups.groups(run, ready, sketches, texts, links, standing)
        if tier == "stories":
            heads, profiles = _events.profiles(run, ready, embeddings, groups)
            met = _events.candidates(run, heads)
            embedded = embeddings is not None
            events = _events.scores(run, met, heads, profiles, embedded)
            told = _stories.joined(run, groups, heads, links, events)
            ties = _stories.ties(run, events, told)
        else:
            told, ties = _stories.alone(groups), _stories.no_ties(run)
        records = _stories.tell(run, ready, groups, links, standing, told, ties)
        all_links = links.count() + ties.count()
        summary = _tables.write(
            run, records, ready.count(), all_links, rejects, repeats, json_lines
        )
        if not keep_work:
            run.remove(f"{run.output}/_work")
        _input.warn(warnings)
        return summary
    except Exception as error:
        if not keep_work:
            run.remove(output)
        told_of = _told(error)
        if told_of is None:
            raise
        raise told_of from None
    finally:
        for name, old in before.items():
            if old is None:
                spark.conf.unset(name)
            else:
                spark.conf.set(name, old)


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

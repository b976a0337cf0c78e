"""The Spark job on a standalone cluster: a master and two workers, started and stopped here."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Optional

import pytest

pytest.importorskip("pyspark", reason="Spark is tested where pyspark is installed")

import pyarrow as pa
import pyarrow.parquet as pq
import pyspark

import samestory
from samestory import spark as on_spark

HELD = Path(__file__).parent / "held.py"
QUICK = "-XX:TieredStopAtLevel=1"
"""For programs that live a minute: the JVM's first compiler only."""
PATIENCE = 300
"""Seconds after which something that must happen is said not to: far beyond what it takes."""


def until(happened: Callable[[], Any], what: str) -> Any:
    begun = time.monotonic()
    while not (found := happened()):
        assert time.monotonic() - begun < PATIENCE, f"waited in vain for {what}"
        time.sleep(0.1)
    return found


class Cluster:
    """A master and two workers of one core each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
            "PYSPARK_DRIVER_PYTHON": sys.executable,
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def begin(self) -> None:
        at = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"]
        self.start("master", "org.apache.spark.deploy.master.Master", *at)
        self.master = self.said("master", r"Starting Spark master at (spark://\S+)")
        for name in ("one", "two"):
            size = ["--cores", "1", "--memory", "1g", "--work-dir", str(self.folder / name)]
            self.start(name, "org.apache.spark.deploy.worker.Worker", *at, *size, self.master)
        for name in ("one", "two"):
            self.said(name, r"Successfully registered with master (\S+)")

    def start(self, name: str, *command: str) -> None:
        program = Path(pyspark.__file__).parent / "bin" / "spark-class"
        with open(self.folder / f"{name}.log", "wb") as log:
            # A session of its own, so that all it starts can be stopped with it.
            self.processes[name] = subprocess.Popen(
                [program, *command],
                stdout=log,
                stderr=log,
                env=self.environment,
                start_new_session=True,
            )

    def said(self, name: str, pattern: str) -> str:
        """What a process says in its log, which must come while it lives."""

        def found() -> Optional[re.Match[str]]:
            log = (self.folder / f"{name}.log").read_text("utf-8", "replace")
            assert self.processes[name].poll() is None, log[-4000:]
            return re.search(pattern, log)

        return str(until(found, f"{name} to say {pattern}")[1])

    def stop(self) -> None:
        """Ends all that was started: drivers first."""
        for process in reversed(list(self.processes.values())):
            for end in (signal.SIGTERM, signal.SIGKILL):
                if process.poll() is None:
                    os.killpg(process.pid, end)
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(20)

    def run(self, log: Path, *command: object) -> subprocess.Popen[bytes]:
        """A driver, whose log is kept."""
        options = {
            "spark.driver.host": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.executor.memory": "1g",
            "spark.log.level": "INFO",
            "spark.driver.extraJavaOptions": QUICK,
            "spark.executor.extraJavaOptions": QUICK,
        }
        settings = " ".join(f"--conf {name}={value}" for name, value in options.items())
        submit = f"--master {self.master} {settings} pyspark-shell"
        with open(log, "wb") as written:
            driver = subprocess.Popen(
                [sys.executable, *map(str, command)],
                stdout=written,
                stderr=subprocess.STDOUT,
                env={**self.environment, "PYSPARK_SUBMIT_ARGS": submit},
                start_new_session=True,
            )
        self.processes[f"driver {len(self.processes)}"] = driver
        return driver


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if not shutil.which("java"):
        pytest.skip("there is no Java: apt-get install openjdk-17-jre-headless")
    # Tests that are told to end stop their cluster too.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    started = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        started.begin()
        yield started
    finally:
        started.stop()
        signal.signal(signal.SIGTERM, before)


@pytest.fixture(scope="module")
def small(command: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    command("synth", "--articles", 1200, "--seed", 5, "-o", folder / "articles.jsonl")
    return folder / "articles.jsonl"


Stories = dict[str, dict[str, Any]]


def of_one_machine(command: Any, path: Path) -> Stories:
    found = command.records("cluster", path, "--tier", "reprints", kind="story")
    assert len(found) > 10
    return {story["id"]: story for story in found}


def of_spark(output: Path) -> Stories:
    lines = pq.read_table(output / "records").column("record").to_pylist()
    found = [json.loads(line)["data"] for line in lines]
    ids = [article["id"] for story in found for article in story["articles"]]
    assert len(ids) == len(set(ids)), "no article is in two groups"
    return {story["id"]: story for story in found}


def finished(process: subprocess.Popen[bytes], log: Path) -> int:
    try:
        return process.wait(2 * PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        raise AssertionError(log.read_text("utf-8", "replace")[-4000:]) from None


JOBS = """
import sys
from pyspark.sql import SparkSession
from samestory import spark
session = SparkSession.builder.appName("samestory").getOrCreate()
for job in sys.argv[1:]:
    source, output, partitions = job.split("|")
    spark.cluster(session, source, output, tier="reprints", partitions=int(partitions))
"""


def test_groups_links_and_passages_are_those_of_one_machine_for_any_partitions(
    cluster: Cluster, command: Any, sample: Path, small: Path, tmp_path: Path
) -> None:
    """Stories are compared whole: assignments, links, passages, credits, figures."""
    table = tmp_path / "sample.parquet"
    pq.write_table(pa.Table.from_pylist([json.loads(line) for line in open(sample, "rb")]), table)
    parts = tmp_path / "parts"
    parts.mkdir()
    lines = small.read_bytes().splitlines(keepends=True)
    for number in range(3):
        (parts / f"{number}.jsonl").write_bytes(b"".join(lines[number::3]))
    jobs = [(sample, 7), (table, 2), (small, 1), (parts, 7)]
    outputs = [tmp_path / f"out-{number}" for number in range(len(jobs))]
    asked = [f"{source}|{to}|{n}" for (source, n), to in zip(jobs, outputs)]
    log = tmp_path / "log"
    code = finished(cluster.run(log, "-c", JOBS, *asked), log)
    assert code == 0, log.read_text("utf-8", "replace")[-4000:]
    one = {path: of_one_machine(command, path) for path in (sample, small)}
    for (source, _), output in zip(jobs, outputs):
        same = sample if source in (sample, table) else small
        assert of_spark(output) == one[same], (source, output)
    # The tables hold what the records hold.
    found = samestory.cluster(str(small), tier="reprints")
    for name in ("articles", "stories", "groups", "links", "passages", "spans"):
        want = found.to_arrow(name).to_pylist()
        got = pq.read_table(outputs[3] / name).to_pylist()
        assert sorted(map(repr, got)) == sorted(map(repr, want)), name
    summary = pq.read_table(outputs[3] / "summary").to_pylist()[0]
    assert summary["complete"] and summary["articles"] == found.summary["articles"]
    assert {n: summary[n] for n in ("groups", "links", "passages", "singletons")} == {
        n: found.summary[n] for n in ("groups", "links", "passages", "singletons")
    }
    assert not (outputs[3] / "_work").exists()


def test_executors_killed_in_running_steps_change_nothing(
    cluster: Cluster, command: Any, small: Path, tmp_path: Path
) -> None:
    """`lines` is the first pass over the articles, `links` stands behind the shuffles of
    the pairs, `components-0` is a round of the components. Tasks of each wait until the
    executor of one of them is killed: the kill always hits a running job."""
    steps = ["lines", "links", "components-0"]
    log, output, held = tmp_path / "log", tmp_path / "out", tmp_path / "held"
    for step in steps:
        (held / step).mkdir(parents=True)
    job = ["--input", small, "--output", output, "--tier", "reprints", "--partitions", 4]
    process = cluster.run(log, HELD, held, *job)

    def lives() -> bool:
        assert process.poll() is None, log.read_text("utf-8", "replace")[-4000:]
        return True

    for kills, step in enumerate(steps):
        waiting = lambda: lives() and sorted((held / step).glob("in-*"))
        executor = int(until(waiting, f"a task of {step}")[0].name.removeprefix("in-"))
        arguments = Path(f"/proc/{executor}/cmdline").read_bytes()
        assert b"CoarseGrainedExecutorBackend" in arguments
        os.kill(executor, signal.SIGKILL)
        missed = lambda: lives() and log.read_bytes().count(b": Lost executor ") > kills
        until(missed, "the driver to miss its executor")
        (held / step / "go").touch()
    code = finished(process, log)
    written = log.read_text("utf-8", "replace")
    assert code == 0, written[-4000:]
    hit = re.findall(r"Lost task .* ExecutorLostFailure", written)
    assert len(hit) >= len(steps), "running tasks were hit"
    assert of_spark(output) == of_one_machine(command, small)


def test_a_file_that_is_cut_short_is_named_and_nothing_is_taken_for_whole(
    cluster: Cluster, small: Path, tmp_path: Path
) -> None:
    lines = small.read_bytes().splitlines(keepends=True)
    source = tmp_path / "news"
    source.mkdir()
    (source / "good.jsonl.gz").write_bytes(gzip.compress(b"".join(lines[::2])))
    (source / "torn.jsonl.gz").write_bytes(gzip.compress(b"".join(lines[1::2]))[:-900])
    log, output = tmp_path / "log", tmp_path / "out"
    job = ["--input", source, "--output", output, "--tier", "reprints", "--partitions", 2]
    process = cluster.run(log, "-m", "samestory.spark", *job)
    assert finished(process, log) == 2
    said = re.search(r"^error: .*(?:\n  .*)*", log.read_text("utf-8", "replace"), re.M)
    assert said and "torn.jsonl.gz" in said[0] and "good" not in said[0], said
    assert not output.exists()


def test_stories_are_refused_with_the_reason() -> None:
    with pytest.raises(samestory.SettingError, match="are not found on Spark"):
        on_spark.cluster(None, "in", "out", tier="stories")

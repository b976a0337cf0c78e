"""Executors killed while a job runs: the answer stays."""

from __future__ import annotations

import os
import random
import re
import signal
import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyspark", reason="Spark is tested where pyspark is installed")

from standalone import PATIENCE, Cluster, finished, of_one_machine, of_spark, until

HELD = Path(__file__).parent / "held.py"


def test_executors_killed_in_running_steps_change_nothing(
    cluster: Cluster, command: Any, small: Path, tmp_path: Path
) -> None:
    """`lines` is the first pass over the articles, `links` stands behind the shuffles of
    the pairs, `components-0` is a round of the components, `events` is where profiles of
    heads meet. Tasks of each wait until the executor of one of them is killed: the kill
    always hits a running job."""
    steps = ["lines", "links", "components-0", "events"]
    log, output, held = tmp_path / "log", tmp_path / "out", tmp_path / "held"
    for step in steps:
        (held / step).mkdir(parents=True)
    job = ["--input", small, "--output", output, "--partitions", 4]
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


def test_executors_killed_at_any_moment_change_nothing(
    cluster: Cluster, command: Any, small: Path, tmp_path: Path
) -> None:
    """As many kills as `SAMESTORY_KILLS` says, four of them in a run; the moments are
    drawn from `SAMESTORY_SEED`."""
    left = int(os.environ.get("SAMESTORY_KILLS", "0"))
    if left == 0:
        pytest.skip("SAMESTORY_KILLS says how many")
    draw = random.Random(int(os.environ.get("SAMESTORY_SEED", "1")))
    want, runs, hit = of_one_machine(command, small), 0, 0
    while left > 0:
        output, log = tmp_path / f"out-{runs}", tmp_path / f"log-{runs}"
        job = ["--input", small, "--output", output, "--partitions", 4]
        process = cluster.run(log, "-m", "samestory.spark", *job)
        for _ in range(min(left, 4)):
            until(lambda: process.poll() is not None or cluster.executors(), "an executor")
            time.sleep(draw.uniform(0, 15))
            alive = cluster.executors()
            if process.poll() is not None or not alive:
                break
            os.kill(draw.choice(alive), signal.SIGKILL)
            left -= 1
        assert finished(process, log) == 0, log.read_text("utf-8", "replace")[-4000:]
        hit += len(set(re.findall(r"Lost executor (\d+)", log.read_text("utf-8", "replace"))))
        assert of_spark(output) == want, f"run {runs}"
        print(f"run {runs}: the answer of one machine; {hit} executors lost so far", flush=True)
        runs += 1

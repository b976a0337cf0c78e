"""A Spark cluster: a master and two workers, started and stopped here."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Optional

import pyarrow.parquet as pq
import pyspark

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

    def executors(self) -> list[int]:
        """The processes that run tasks."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                # Executors are in the session of the worker that started them.
                session = int(folder.joinpath("stat").read_text().rsplit(")", 1)[1].split()[3])
                if session in (self.processes["one"].pid, self.processes["two"].pid):
                    if b"CoarseGrainedExecutorBackend" in (folder / "cmdline").read_bytes():
                        found.append(int(folder.name))
        return sorted(found)

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


Stories = dict[str, dict[str, Any]]


def of_one_machine(command: Any, path: Path, *settings: str) -> Stories:
    found = command.records("cluster", path, *settings, kind="story")
    assert len(found) > 10
    return {story["id"]: story for story in found}


def of_spark(output: Path) -> Stories:
    lines = pq.read_table(output / "records").column("record").to_pylist()
    found = [json.loads(line)["data"] for line in lines]
    ids = [article["id"] for story in found for article in story["articles"]]
    assert len(ids) == len(set(ids)), "no article is in two stories"
    return {story["id"]: story for story in found}


def finished(
    process: subprocess.Popen[bytes], log: Path, patience: float = 2 * PATIENCE
) -> int:
    try:
        return process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        raise AssertionError(log.read_text("utf-8", "replace")[-4000:]) from None

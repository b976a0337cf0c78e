"""The command, as it is started on a machine without a cluster."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyspark", reason="Spark is tested where pyspark is installed")

from standalone import of_one_machine, of_spark


@pytest.mark.skipif(not shutil.which("java"), reason="there is no Java")
def test_workers_are_started_with_the_interpreter_of_the_command(
    command: Any, sample: Path, tmp_path: Path
) -> None:
    """The first `python3` of the path is another one here, as where the environment of
    samestory is not activated. Reprints are those of one machine."""
    other = tmp_path / "bin" / "python3"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\necho 'this python3 has no samestory' >&2\nexit 1\n")
    other.chmod(0o755)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYSPARK_")}
    environment["PATH"] = f"{other.parent}{os.pathsep}{environment['PATH']}"
    job = ["--input", sample, "--output", tmp_path / "out", "--tier", "reprints"]
    done = subprocess.run(
        [sys.executable, "-m", "samestory.spark", *map(str, job), "--partitions", "2"],
        env={**environment, "SPARK_LOCAL_IP": "127.0.0.1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert of_spark(tmp_path / "out") == of_one_machine(command, sample, "--tier", "reprints")
    assert done.stdout.startswith("88 articles, "), done.stdout

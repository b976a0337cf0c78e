"""The command, as it is started on a machine without a cluster."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pyspark", reason="Spark is tested where pyspark is installed")


@pytest.mark.skipif(not shutil.which("java"), reason="there is no Java")
def test_workers_are_started_with_the_interpreter_of_the_command(tmp_path: Path) -> None:
    """The first `python3` of the path is another one here, as where the environment of
    samestory is not activated."""
    other = tmp_path / "bin" / "python3"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\necho 'this python3 has no samestory' >&2\nexit 1\n")
    other.chmod(0o755)
    text = "At dawn the ferry with forty guests on board has left the harbour, officials said."
    articles = [{"id": f"a{number}", "text": text} for number in range(3)]
    news = tmp_path / "news.jsonl"
    news.write_text("".join(json.dumps(article) + "\n" for article in articles))
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYSPARK_")}
    environment["PATH"] = f"{other.parent}{os.pathsep}{environment['PATH']}"
    job = ["--input", news, "--output", tmp_path / "out", "--tier", "reprints"]
    done = subprocess.run(
        [sys.executable, "-m", "samestory.spark", *map(str, job), "--partitions", "1"],
        env={**environment, "SPARK_LOCAL_IP": "127.0.0.1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stdout.startswith("3 articles, 1 stories"), done.stdout

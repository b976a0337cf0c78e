"""What the tests on a cluster share."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if not shutil.which("java"):
        pytest.skip("there is no Java: apt-get install openjdk-17-jre-headless")
    # Tests that are told to end stop their cluster too.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    from standalone import Cluster

    started = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        started.begin()
        yield started
    finally:
        started.stop()
        signal.signal(signal.SIGTERM, before)


@pytest.fixture(scope="session")
def small(command: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    command("synth", "--articles", 1200, "--seed", 5, "-o", folder / "articles.jsonl")
    return folder / "articles.jsonl"

"""What the tests share: the sample corpus, and the command line to compare with."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def sample() -> Path:
    return ROOT / "data" / "sample" / "articles.jsonl"


@pytest.fixture(scope="session")
def rows(sample: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in sample.read_text("utf-8").splitlines()]


class CommandLine:
    """The built `samestory`, which must be there."""

    def __init__(self) -> None:
        target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
        self.binary = ROOT / target / "release" / "samestory"
        assert self.binary.exists(), f"build it first: {self.binary}"

    def __call__(self, *arguments: object, ok: tuple[int, ...] = (0,)) -> bytes:
        command = [self.binary, "--quiet", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, cwd=ROOT)
        assert done.returncode in ok, done.stderr.decode()
        return done.stdout

    def records(self, *arguments: object, kind: str) -> list[dict[str, Any]]:
        lines = map(json.loads, self(*arguments).splitlines())
        return [line["data"] for line in lines if line["type"] == kind]


@pytest.fixture(scope="session")
def command() -> CommandLine:
    return CommandLine()


@pytest.fixture(scope="session")
def synth(command: CommandLine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synth")
    command("synth", "--articles", 3000, "--seed", 7, "-o", folder / "articles.jsonl")
    return folder / "articles.jsonl"

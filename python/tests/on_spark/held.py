"""`python -m samestory.spark`, with tasks that wait to be killed.

``held.py FOLDER ARGUMENTS``: in each step that FOLDER has a folder for, the first tasks
write there the process of the executor that they run in, and wait until it holds ``go``.
"""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from samestory.spark import _run, main

if __name__ == "__main__":
    FOLDER = Path(sys.argv[1])


def hold(folder: Path, batches: Any) -> Any:
    # A worker is a child of Python's daemon, which is a child of the executor.
    status = Path(f"/proc/{os.getppid()}/stat").read_text()
    executor = status.rsplit(")", 1)[1].split()[1]
    if not (folder / "go").exists():
        half = folder / f"half-{os.getpid()}"
        half.write_text(executor)
        half.rename(folder / f"in-{executor}")
    while not (folder / "go").exists():
        time.sleep(0.05)
    yield from batches


class Held(_run.Run):
    def save(self, name: str, frame: Any, path: Any = None) -> Any:
        folder = FOLDER / name
        if folder.exists():
            frame = frame.mapInArrow(partial(hold, folder), frame.schema)
        return super().save(name, frame, path)


if __name__ == "__main__":
    _run.Run = Held  # type: ignore[misc]
    sys.exit(main(sys.argv[2:]))

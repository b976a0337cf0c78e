"""`python -m samestory.spark`, with tasks that wait to be killed.

``held.py FOLDER STEP ARGUMENTS``: the first tasks of the step write, to FOLDER, the process
of the executor that they run in, and wait until FOLDER holds ``go``.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from samestory import spark

if __name__ == "__main__":
    FOLDER, STEP = Path(sys.argv[1]), sys.argv[2]


def hold(batches: Any) -> Any:
    # A worker is a child of Python's daemon, which is a child of the executor.
    status = Path(f"/proc/{os.getppid()}/stat").read_text()
    executor = status.rsplit(")", 1)[1].split()[1]
    if not (FOLDER / "go").exists():
        half = FOLDER / f"half-{os.getpid()}"
        half.write_text(executor)
        half.rename(FOLDER / f"in-{executor}")
    while not (FOLDER / "go").exists():
        time.sleep(0.05)
    yield from batches


class Held(spark._Run):
    def save(self, name: str, frame: Any, path: Any = None) -> Any:
        if name == STEP:
            frame = frame.mapInArrow(hold, frame.schema)
        return super().save(name, frame, path)


if __name__ == "__main__":
    spark._Run = Held  # type: ignore[misc]
    sys.exit(spark.main(sys.argv[3:]))

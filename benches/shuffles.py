"""What a run of `samestory.spark` moved: reads Spark's event log of it.

    python benches/shuffles.py EVENT_LOG ARTICLES

Run the job with ``--conf spark.eventLog.enabled=true --conf spark.eventLog.dir=FOLDER
--conf spark.eventLog.compress=false``. Prints for every step what its tasks wrote to
shuffles, in rows and bytes an article, the processor time of its tasks, and the most bytes
that one task read.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

step_of: dict[int, str] = {}
rows: dict[str, int] = defaultdict(int)
moved: dict[str, int] = defaultdict(int)
seconds: dict[str, float] = defaultdict(float)
largest: dict[str, int] = defaultdict(int)

place, articles = Path(sys.argv[1]), int(sys.argv[2])
logs = sorted(p for p in place.rglob("*") if p.is_file()) if place.is_dir() else [place]
for log in logs:
    if log.name.startswith((".", "appstatus")):
        continue
    for line in log.open("rb"):
        event = json.loads(line)
        if event["Event"] == "SparkListenerJobStart":
            said = event.get("Properties", {}).get("spark.job.description", "other")
            step = re.sub(r"-(\d+|parts)$", "", said.removeprefix("samestory: "))
            for stage in event["Stage IDs"]:
                step_of.setdefault(stage, step)
        elif event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
            step, metrics = step_of.get(event["Stage ID"], "other"), event["Task Metrics"]
            written, read = metrics["Shuffle Write Metrics"], metrics["Shuffle Read Metrics"]
            rows[step] += written["Shuffle Records Written"]
            moved[step] += written["Shuffle Bytes Written"]
            seconds[step] += metrics["Executor Run Time"] / 1e3
            read_here = read["Remote Bytes Read"] + read["Local Bytes Read"]
            largest[step] = max(largest[step], read_here)

print("| step | rows an article | bytes an article | task seconds | largest task reads, MB |")
print("|---|--:|--:|--:|--:|")
for step in seconds:
    print(
        f"| {step} | {rows[step] / articles:.2f} | {moved[step] / articles:,.0f} "
        f"| {seconds[step]:.1f} | {largest[step] / 1e6:.1f} |"
    )
print(
    f"| all | {sum(rows.values()) / articles:.2f} | {sum(moved.values()) / articles:,.0f} "
    f"| {sum(seconds.values()):.1f} | {max(largest.values()) / 1e6:.1f} |"
)

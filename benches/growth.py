"""How the cost of telling reprints grows with the number of articles.

    python3 benches/growth.py --articles 250000 500000 1000000

Measured: processor seconds, wall seconds and peak memory of `cluster --tier reprints
--members`, by stage, as `--timings` tells them; one run a size.
Corpus: `samestory synth --per-day 20000 --seed 3`, 2.1 KB an article; each is written,
clustered and removed again.
Notes: cost should double with the corpus. Writes `growth.json` and `growth.md` into
`benches/runs/<date>`, anew after every size; what other sizes took that day is kept beside
it.
"""

import argparse
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parent / "peers"))
from compare import ROOT, machine  # noqa: E402  (found by the line before)


def timed(samestory, articles, threads, folder):
    """What `--timings` tells of a corpus of so many articles."""
    corpus, truth, found, timings = (
        folder / name for name in ["corpus.jsonl", "truth.jsonl", "stories.jsonl", "timings.json"]
    )
    synth = ["synth", "--articles", str(articles), "--per-day", "20000", "--seed", "3"]
    subprocess.run([samestory, "-q", *synth, "-o", corpus, "--truth", truth], check=True)
    truth.unlink()
    cluster = ["cluster", corpus, "--members", "--tier", "reprints", "-o", found]
    cluster += ["--temp", folder, "--timings", timings]
    if threads:
        cluster += ["--threads", str(threads)]
    subprocess.run([samestory, "-q", *cluster], check=True)
    corpus.unlink()
    found.unlink()
    return json.loads(timings.read_text())


def table(runs):
    """Processor seconds by stage, and how often those of the size before."""
    sizes = sorted(runs)
    head, rule = "| articles |", "|---|"
    for size in sizes:
        head += f" {size:,} | |"
        rule += "--:|--:|"
    rows = [head, rule]
    stages = [stage["stage"] for stage in runs[sizes[0]]["stages"]]
    measured = {
        **{name: lambda run, at=at: run["stages"][at]["processor_seconds"] for at, name in enumerate(stages)},
        "all": lambda run: run["processor_seconds"],
        "wall": lambda run: run["seconds"],
        "peak memory, MiB": lambda run: run["peak_bytes"] / (1 << 20),
    }
    for name, value in measured.items():
        row, before = f"| {name} |", None
        for size in sizes:
            now = value(runs[size])
            ratio = f"{now / before:.1f}" if before else ""
            row += f" {now:,.0f} | {ratio} |" if now >= 100 else f" {now:.1f} | {ratio} |"
            before = now
        rows.append(row)
    return "\n".join(rows) + "\n"


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--samestory", default=ROOT / "target/release/samestory")
    options.add_argument("--articles", type=int, nargs="+", default=[250_000, 500_000, 1_000_000])
    options.add_argument("--threads", type=int, help="as `cluster` chooses, unless told")
    options.add_argument("--out", type=pathlib.Path)
    options.add_argument("--temp", help="where the corpora go: 5 KB an article")
    chosen = options.parse_args()
    today = datetime.date.today().isoformat()
    out = chosen.out or pathlib.Path(__file__).resolve().parent / "runs" / today
    out.mkdir(parents=True, exist_ok=True)
    kept = out / "growth.json"
    known = json.loads(kept.read_text())["runs"] if kept.exists() else []
    runs = {run["articles"]: run for run in known}
    for articles in chosen.articles:
        with tempfile.TemporaryDirectory(dir=chosen.temp) as folder:
            told = timed(chosen.samestory, articles, chosen.threads, pathlib.Path(folder))
        runs[articles] = {"articles": articles, **told}
        everything = {"machine": machine(), "runs": [runs[size] for size in sorted(runs)]}
        kept.write_text(json.dumps(everything, indent=1) + "\n")
        (out / "growth.md").write_text(f"On {machine()}.\n\n{table(runs)}")
    print((out / "growth.md").read_text(), end="")


if __name__ == "__main__":
    main()

"""samestory beside its peers, on one machine, in one run.

    python3 benches/peers/compare.py

Measured: CPU seconds (of all processes), wall time and peak memory (proportional set size
of the process tree, sampled) of whole commands, from reading a file to one line an
article with its group; the commands take turns, and medians are told.
Corpus: `samestory synth`, 1.9 KB an article, five languages; the same file for all.
Notes: the peers are those of `requirements.txt`, `text-dedup.txt` and `datatrove.txt`,
each file installed into a virtual environment beside the results; what `peer.py` says of their settings holds. They compare signatures;
samestory verifies every link on the texts, masks furniture, and finds partial copies too.
Quality is told beside the cost: recall of the pairs of Jaccard similarity .7 and more, by
exact search in this script over the smallest corpus (of up to 20,000), and the share of pairs put together
that belong to one story. Who does not write one line for every article is left out of the
table, and the run fails.
"""

import argparse
import collections
import datetime
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import threading
import time
import venv

from peer import LEAST, articles, shingles

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEERS = ["daft", "gaoya", "rensa", "datasketch", "text-dedup", "datatrove"]
MOST_PAIRS = 200_000
# Articles of the largest corpus that is searched exhaustively.
MOST_EXACT = 20_000


def tree(root):
    """A process and all below it."""
    children = collections.defaultdict(list)
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = pathlib.Path("/proc", entry, "stat").read_text()
            except OSError:
                continue
            children[int(stat.rsplit(")", 1)[1].split()[1])].append(int(entry))
    found, left = [], [root]
    while left:
        found.append(left.pop())
        left += children[found[-1]]
    return found


def resident(root):
    """Proportional set size of a process tree, in bytes."""
    total = 0
    for process in tree(root):
        try:
            rollup = pathlib.Path("/proc", str(process), "smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(row.split()[1]) for row in rollup.splitlines() if row.startswith("Pss:"))
    return total * 1024


def measured(command):
    """Runs a command; CPU seconds, wall seconds and peak memory in bytes."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak, ended = [0], threading.Event()

    def sample():
        while not ended.wait(0.05):
            peak[0] = max(peak[0], resident(process.pid))

    watcher = threading.Thread(target=sample)
    watcher.start()
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    ended.set()
    watcher.join()
    if status != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}\n{said.decode(errors='replace')[-2000:]}")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - started, peak[0]


def grouped(path, field):
    """Group of every article, as one of its output lines says."""
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {row["id"]: row[field] for row in rows}


def exact_pairs(ids, texts):
    """Every pair of Jaccard similarity LEAST and more, by an index over all shingles."""
    sets = [shingles(text) for text in texts]
    index = collections.defaultdict(list)
    pairs = []
    for place, own in enumerate(sets):
        shared = collections.Counter()
        for shingle in own:
            shared.update(index[shingle])
            index[shingle].append(place)
        for other, common in shared.items():
            if common / (len(own) + len(sets[other]) - common) >= LEAST:
                pairs.append((ids[other], ids[place]))
    return pairs


def precision(groups, story):
    """Share of the pairs put together that belong to one story; sampled where many."""
    members = collections.defaultdict(list)
    for article, group in groups.items():
        members[group].append(article)
    pairs = []
    for group in members.values():
        if len(group) > 1:
            pairs += [(a, b) for at, a in enumerate(group) for b in group[at + 1 :]]
    pairs = random.Random(1).sample(pairs, min(len(pairs), MOST_PAIRS))
    return sum(story[a] == story[b] for a, b in pairs) / max(1, len(pairs))


def environment(folder, requirements, also=()):
    """A virtual environment with what a file names, and `also`; answers its interpreter."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        install = [python, "-m", "pip", "install", "--quiet"]
        subprocess.run([*install, "-r", HERE / requirements], check=True)
        for package in also:
            subprocess.run([*install, "--no-deps", package], check=True)
    return python


def environments(work):
    """The interpreter of every peer."""
    shared = environment(work / "venv", "requirements.txt")
    # What text-dedup asks for beyond these is for its other methods, and is gigabytes.
    apart = {
        "text-dedup": environment(work / "text-dedup", "text-dedup.txt", ["text-dedup==0.4.0"]),
        "datatrove": environment(work / "datatrove", "datatrove.txt"),
    }
    return {name: apart.get(name, shared) for name in PEERS}


def contenders(samestory, pythons, corpus, output):
    """Each row of the table: its command, and the field that names the group."""
    ours = [samestory, "--quiet", "cluster", corpus, "--members", "-o", output]
    rows = {
        "samestory, reprints": ([*ours, "--tier", "reprints"], "group"),
        "samestory, stories": (ours, "group"),
    }
    for name in PEERS:
        rows[name] = ([pythons[name], HERE / "peer.py", name, corpus, output], "group")
    return rows


def machine():
    """What the figures were taken on."""
    rows = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    name = next((row.split(":", 1)[1].strip() for row in rows if row.startswith("model name")), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    return f"{os.cpu_count()} cores of {name}, {memory} GiB"


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--samestory", default=ROOT / "target/release/samestory")
    options.add_argument("--articles", type=int, nargs="+", default=[10_000, 50_000, 200_000])
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--only", nargs="+", help="rows of the table")
    options.add_argument("--out", type=pathlib.Path)
    chosen = options.parse_args()
    today = datetime.date.today().isoformat()
    out = chosen.out or HERE.parent / "runs" / today
    work = ROOT / "target" / "peers"
    work.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    pythons = environments(work)

    results, lines = [], [f"# samestory beside its peers, {today}", "", f"On {machine()}; medians of {chosen.runs} runs."]
    truth = None
    for count in sorted(chosen.articles):
        corpus, labels = work / f"{count}.jsonl", work / f"{count}.truth.jsonl"
        synth = ["--quiet", "synth", "--articles", str(count), "--seed", "7"]
        subprocess.run([chosen.samestory, *synth, "-o", corpus, "--truth", labels], check=True)
        size = corpus.stat().st_size
        story = grouped(labels, "story")
        if truth is None and count <= MOST_EXACT:
            truth = exact_pairs(*articles(corpus))
            known = f"{len(truth)} pairs of Jaccard similarity {LEAST} and more"
            lines.append(f"Recall over the {known} of the smallest corpus.")
        taken, quality = collections.defaultdict(list), {}
        for _ in range(chosen.runs):
            for name, (command, field) in contenders(chosen.samestory, pythons, corpus, work / "out.jsonl").items():
                if chosen.only and name not in chosen.only:
                    continue
                taken[name].append(measured(command))
                groups = grouped(work / "out.jsonl", field)
                if groups.keys() != story.keys():
                    sys.exit(f"{name} did not answer for every article of {corpus}")
                if name not in quality:
                    found = None
                    if count == min(chosen.articles) and truth is not None:
                        found = sum(groups[a] == groups[b] for a, b in truth) / max(1, len(truth))
                    quality[name] = (found, precision(groups, story), len(set(groups.values())))
        lines += ["", f"## {count} articles, {size / 1e6:.0f} MB", ""]
        lines += ["| | CPU s | wall s | MB a CPU s | articles a CPU s | peak MB | recall | precision | groups |"]
        lines += ["| --- | --: | --: | --: | --: | --: | --: | --: | --: |"]
        for name, runs in sorted(taken.items(), key=lambda row: statistics.median(r[0] for r in row[1])):
            cpu, wall, peak = (statistics.median(column) for column in zip(*runs))
            recall, exact, groups = quality[name]
            told = "" if recall is None else f"{recall:.4f}"
            lines.append(
                f"| {name} | {cpu:.2f} | {wall:.2f} | {size / 1e6 / cpu:.1f} | {count / cpu:.0f} "
                f"| {peak / 1e6:.0f} | {told} | {exact:.4f} | {groups} |"
            )
            results.append({
                "articles": count, "bytes": size, "name": name, "runs": runs,
                "recall": recall, "precision": exact, "groups": groups,
            })
    (out / "peers.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (out / "peers.json").write_text(json.dumps({"machine": machine(), "results": results}, indent=1) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()

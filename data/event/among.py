#!/usr/bin/env python3
"""What labelled stories come to among many other articles of their days.

usage: among.py SAMESTORY CORPORA [N ...]

SAMESTORY  a built binary
CORPORA    the folder that fit.py reads; its german-bulk and reuters are what the others are put among
N          numbers of other articles; 0, 300, 1000, 2000 unless told

Needs what fit.py needs.

The other articles get the dates of the labelled ones, in order; among front pages they are cut to
thirty words. Wherever one joins a labelled article, that counts as wrong. Prints precision, recall
and nt_f, each the mean of three thresholds, since single joins move a figure by more than they mean.
"""
import collections
import gzip
import json
import os
import subprocess
import sys
import tempfile

from fit import corpora

THRESHOLDS = ("0.28", "0.30", "0.32")
TEASER = 30


def lines(path):
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as rows:
        return [json.loads(row) for row in rows]


def others(pool, count, dates, words):
    """So many articles of a pool that follow one another, with the dates given."""
    if count > len(pool):
        sys.exit(f"cannot put {count} articles beside: there are {len(pool)}")
    begin = (len(pool) - count) // 2
    out = []
    for at, article in enumerate(pool[begin : begin + count]):
        article = {key: article[key] for key in ("title", "text", "source", "lang") if key in article}
        article["id"] = f"other {at}"
        article["text"] = " ".join(article["text"].split()[:words])
        if dates:
            article["date"] = dates[at * len(dates) // count]
        out.append(article)
    return out


def figures(gold, stories):
    """Precision, recall and their harmonic mean over articles that stand with another, as in nt_f; all of
    another collection are wrong company."""
    of = {}
    for row in stories:
        if row.get("type") == "story":
            of.update({article["id"]: row["data"]["id"] for article in row["data"]["articles"]})
    of = {i: of.get(i, i) for i in set(gold) | {i for i in of if i.startswith("other ")}}
    together = collections.Counter((gold[i], of[i]) for i in gold)
    in_gold, in_found = collections.Counter(gold.values()), collections.Counter(of.values())
    precision = [(together[gold[i], of[i]] - 1) / (in_found[of[i]] - 1) for i in gold if in_found[of[i]] > 1]
    recall = [(together[gold[i], of[i]] - 1) / (in_gold[gold[i]] - 1) for i in gold if in_gold[gold[i]] > 1]
    p, r = sum(precision) / max(1, len(precision)), sum(recall) / max(1, len(recall))
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    binary, root = os.path.abspath(sys.argv[1]), sys.argv[2]
    counts = [int(count) for count in sys.argv[3:]] or [0, 300, 1000, 2000]
    pools = {}
    for name in ("german-bulk", "reuters"):
        pool = lines(os.path.join(root, name, "articles.jsonl.gz"))
        pools[name] = sorted(pool, key=lambda article: (str(article.get("date")), str(article["id"])))
    means = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for name, articles, labels in corpora(root):
            if name == "graded":
                continue
            labels = [row for row in lines(labels) if row.get("kind") != "roundup" and row.get("sure") is not False]
            gold = {str(row["id"]): str(row["story"]) for row in labels}
            own = lines(articles)
            dates = sorted(article["date"] for article in own if article.get("date"))
            pool = pools["reuters" if name in ("giveme5w", "ecbplus") else "german-bulk"]
            words = TEASER if name.startswith("fronts") else None
            row = []
            for count in counts:
                path, out = os.path.join(folder, "articles.jsonl"), os.path.join(folder, "stories.jsonl")
                with open(path, "w", encoding="utf-8") as file:
                    for article in own + others(pool, count, dates, words):
                        file.write(json.dumps(article) + "\n")
                found = []
                for threshold in THRESHOLDS:
                    subprocess.run([binary, "cluster", "-q", "--no-passages", "--threshold", threshold, path, "-o", out], check=True)
                    found.append(figures(gold, lines(out)))
                p, r, f = (sum(values) / len(values) for values in zip(*found))
                means[count].append(f)
                row.append(f"{count:5}: {p:.3f} {r:.3f} {f:.3f}")
            print(f"{name:18}", "   ".join(row), flush=True)
    print(f"{'mean':18}", "   ".join(f"{count:5}: {sum(f) / len(f):.3f}" for count, f in means.items()))


if __name__ == "__main__":
    main()

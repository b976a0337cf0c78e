#!/usr/bin/env python3
"""Fit the weights of the event score, and say what they are worth where they were not fitted.

usage: fit.py SAMESTORY CORPORA [--check] [--embeddings FOLDER]

SAMESTORY  a built binary: `samestory eval --features` writes the features of every candidate pair
CORPORA    a folder of labelled corpora, in the layout that `corpora()` below reads
--check    also fit without each corpus in turn, and cluster the corpus left out
--embeddings  what embed.py wrote: fit how embeddings take part, the weights of words as they are in the program

Prints the lines that belong into src/verify/event/model.rs. Needs numpy and scipy. The same
input gives the same weights.
"""
import collections
import glob
import gzip
import hashlib
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from scipy.optimize import minimize

STRENGTH = 1.0       # inverse of the regularisation, on standardised features
AGAINST = {"other_numbers", "length", "same_outlet"}  # may only count against; all others only for
# Windows of two days teach nothing about weeks, and front pages nothing about an outlet's next report.
FIXED = {"days": -0.25, "outlet_again": -0.4}
FOLDS = 4
SHIFTS = [round(-1.5 + 0.1 * step, 1) for step in range(16)]
# Embeddings: how the scale of a model is read, in src/verify/event/embedding.rs and model.rs.
HIGH, LOW, PRIOR_PAIRS, PRIOR_SPREAD, LEAST_APART, SUREST = 0.95, 0.4, 5.0, 0.15, 0.02, 1e-6
UNTRUSTED, TRUSTED = 1.0, 3.0
# The linkage of src/cluster/stories.rs.
THRESHOLD, LEAST, PRIOR, PRIOR_PAIRS, LEAST_TIGHTNESS = 0.30, 0.02, 0.36, 10.0, 0.16
SIZE_BONUS, MOST_SIZE, WINDOW = 0.1, 32.0, 30 * 86400


def corpora(root):
    """Name, articles, gold of each corpus."""
    found = []
    for gold in sorted(glob.glob(os.path.join(root, "german-*", "*.gold.jsonl"))):
        base = gold[: -len(".gold.jsonl")]
        kind = os.path.basename(os.path.dirname(gold)).replace("german-", "")
        found.append((f"{kind} {os.path.basename(base)}", base + ".articles.jsonl.gz", gold))
    for name in ("giveme5w", "ecbplus"):
        found.append((name, os.path.join(root, name, "articles.jsonl.gz"), os.path.join(root, name, "gold.jsonl")))
    graded = os.path.join(root, "graded-pairs")
    found.append(("graded", os.path.join(graded, "articles.jsonl.gz"), os.path.join(graded, "pairs.jsonl")))
    return [corpus for corpus in found if os.path.exists(corpus[1])]


class Corpus:
    """Groups, scored pairs and labels of one corpus."""

    def __init__(self, name, articles, gold, binary, folder, embeddings=None):
        self.name = name
        if embeddings:
            articles = with_embeddings(articles, os.path.join(embeddings, name.replace(" ", "-") + ".jsonl"), folder)
        path = os.path.join(folder, name.replace(" ", "-") + ".features.jsonl")
        subprocess.run([binary, "eval", "-q", "--features", path, articles], check=True)
        self.groups, a, b, x, cosine = [], [], [], [], []
        with open(path, encoding="utf-8") as lines:
            head = json.loads(next(lines))
            self.features, self.weights, self.intercept = head["features"], np.array(head["weights"]), head["intercept"]
            for line in lines:
                row = json.loads(line)
                if "articles" in row:
                    self.groups.append(row)
                elif not row["across"]:
                    a.append(row["a"])
                    b.append(row["b"])
                    x.append(row["x"])
                    cosine.append(row.get("embedding", np.nan))
        self.a, self.b, self.x, self.cosine = np.array(a), np.array(b), np.array(x), np.array(cosine)
        rows = [json.loads(line) for line in open(gold, encoding="utf-8")]
        self.pairs = rows if "same_story" in rows[0] else None
        group_of = {article: at for at, group in enumerate(self.groups) for article in group["articles"]}
        if self.pairs is None:
            self.gold = {str(r["id"]): str(r["story"]) for r in rows if r.get("kind") != "roundup" and r.get("sure") is not False}
            story = [collections.Counter(self.gold[i] for i in g["articles"] if i in self.gold) for g in self.groups]
            story = [count.most_common(1)[0][0] if count else None for count in story]
            self.y = np.array([-1 if story[i] is None or story[j] is None else int(story[i] == story[j]) for i, j in zip(a, b)])
            # Like events of one theme go into one fold.
            key = [(s or str(i)).split("_")[0] if name == "ecbplus" else s or str(i) for i, s in enumerate(story)]
        else:
            said = {}
            root = list(range(len(self.groups)))

            def find(i):
                while root[i] != i:
                    i = root[i]
                return i

            for r in self.pairs:
                i, j = sorted((group_of[r["a"]], group_of[r["b"]]))
                said[i, j] = r["same_story"]
                root[find(j)] = find(i)
            self.y = np.array([said.get((i, j), -1) for i, j in zip(a, b)])
            key = [str(find(i)) for i in range(len(self.groups))]
        self.fold = np.array([int(hashlib.md5((name + k).encode()).hexdigest(), 16) % FOLDS for k in key])

    def stories(self, z):
        """Agglomeration, as in src/cluster/stories.rs; `z` a logit for each pair."""
        n = len(self.groups)
        p = 1 / (1 + np.exp(-z))
        p = np.where(p > LEAST, p, 0)
        size = np.array([len(g["articles"]) for g in self.groups], float)
        first = np.array([g["span"][0] if g["span"] else np.nan for g in self.groups])
        last = np.array([g["span"][1] if g["span"] else np.nan for g in self.groups])
        between = np.zeros((n, n))
        between[self.a, self.b] = between[self.b, self.a] = p * p * size[self.a] * size[self.b]
        strongest = np.zeros((n, n))
        strongest[self.a, self.b] = strongest[self.b, self.a] = p
        inside, alive, label = PRIOR * size * (size - 1), np.ones(n, bool), np.arange(n)

        def row(i):
            tight = np.maximum((inside + PRIOR_PAIRS * PRIOR) / (size * (size - 1) + PRIOR_PAIRS), LEAST_TIGHTNESS)
            known = 1 + SIZE_BONUS * np.log(np.minimum(np.maximum(size[i], size), MOST_SIZE))
            close = known * PRIOR * np.sqrt(between[i] / (size[i] * size) / (tight[i] * tight))
            apart = np.maximum(first[i], first) - np.minimum(last[i], last) > WINDOW
            close[apart | ~alive | (strongest[i] < THRESHOLD)] = 0
            close[i] = 0
            return close

        close = np.array([row(i) for i in range(n)])
        while True:
            best = close.max(1)
            i = int(best.argmax())
            if best[i] < THRESHOLD:
                return label
            i, j = sorted((i, int(close[i].argmax())))
            inside[i] += inside[j] + 2 * between[i, j]
            size[i] += size[j]
            between[i] += between[j]
            between[:, i] += between[:, j]
            between[i, i] = 0
            strongest[i] = strongest[:, i] = np.maximum(strongest[i], strongest[j])
            first[i], last[i] = np.fmin(first[i], first[j]), np.fmax(last[i], last[j])
            alive[j] = False
            label[label == j] = i
            close[j] = 0
            close[:, j] = 0
            close[i] = row(i)
            close[:, i] = close[i]

    def figures(self, z):
        """nt_f, or F1 for each language of graded pairs (pairs within one language)."""
        label = self.stories(z)
        of = {i: label[at] for at, g in enumerate(self.groups) for i in g["articles"]}
        if self.pairs is None:
            return {self.name: nontrivial(self.gold, of)}
        count = collections.defaultdict(collections.Counter)
        for r in self.pairs:
            one, other = r["langs"].split("-")
            if one == other:
                kind = one if one in ("de", "en") else "others"
                count[kind][r["same_story"], int(of[r["a"]] == of[r["b"]])] += 1
        return {f"graded {k}": 2 * c[1, 1] / max(1, 2 * c[1, 1] + c[0, 1] + c[1, 0]) for k, c in sorted(count.items())}


def nontrivial(gold, of):
    """Non-trivial BCubed F, as `samestory eval` has it."""
    ids = [i for i in gold if i in of]
    together = collections.Counter((gold[i], of[i]) for i in ids)
    in_gold, in_found = collections.Counter(gold[i] for i in ids), collections.Counter(of[i] for i in ids)
    precision = [(together[gold[i], of[i]] - 1) / (in_found[of[i]] - 1) for i in ids if in_found[of[i]] > 1]
    recall = [(together[gold[i], of[i]] - 1) / (in_gold[gold[i]] - 1) for i in ids if in_gold[gold[i]] > 1]
    p, r = (float(np.mean(v)) if v else 0.0 for v in (precision, recall))
    return 2 * p * r / (p + r) if p + r else 0.0


def fit(corpora, keep=lambda corpus: True, strength=STRENGTH):
    """Weights and intercept; `keep` chooses a corpus' pairs. Each corpus weighs as much as every other, per pair of one story."""
    features = corpora[0].features
    fitted = [k for k, name in enumerate(features) if name not in FIXED]
    x, y, w = [], [], []
    for corpus in corpora:
        chosen = (corpus.y >= 0) & keep(corpus)
        x.append(corpus.x[chosen][:, fitted])
        y.append(corpus.y[chosen])
        w.append(np.full(chosen.sum(), 1 / max(1, (corpus.y[chosen] == 1).sum())))
    x, y, w = np.concatenate(x), np.concatenate(y), np.concatenate(w)
    w *= len(w) / w.sum()
    mean = np.average(x, axis=0, weights=w)
    spread = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=w))
    x, sign = (x - mean) / spread, 2 * y - 1

    def loss(v):
        z = sign * (x @ v[:-1] + v[-1])
        slope = -sign * w / (1 + np.exp(np.clip(z, -50, 50)))
        value = (w * np.logaddexp(0, -z)).sum() + v[:-1] @ v[:-1] / (2 * strength)
        return value, np.append(x.T @ slope + v[:-1] / strength, slope.sum())

    bounds = [(None, 0) if features[k] in AGAINST else (0, None) for k in fitted] + [(None, None)]
    found = minimize(loss, np.zeros(len(fitted) + 1), jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 1000})
    weights = np.array([FIXED.get(name, 0.0) for name in features])
    weights[fitted] = found.x[:-1] / spread
    return weights, found.x[-1] - (weights[fitted] * mean).sum()


def logits(corpus, model):
    return corpus.x @ model[0] + model[1]


def out_of_fold(corpora):
    """Logits of every pair by a model that saw neither of its two stories."""
    out = {corpus.name: np.zeros(len(corpus.y)) for corpus in corpora}
    for f in range(FOLDS):
        for g in range(f, FOLDS):
            unseen = lambda c: ~np.isin(c.fold[c.a], (f, g)) & ~np.isin(c.fold[c.b], (f, g))
            model = fit(corpora, unseen)
            for c in corpora:
                low, high = np.minimum(c.fold[c.a], c.fold[c.b]), np.maximum(c.fold[c.a], c.fold[c.b])
                mine = (low == f) & (high == g)
                out[c.name][mine] = logits(c, model)[mine]
    return out


def with_embeddings(articles, embeddings, folder):
    """The articles with their embeddings, as a file."""
    of = {}
    with open(embeddings, encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            of[row["id"]] = row["embedding"]
    path = os.path.join(folder, os.path.basename(embeddings))
    with gzip.open(articles, "rt", encoding="utf-8") as lines, open(path, "w", encoding="utf-8") as out:
        for row in map(json.loads, lines):
            row["embedding"] = of[str(row["id"])]
            out.write(json.dumps(row) + "\n")
    return path


def way(corpus, z):
    """How far each cosine is on the way from two happenings to one, as words see the two, and how far that is believed."""
    p, known = 1 / (1 + np.exp(-z)), ~np.isnan(corpus.cosine)
    cosine, one, two = corpus.cosine[known], p[known] ** 2, (1 - p[known]) ** 2
    mean = lambda weight, prior: ((weight * cosine).sum() + prior * PRIOR_PAIRS) / (weight.sum() + PRIOR_PAIRS)
    low, high = mean(two, LOW), mean(one, HIGH)
    spread = (two * (cosine - low) ** 2).sum() + (one * (cosine - high) ** 2).sum() + 2 * PRIOR_PAIRS * PRIOR_SPREAD**2
    weight, usual = one.sum() + two.sum(), ((HIGH - LOW) / PRIOR_SPREAD) ** 2
    apart = max(0, high - low) ** 2 / (spread / (weight + 2 * PRIOR_PAIRS))
    apart = (weight * apart + 2 * PRIOR_PAIRS * usual) / (weight + 2 * PRIOR_PAIRS)
    trust = np.clip((apart - UNTRUSTED) / (TRUSTED - UNTRUSTED), 0, 1)
    return np.clip((corpus.cosine - low) / max(LEAST_APART, high - low), -1, 2), trust


def joint(corpus, z, blend):
    """Logits of words and embeddings."""
    sure = -np.log(SUREST)
    words, (along, trust) = np.clip(z, -sure, sure), way(corpus, z)
    return words + trust * (blend[0] * words + blend[1] * along + blend[2] - words)


def fit_embedding(corpora, z):
    """What of the words' logit stays beside an embedding, the weight of its way, and an intercept. Logits are of
    models that had not seen the stories: those of one that had are surer than it will be again."""
    x, y, w = [], [], []
    for corpus in corpora:
        chosen = corpus.y >= 0
        words = z[corpus.name]
        x.append(np.stack([np.clip(words, np.log(SUREST), -np.log(SUREST)), way(corpus, words)[0], np.ones(len(words))], 1)[chosen])
        y.append(corpus.y[chosen])
        w.append(np.full(chosen.sum(), 1 / max(1, (corpus.y[chosen] == 1).sum())))
    x, y, w = np.concatenate(x), np.concatenate(y), np.concatenate(w)
    w *= len(w) / w.sum()
    sign = 2 * y - 1

    def loss(v):
        s = sign * (x @ v)
        return (w * np.logaddexp(0, -s)).sum(), x.T @ (-sign * w / (1 + np.exp(np.clip(s, -50, 50))))

    return minimize(loss, np.zeros(3), jac=True, method="L-BFGS-B").x


def embeddings(every):
    """Fits how embeddings take part, and says what they are worth."""
    unseen = out_of_fold(every)
    program = {c.name: c.x @ c.weights + c.intercept for c in every}
    line("words alone", clustered(every, lambda c: program[c.name]))
    left_out = {s: {} for s in SHIFTS}
    for corpus in every:
        blend = fit_embedding([c for c in every if c is not corpus], unseen)
        for s in SHIFTS:
            left_out[s].update(corpus.figures(joint(corpus, program[corpus.name], blend) + s))
    worth = [np.mean(list(left_out[s].values())) for s in SHIFTS]
    shift = SHIFTS[max(range(1, len(SHIFTS) - 1), key=lambda k: sum(worth[k - 1 : k + 2]))]
    line("left out", left_out[shift])
    blend = fit_embedding(every, unseen)
    line("fitted", clustered(every, lambda c: joint(c, program[c.name], blend) + shift))
    print(f"\nKEPT: f32 = {blend[0]:.4f};\nWEIGHT: f32 = {blend[1]:.4f};\nINTERCEPT: f32 = {blend[2] + shift:.4f};  // moved by {shift:+.1f}")


def line(title, figures):
    print(f"{title:16}", "  ".join(f"{name} {value:.3f}" for name, value in figures.items()), f"  mean {np.mean(list(figures.values())):.4f}", flush=True)


def clustered(corpora, z):
    figures = {}
    for corpus in corpora:
        figures.update(corpus.figures(z(corpus)))
    return figures


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    binary, root = os.path.abspath(sys.argv[1]), sys.argv[2]
    given = sys.argv[sys.argv.index("--embeddings") + 1] if "--embeddings" in sys.argv else None
    with tempfile.TemporaryDirectory() as folder:
        every = [Corpus(*corpus, binary, folder, given) for corpus in corpora(root)]
    for c in every:
        print(f"# {c.name}: {len(c.groups)} groups, {(c.y == 1).sum()} pairs of one story, {(c.y == 0).sum()} of two")
    if given:
        return embeddings(every)
    # Weighting pairs of one story up moves the intercept; it is moved back to where clustering is best
    # on stories that the weights have not seen.
    unseen = out_of_fold(every)
    shifts = {s: clustered(every, lambda c: unseen[c.name] + s) for s in SHIFTS}
    worth = [np.mean(list(shifts[s].values())) for s in SHIFTS]
    # One figure jumps; three neighbours say where the plateau is.
    shift = SHIFTS[max(range(1, len(SHIFTS) - 1), key=lambda k: sum(worth[k - 1 : k + 2]))]
    line("stories unseen", shifts[shift])
    model = fit(every)
    line("fitted", clustered(every, lambda c: logits(c, model) + shift))
    if "--check" in sys.argv:
        left_out = {}
        for corpus in every:
            others = [c for c in every if c is not corpus]
            left_out.update(corpus.figures(logits(corpus, fit(others)) + shift))
        line("left out", left_out)
        kinds = {}
        for corpus in every:
            kind = corpus.name.split(" ")[0]
            others = [c for c in every if c.name.split(" ")[0] != kind]
            kinds.update(corpus.figures(logits(corpus, fit(others)) + shift))
        line("kind left out", kinds)
    print(f"\npub(super) const INTERCEPT: f32 = {model[1] + shift:.4f};  // moved by {shift:+.1f}")
    for name, weight in zip(every[0].features, model[0]):
        print(f'    feature("{name}", {weight:.4f}),')


if __name__ == "__main__":
    main()

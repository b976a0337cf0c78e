"""Draws what `peers/compare.py` and `growth.py` measured, as SVG.

    pip install matplotlib
    python3 benches/plot.py benches/runs/<date> docs/plots

Cost against size on logarithmic scales: a tool whose cost doubles with the corpus runs
beside the dotted line.
"""

import json
import pathlib
import statistics
import sys

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402  (after the choice of what draws)

# Readable for the colour-blind (Okabe and Ito 2008), ours first.
COLOURS = ["#0072b2", "#56b4e9", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#666666", "#000000"]


def axes(title, unit):
    """An empty plot of this unit against articles."""
    plt.rcParams.update({"font.family": "sans-serif", "svg.fonttype": "none", "svg.hashsalt": "1"})
    figure, plot = plt.subplots(figsize=(7, 4.4), layout="constrained")
    plot.set(xscale="log", yscale="log", xlabel="articles", ylabel=unit)
    plot.set_title(title, loc="left", fontsize=11)
    plot.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    plot.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
    plot.grid(which="major", color="#dddddd", linewidth=0.8)
    plot.spines[["top", "right"]].set_visible(False)
    return figure, plot


def linear(plot, sizes, first):
    """The dotted line of cost that doubles with the corpus."""
    plot.plot(sizes, [first * size / sizes[0] for size in sizes], ":", color="#888888", zorder=1,
              label="twice for twice as many")


def finish(figure, plot, path):
    """Writes a plot, each curve named."""
    plot.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False, fontsize=9)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def curves(title, unit, rows, path):
    """One curve a row: a name, and value by size."""
    figure, plot = axes(title, unit)
    for (name, values), colour in zip(rows, COLOURS):
        sizes = sorted(values)
        ours = name.startswith("samestory") or name == "all"
        width = 2.4 if ours else 1.4
        plot.plot(sizes, [values[size] for size in sizes], "o-", color=colour, label=name,
                  linewidth=width, markersize=4, zorder=3 if ours else 2)
    largest = max(rows, key=lambda row: (len(row[1]), row[0].startswith("samestory")))[1]
    sizes = sorted(largest)
    linear(plot, sizes, largest[sizes[0]])
    plot.set_xticks(sizes)
    plot.minorticks_off()
    finish(figure, plot, path)


def peers(results, out):
    """Processor seconds and memory of every tool."""
    names = list(dict.fromkeys(result["name"] for result in results))
    names.sort(key=lambda name: not name.startswith("samestory"))

    def rows(measure):
        return [
            (name, {r["articles"]: measure(r["runs"]) for r in results if r["name"] == name})
            for name in names
        ]

    def median(column, scale):
        return lambda runs: statistics.median(run[column] for run in runs) / scale

    curves("Beside other tools: processor time", "processor seconds", rows(median(0, 1)), out / "peers-time.svg")
    curves("Beside other tools: peak memory", "MB", rows(median(2, 1e6)), out / "peers-memory.svg")


def growth(runs, out):
    """Processor seconds by stage, and memory."""
    stages = [stage["stage"] for stage in runs[0]["stages"]]
    rows = [("all", {run["articles"]: run["processor_seconds"] for run in runs})]
    for at, stage in enumerate(stages):
        rows.append((stage, {run["articles"]: run["stages"][at]["processor_seconds"] for run in runs}))
    curves("cluster --tier reprints --members, by stage", "processor seconds", rows, out / "growth.svg")


def main():
    measured, out = map(pathlib.Path, sys.argv[1:3])
    out.mkdir(parents=True, exist_ok=True)
    if (measured / "peers.json").exists():
        peers(json.loads((measured / "peers.json").read_text())["results"], out)
    if (measured / "growth.json").exists():
        growth(json.loads((measured / "growth.json").read_text())["runs"], out)


if __name__ == "__main__":
    main()

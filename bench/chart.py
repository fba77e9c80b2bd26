"""Draws {name: [[rows, seconds], …]} from standard input as an SVG: milliseconds against rows, both logarithmic."""

import json
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.fonttype"] = "none"
matplotlib.rcParams["svg.hashsalt"] = "mingjing"
from matplotlib import pyplot  # noqa: E402 (the backend comes first)

figure, axes = pyplot.subplots(figsize=(8, 4.5), layout="constrained")
for name, points in json.load(sys.stdin).items():
    axes.plot([rows for rows, _ in points], [spent * 1000 for _, spent in points], marker="o", label=name)
axes.set(xscale="log", yscale="log", xlabel="disclosures", ylabel="ms a request")
axes.grid(True, which="both", linewidth=0.3)
axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
figure.savefig(sys.argv[1], metadata={"Date": None})

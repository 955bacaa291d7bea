"""Draws recall against false hits, and how right the probabilities are."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt

from bench.names.figures import BUDGETS, Figures

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#999999")
"""Colours that colour-blind readers can tell apart (Okabe and Ito)."""
_MARKS = "osD"


def recall(figures: Figures, path: Path) -> None:
    """Recall against false hits, a line for each group, a mark for each tier that is added."""
    figure, both = plt.subplots(1, 2, figsize=(11, 4.8), layout="constrained", sharey=True)
    titles = {"native": "words of the language, aliases", "foreign": "foreign words, transcribed"}
    for axes, (origin, title) in zip(both, titles.items(), strict=True):
        mine = [
            row for row in figures.recalled
            if row.unseen and (row.origin == "foreign") == (origin == "foreign")
        ]  # fmt: skip
        for colour, row in zip(COLOURS, mine, strict=False):
            name = f"{row.script}, aliases" if row.origin == "aliases" else row.script
            hits = [max(number, 1) for number in row.hits["mixed"]]
            axes.plot(hits, row.recall, "-", color=colour, label=name)
            for mark, x, y in zip(_MARKS, hits, row.recall, strict=True):
                axes.plot([x], [y], mark, color=colour, markersize=5)
        for budget in BUDGETS:
            axes.axvline(budget, color="#888888", linestyle=":", linewidth=1)
        axes.set(title=title, xscale="log")
        axes.set_xlabel("false hits per person asked for, in a million")
        axes.grid(visible=True, alpha=0.3)
        axes.legend(fontsize=8, loc="lower right")
    both[0].set_ylabel("recall, words not learnt from")
    figure.suptitle("Keys of the name alone: ○ pair   □ and pair-wide   ◇ and rare", fontsize=11)
    figure.savefig(path, dpi=150, metadata={"Software": None})
    plt.close(figure)


def calibration(figures: Figures, path: Path) -> None:
    """How many pairs are one person, against what the score says."""
    figure, axes = plt.subplots(figsize=(5.2, 4.8), layout="constrained")
    axes.plot([0, 1], [0, 1], ":", color="#888888")
    for colour, found in zip(COLOURS, figures.calibrated, strict=False):
        axes.plot(
            [said for _share, said, _so, _n in found.rows],
            [so for _share, _said, so, _n in found.rows],
            "o-", color=colour,
            label=f"one in {found.base_rate:g} candidates, error {found.error:.2g}",
        )  # fmt: skip
    axes.set_xlabel("probability, mean of each tenth")
    axes.set_ylabel("share that is one person")
    axes.grid(visible=True, alpha=0.3)
    axes.legend(fontsize=8)
    figure.savefig(path, dpi=150, metadata={"Software": None})
    plt.close(figure)

"""The one table, what was checked, and bench/RESULTS.md."""

import datetime
import os
import platform
import re
import subprocess
import unicodedata
from dataclasses import dataclass
from pathlib import Path

HEADER = ("work", "peer", "ours", "ratio", "bar", "")


@dataclass
class Row:
    work: str
    peer: str
    ours: str
    ratio: str
    bar: str
    met: str


def number(value):
    """1234567 as 1,234,567; small ones with three digits."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def seconds(value):
    return f"{value:.3g} s" if value >= 1 else f"{value * 1000:.3g} ms"


class Report:
    def __init__(self):
        self.rows, self.checks, self.notes, self.growth = [], [], [], []

    def _add(self, *cells):
        self.rows.append(Row(*cells))
        print("  " + " · ".join(cell for cell in cells if cell), flush=True)

    def rate(self, work, ours, unit, peer=None, times=None, at_least=None):
        """A rate, the more the better. `peer`: (name, rate). Barred by `times` the peer, by `at_least`, or not at all."""
        bar, met = "", ""
        if times is not None:
            bar, met = f"≥ {times:g} × peer", verdict(ours >= times * peer[1])
        if at_least is not None:
            bar, met = f"≥ {number(at_least)} {unit}", verdict(ours >= at_least)
        self._add(work, f"{peer[0]} {number(peer[1])} {unit}" if peer else "—", f"{number(ours)} {unit}",
                  f"{ours / peer[1]:.2f} ×" if peer and peer[1] else "", bar, met)

    def time(self, work, ours, at_most=None, peer=None):
        """A time, the less the better. `peer`: (name, seconds)."""
        self._add(work, f"{peer[0]} {seconds(peer[1])}" if peer else "—", seconds(ours),
                  f"{peer[1] / ours:.1f} × faster" if peer and ours else "",
                  f"< {seconds(at_most)}" if at_most is not None else "",
                  verdict(ours < at_most) if at_most is not None else "")

    def size(self, work, ours, at_most=None):
        self._add(work, "—", f"{ours / 1e6:.0f} MB", "", f"< {at_most / 1e6:.0f} MB" if at_most else "",
                  verdict(ours < at_most) if at_most else "")

    def plain(self, work, peer, ours, ratio, bar, met):
        """A row that fits none of the above; `met` is true, false, or none without a bar."""
        self._add(work, peer or "—", ours, ratio, bar, "" if met is None else verdict(met))

    def check(self, what, holds, seen=""):
        """Something that must be right whatever its speed."""
        self.checks.append((what, bool(holds), str(seen)))
        if not holds:
            print(f"  WRONG: {what}: {seen}", flush=True)

    def note(self, text):
        self.notes.append(text)

    def failed(self, part, reason):
        self.checks.append((f"part “{part}” ran to its end", False, str(reason)))
        print(f"  part {part} was given up: {reason}", flush=True)

    @property
    def wrong(self):
        return [what for what, holds, _ in self.checks if not holds]

    def table(self):
        """As text for a terminal; what stands in brackets behind the work is only in the file."""
        cells = [HEADER] + [(re.sub(r" \(.*\)$", "", r.work), r.peer, r.ours, r.ratio, r.bar, r.met) for r in self.rows]
        widths = [max(width(row[n]) for row in cells) for n in range(len(HEADER))]
        lines = ["  ".join(cell + " " * (w - width(cell)) for cell, w in zip(row, widths)).rstrip() for row in cells]
        return "\n".join([lines[0], "-" * sum(widths), *lines[1:]])

    def markdown(self, setting):
        lines = ["# Results", "",
                 "Written by `bench/run`; [README.md](README.md) says how to run it and how to read this.", ""]
        lines += [f"- {name}: {value}" for name, value in setting]
        lines += ["", "| " + " | ".join(HEADER[:5]) + " | met? |", "|---" * 6 + "|"]
        for r in self.rows:
            lines.append("| " + " | ".join(escape(c) for c in (r.work, r.peer, r.ours, r.ratio, r.bar, r.met)) + " |")
        if self.growth:
            lines += ["", "## Growth", "", *growth_table(self.growth)]
        lines += ["", "## Checked in the same run", ""]
        for what, holds, seen in self.checks:
            lines.append(f"- {'' if holds else '**wrong:** '}{what}" + (f" ({escape(seen)})" if seen else ""))
        if self.notes:
            lines += ["", "## Notes", "", *[f"- {note}" for note in self.notes]]
        return "\n".join(lines) + "\n"


def verdict(holds):
    return "met" if holds else "MISSED"


def escape(text):
    return text.replace("|", "\\|").replace("\n", " ")


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def growth_table(growth):
    """`growth`: (name, {rows: seconds}), one for each request."""
    sizes = sorted({size for _, found in growth for size in found})
    lines = ["![Milliseconds a request against the number of disclosures](growth.svg)", "",
             "| one request after the other, median ms | " + " | ".join(f"{size:,}" for size in sizes) + " |",
             "|---" * (len(sizes) + 1) + "|"]
    for name, found in growth:
        lines.append(f"| {name} | " + " | ".join(f"{found[s] * 1000:.3g}" if s in found else "" for s in sizes) + " |")
    return lines


def setting(root, rows):
    """Date, commit, machine."""
    def git(*words):
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True)
        return done.stdout.strip()
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    ram = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1]) / 1e6
    changed = " with changes that are not committed" if git("status", "--porcelain", "--untracked-files=no") else ""
    return [
        ("date", datetime.datetime.now().astimezone().isoformat(timespec="minutes")),
        ("commit", (git("rev-parse", "--short", "HEAD") or "unknown") + changed),
        ("machine", f"{os.cpu_count()} cores, {cpu[1] if cpu else platform.machine()}, {ram:.0f} GB, "
                    f"Linux {platform.release()}; load generator on the same cores, over the loopback"),
        ("licences", f"{rows:,}"),
    ]

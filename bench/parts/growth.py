"""What requests cost as the number of disclosures grows."""

import csv
import json
import math
from urllib.parse import quote

import data
from measure import one_by_one, percentile, run
from ours import identities
from peers import HERE

SAMPLE = 2_000
WORDS = ["建材 唐山", "食品生产经营", "邯郸"]
# What every name has, what very many have, and what none has: a lookup must not go through them all.
COMMON = ["有限公司", "石家庄", "唐山 建材", "公司石家庄", "9113", "建材有限责任公司"]
LOOKUP, LOOKUP_BAR = "credit lookup by part of a name or code", 0.020


def measure(bench):
    found = {}
    for rows in sorted(set(bench.growth)):
        file = data.licence_file(bench.folder, rows)
        folder = bench.ours.filled(rows, file)
        with bench.ours.serving(folder) as server:
            total = server.total("licence")
            bench.report.check(f"growth: {rows:,} licences are there", total == rows, total)
            for name, paths in requests(folder, file).items():
                urls = [server.url + path for path in paths]
                # The first tenth warms up.
                times = one_by_one(urls)[len(urls) // 10:]
                found.setdefault(name, {})[rows] = percentile(times, 0.5)
                if name.startswith(LOOKUP) and rows == max(bench.growth):
                    judge_lookup(bench, name, rows, times)
    for name, times in found.items():
        judge(bench, name, times)
    bench.report.growth = list(found.items())
    draw(bench)
    bench.report.note(f"Growth: one connection, one request after the other; records, pages and receipts are {SAMPLE:,} "
                      "different ones, each asked for once, so that none is in memory. The cost may grow as the "
                      "logarithm of the number of disclosures does, as looking into a tree costs.")


def requests(folder, file):
    ids = identities(folder, "licence", SAMPLE)
    codes = list(data.facts(file)["codes"])
    api = "/api/v1/disclosures?item=licence"
    return {
        "record as JSON": [f"/api/v1/disclosures/{one}" for one in ids],
        "record as a page": [f"/d/{one}" for one in ids],
        "list by credit code": [f"{api}&uscc={code}&limit=20" for code in codes],
        "newest 20 with two facets": [f"{api}&facet=licence_type,status&limit=20"] * 500,
        "newest 20 of an agency": [f"{api}&agency=1301{n:02d}&limit=20" for n in range(1, 41)] * 10,
        "text, best 20": [f"{api}&q={quote(word)}&limit=20" for word in WORDS] * 100,
        "receipt": [f"/d/{one}/receipt" for one in ids],
        LOOKUP: [f"/credit?q={quote(part)}" for part in parts_of(file)],
        LOOKUP + ", common words": [f"/credit?q={quote(word)}&page={page}" for page in range(1, 41) for word in COMMON],
        "credit page of an enterprise": [f"/credit/{code}" for code in codes],
    }


def parts_of(file):
    """Parts of names and of codes, from rows all over the file."""
    with open(file, newline="") as rows:
        found = [row for n, row in enumerate(csv.DictReader(rows)) if n % 997 == 0][:SAMPLE // 2]
    return [part for row in found for part in (row["licensee"][1:-2], row["uscc"][9:])]


def judge_lookup(bench, name, rows, times):
    worst = percentile(times, 0.99)
    bench.report.plain(f"{name}, {rows:,} records: p99", "", f"{worst * 1000:.3g} ms",
                       f"median {percentile(times, 0.5) * 1000:.3g} ms, worst {max(times) * 1000:.3g} ms",
                       f"< {LOOKUP_BAR * 1000:.0f} ms", worst < LOOKUP_BAR)


def judge(bench, name, times):
    small, large = min(times), max(times)
    if small == large:
        return
    grown = times[large] / times[small]
    allowed = math.log(large) / math.log(small)
    bench.report.plain(f"growth from {small:,} to {large:,}: {name}", "", f"{times[large] * 1000:.3g} ms",
                       f"{grown:.2f} × of {times[small] * 1000:.3g} ms", f"≤ {allowed:.2f} × (logarithm)",
                       grown <= allowed)


def draw(bench):
    """growth.svg, by matplotlib in the peers' environment."""
    chart = {name: sorted(times.items()) for name, times in bench.report.growth}
    run([bench.peers.bin / "python", HERE / "chart.py", bench.chart], input=json.dumps(chart))

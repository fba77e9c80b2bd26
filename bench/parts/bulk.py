"""Import and export of licences, on both databases."""

import subprocess
import urllib.request

from data import digest_of, facts
from measure import MB, clock, fetch_json, forget_peak, percentile, run
from peers import Postgres, settle

# Bars of one row each.
IMPORT = {"SQLite": 40_000, "PostgreSQL": 30_000}
AGAIN = 150_000
IMPORT_MEMORY = 500 * MB
EXPORT = 300_000
FIRST_BYTE = 0.05
# Memory that an export of any size may take for a while.
FLAT = 64 * MB
STREAMED = 200_000


def measure(bench):
    peers = import_peers(bench)
    truth = digest_of(bench.file)
    folder = import_ours(bench, "SQLite", bench.ours.new(f"filled-{bench.rows}"), peers["sqlite3 .import"])
    bench.ours.complete(folder, bench.rows)
    with bench.ours.serving(folder) as server:
        export(bench, server, truth, peers)
    with Postgres() as postgres:
        settle()
        load, index = postgres.copy_in(bench.file)
        bench.report.rate("import into PostgreSQL by COPY (peer only, no index; with three indexes "
                          f"{bench.rows / (load + index):,.0f} rows/s)", bench.rows / load, "rows/s")
        out = bench.folder / "copy.csv"
        copied = bench.rows / postgres.copy_out(out)
        out.unlink()
        bench.report.rate("export from PostgreSQL by COPY (peer only)", copied, "rows/s")
        postgres.sql("postgres", "drop database peers")
        name = bench.ours.new_on_postgres("on-postgres", postgres)
        import_ours(bench, "PostgreSQL", name, bench.rows / load)
    bench.report.note(
        "Import: the peers only read text into a table. Ours parses, validates, screens, gives index numbers, keeps "
        "versions and audit, logs each row under a signed checkpoint and indexes it; the time ends when the last row can "
        "be found over HTTP. The server that indexes runs beside the import. Memory is that of the import and the server "
        "at one time, mapped files among it; PostgreSQL's own is not counted.")


def import_peers(bench):
    """Rates of the peers' bulk loads and unloads, by name."""
    settle()
    load, index = bench.peers.sqlite_import(bench.file)
    found = {"sqlite3 .import": bench.rows / load}
    bench.report.rate("import by sqlite3 .import (peer only, no index; with three indexes "
                      f"{bench.rows / (load + index):,.0f} rows/s)", bench.rows / load, "rows/s")
    count = run(["sqlite3", bench.peers.licences, "select count(*) from lic"]).stdout.strip()
    bench.report.check("sqlite3 holds every row", int(count) == bench.rows, count)
    settle()
    utils = bench.rows / bench.peers.sqlite_utils_import(bench.file)
    bench.report.rate("import by sqlite-utils (peer only)", utils, "rows/s")
    settle()
    found["sqlite3 export"] = bench.rows / bench.peers.sqlite_export()
    return found


def import_ours(bench, database, folder, peer):
    """Imports twice with the server beside it; answers the folder."""
    report, rows = bench.report, bench.rows
    settle()
    with bench.ours.serving(folder) as server:
        with clock() as searchable:
            done, spent, memory = bench.ours.import_file(folder, bench.file, [server.pid])
            server.wait_for(rows, "licence")
        name = "sqlite3 .import" if database == "SQLite" else "COPY"
        report.rate(f"import into {database} until searchable (import command alone {rows / spent:,.0f} rows/s)",
                    rows / searchable(), "rows/s", peer=(name, peer), at_least=IMPORT[database])
        highest = max(memory.together, server.memory("VmHWM"))
        report.size(f"memory of this import (command {memory.command / MB:.0f} MB, server "
                    f"{server.memory('VmHWM') / MB:.0f} MB)", highest, IMPORT_MEMORY)
        expected = {"created": rows, "updated": 0, "unchanged": 0, "rejected": 0, "finished": True}
        report.check(f"{database}: the import published every row", done == expected, done)
        check_counts(bench, server, database)
        settle()
        done, spent, _ = bench.ours.import_file(folder, bench.file)
        report.rate(f"the same file again, {database}", rows / spent, "rows/s", at_least=AGAIN)
        expected = {"created": 0, "updated": 0, "unchanged": rows, "rejected": 0, "finished": True}
        report.check(f"{database}: the second import changed nothing", done == expected, done)
        size = fetch_json(f"{server.url}/api/v1/disclosures?limit=1")["total"]
        report.check(f"{database}: as many disclosures as rows", size == rows, size)
    return folder


def check_counts(bench, server, database):
    """Facets and lists by credit code against a scan of the CSV."""
    truth = facts(bench.file)
    found = server.find(item="licence", facet="licence_type,status", limit=1)["facets"]
    for facet in ("licence_type", "status"):
        bench.report.check(f"{database}: counts by {facet} equal a scan of the file", found.get(facet) == truth[facet],
                           found.get(facet))
    wrong = 0
    codes = list(truth["codes"].items())[:100]
    for code, numbers in codes:
        items = server.find(item="licence", uscc=code, limit=100)["items"]
        wrong += len(items) != len(numbers)
    bench.report.check(f"{database}: {len(codes)} lists by credit code hold as many as a scan of the file", not wrong,
                       f"{wrong} wrong")


def export(bench, server, truth, peers):
    report, rows = bench.report, bench.rows
    out = bench.folder / "export.csv"
    url = f"{server.url}/i/licence.csv"
    first_byte(url)
    report.time("first 1,000 bytes of this export", percentile([first_byte(url) for _ in range(5)], 0.5),
                at_most=FIRST_BYTE)
    download(url, out)
    settle()
    forget_peak(server.pid)
    before = server.memory()
    whole = download(url, out)
    grown = max(0, server.memory("VmHWM") - before)
    report.rate("export as CSV over HTTP", rows / whole, "rows/s", peer=("sqlite3 to a file", peers["sqlite3 export"]),
                at_least=EXPORT)
    report.size("memory this export added to the server", grown, FLAT)
    found = digest_of(out)
    report.check("the export equals the imported file, field by field", found == truth, f"{found}; file {truth}")
    out.unlink()
    with bench.peers.datasette() as datasette:
        lines = min(rows, STREAMED)
        command = f"curl -s '{datasette}.csv?_stream=on&_size=max' | head -n {lines} | wc -l"
        with clock() as spent:
            subprocess.run(command, shell=True, check=True, capture_output=True)
        report.rate(f"export by Datasette (peer only, first {lines:,} rows)", lines / spent(), "rows/s")


def first_byte(url):
    """Seconds until the first of the file's own bytes has come."""
    with clock() as spent, urllib.request.urlopen(url) as answer:
        answer.read(1000)
        first = spent()
    return first


def download(url, out):
    """Seconds to the last byte."""
    return float(run(["curl", "-sf", "-o", out, "-w", "%{time_total}", url]).stdout)

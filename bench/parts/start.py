"""From the start of the program to its first page."""

import subprocess
import time
import urllib.error
import urllib.request

from measure import Failed, free_port, percentile

EMPTY, FULL = 0.3, 2.0
TIMES = 7


def measure(bench):
    report = bench.report
    empty = bench.ours.new("empty")
    times = [start(bench, empty) for _ in range(TIMES + 1)][1:]
    report.time(f"start to first page, empty instance (worst of {TIMES}: {max(times) * 1000:.0f} ms)",
                percentile(times, 0.5), at_most=EMPTY)
    full = bench.ours.filled(bench.rows, bench.file)
    times = [start(bench, full) for _ in range(TIMES + 1)][1:]
    report.time(f"start to first page, {bench.rows:,} disclosures (worst of {TIMES}: {max(times) * 1000:.0f} ms)",
                percentile(times, 0.5), at_most=FULL)
    report.note("Start: from launching `mingjing serve` until the front page has come whole; the first start is not "
                "counted, files are in the page cache.")


def start(bench, folder):
    """Seconds until the front page is there."""
    port = free_port()
    command = [str(bench.ours.program), "serve", "--dir", str(folder), "--listen", f"127.0.0.1:{port}"]
    begin = time.perf_counter()
    with open(bench.ours.log, "ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        while time.perf_counter() - begin < 120:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
                    if answer.read().rstrip().endswith(b"</html>"):
                        return time.perf_counter() - begin
            except urllib.error.HTTPError as error:
                raise Failed(f"the front page answered {error.code}") from None
            except OSError:
                time.sleep(0.001)
        raise Failed("no front page within two minutes")
    finally:
        process.terminate()
        process.wait()

"""The transparency log: appending, becoming visible, verifying."""

import json
import os
import shutil

from measure import clock, run
from peers import Postgres, settle

APPEND = 500_000
VISIBLE = 1.0
RATE = 1_000
VERIFY = 5.0


def measure(bench):
    append(bench)
    publish(bench)
    verify(bench)


def append(bench):
    leaves = bench.rows
    folder = bench.folder / "log"
    shutil.rmtree(folder, ignore_errors=True)
    program = bench.ours.example("mingjing-ledger", "batch")
    seen = json.loads(run([program, leaves, folder]).stdout)
    shutil.rmtree(folder)
    bench.report.rate(f"log: {leaves:,} leaves in one batch into tiles and signed checkpoints, on disk",
                      leaves / seen["append"], "leaves/s", peer=("tlog_tiles, hashes only, in memory",
                                                                leaves / seen["peer"]), at_least=APPEND)
    bench.report.check("the root of the log is the one that tlog_tiles computes", seen["same_root"])
    bench.report.check("the log just written holds when it is verified", seen["problems"] == 0 and
                       seen["verified"] == leaves, seen)
    bench.report.note("Appending: leaves come from memory and have been committed before; writing tiles and bundles to "
                      "disk, signing, and swapping the checkpoint are in the time, the database is not (it is in the "
                      "rows of import and of single publications).")


def publish(bench):
    program = bench.ours.example("mingjing-stories", "publications")
    count = RATE * bench.publishing
    settle()
    with Postgres() as postgres:
        postgres.create("mingjing")
        for database in ("SQLite", "PostgreSQL"):
            env = {**os.environ, "TMPDIR": str(bench.folder)}
            env.pop("MINGJING_TEST_POSTGRES", None)
            if database == "PostgreSQL":
                env["MINGJING_TEST_POSTGRES"] = postgres.url("mingjing")
            seen = json.loads(run([program, database.lower(), RATE, count], env=env).stdout)
            reached = count / seen["spent"]
            bench.report.plain(
                f"publish to visible, {database}: worst of {count:,} single approvals at {RATE:,} a second (reached "
                f"{reached:,.0f}/s)", "", f"{seen['worst'] * 1000:.0f} ms (p50 {seen['p50'] * 1000:.0f}, p99 "
                f"{seen['p99'] * 1000:.0f})", "", "< 1 s at 1,000/s", seen["worst"] < VISIBLE)
            bench.report.check(f"{database}: every single publication became visible", seen["visible"] == count, seen)
            bench.report.check(f"{database}: the log of single publications holds", seen["problems"] == 0)
    bench.report.note(
        "Publish to visible: each approval is due at its moment of an even beat, takes its own durable transaction and "
        "audit row, and is timed from that moment, so waiting in line counts: who cannot keep the beat is late by more with "
        "every second. Visible is when a signed checkpoint covers "
        "its leaf. Sequencer and search index work in the same process.")


def verify(bench):
    folder = bench.ours.filled(bench.rows, bench.file)
    for words, what, at_most in [(["--log-only"], "without contents", VERIFY), ([], "with every content", None)]:
        command = [bench.ours.program, "verify", "--json", *words, folder]
        with clock() as spent:
            report = json.loads(run(command).stdout)
        leaves = report["size"]
        bench.report.time(f"verify a log of {leaves:,} leaves whole, {what}", spent(), at_most=at_most)
        bench.report.check(f"verify {what}: every entry holds", report["entries"] == leaves and not report["problems"]
                           and leaves >= bench.rows, f"{leaves:,}")

"""Chinese words in articles: is all found, and how quickly, on one thread."""

import json
import re
import sqlite3
import time

import data
from measure import Skipped, percentile, run
from peers import Postgres

P50, P99 = 0.001, 0.010
ROUNDS = 10
# A scan of everything for each word: some are enough to see what it costs.
SCANNED = 20


def measure(bench):
    if not bench.laws:
        raise Skipped("it needs --laws DIR")
    pieces = data.articles(text for _, text in bench.laws)
    words = data.words(pieces)
    file, list_ = bench.folder / "articles.jsonl", bench.folder / "words.txt"
    file.write_text("".join(json.dumps(piece, ensure_ascii=False) + "\n" for piece in pieces))
    list_.write_text("".join(word + "\n" for word in words))
    truth = {word: {n for n, piece in enumerate(pieces) if word in piece} for word in words}
    two = [word for word in words if len(word) == 2]
    peer = trigram(bench, pieces, truth, two)
    pg_trgm(bench, file, truth, two)
    program = bench.ours.example("mingjing-search", "articles")
    answers = [json.loads(line) for line in run([program, file, list_, ROUNDS]).stdout.splitlines()]
    found = {answer["word"]: answer for answer in answers}
    check_found(bench, pieces, truth, found)
    times = [spent / 1e6 for answer in answers for spent in answer["microseconds"]]
    what = f"Chinese full text, {len(pieces):,} articles, {len(words)} words of 2 to 10 characters"
    bench.report.time(f"{what}: p50", percentile(times, 0.5), at_most=P50, peer=peer)
    bench.report.time(f"{what}: p99", percentile(times, 0.99), at_most=P99)
    bench.report.note(
        "Full text: a question answers the exact total, the best 20 and a marked passage of each, on one thread. Truth is "
        "a substring scan of the articles by the harness. Articles are the paragraphs of the laws.")


def check_found(bench, pieces, truth, found):
    missed = {word: len(truth[word] - set(found[word]["found"])) for word in truth}
    missed = {word: count for word, count in missed.items() if count}
    bench.report.check("every article that holds a word is found", not missed, dict(list(missed.items())[:5]))
    more, strange = 0, []
    for word in truth:
        for n in set(found[word]["found"]) - truth[word]:
            more += 1
            if word not in re.sub(r"\s", "", pieces[n]):
                strange.append((word, n))
    bench.report.check("and nothing else, but for words with a blank inside", not strange,
                       f"{more} with a blank inside; {len(strange)} others {strange[:3]}")


def trigram(bench, pieces, truth, two):
    """FTS5 with its trigram tokenizer: what it finds by MATCH, and what a scan costs where it finds nothing."""
    file = bench.folder / "articles.db"
    file.unlink(missing_ok=True)
    db = sqlite3.connect(file)
    db.execute("create virtual table article using fts5(body, tokenize='trigram')")
    db.executemany("insert into article(rowid, body) values (?, ?)", enumerate(pieces))
    db.commit()
    match = "select rowid, snippet(article, 0, '[', ']', '…', 60) from article where article match ? order by rank limit 20"
    count = "select count(*) from article where article match ?"
    scan = "select rowid from article where instr(body, ?)"
    found, matched, scanned = 0, [], []
    for word in truth:
        asked = f'"{word}"'
        start = time.perf_counter()
        db.execute(match, [asked]).fetchall()
        hits = db.execute(count, [asked]).fetchone()[0]
        matched.append(time.perf_counter() - start)
        found += hits == len(truth[word])
    nothing = sum(db.execute(count, [f'"{word}"']).fetchone()[0] == 0 for word in two if truth[word])
    wrong = 0
    for word in two[:SCANNED]:
        start = time.perf_counter()
        hits = {row[0] for row in db.execute(scan, [word])}
        scanned.append(time.perf_counter() - start)
        wrong += hits != truth[word]
    db.close()
    bench.report.check("SQLite's own scan finds two-character words as ours does", not wrong, f"{wrong} wrong")
    wanted = sum(1 for word in two if truth[word])
    bench.report.note(
        f"SQLite FTS5 trigram by MATCH: right for {found} of {len(truth)} words, nothing for {nothing} of {wanted} "
        f"two-character words; p50 {percentile(matched, 0.5) * 1000:.2f} ms. The peer's figure in the table is a scan by "
        "`instr`, which finds those.")
    return "SQLite scan, two characters", percentile(scanned, 0.5)


def pg_trgm(bench, file, truth, two):
    """PostgreSQL with pg_trgm: LIKE for the same two-character words."""
    with Postgres() as postgres:
        postgres.create("articles")
        postgres.sql("articles", "create extension pg_trgm; create table article(id serial primary key, body text)")
        with open(file) as lines:
            # One JSON string a line, read as it is by a quote character that never occurs.
            postgres.sql("articles", "copy article(body) from stdin (format csv, delimiter e'\\x02', quote e'\\x01')",
                         stdin=lines)
        postgres.sql("articles", "update article set body = body::json #>> '{}'; "
                     "create index on article using gin (body gin_trgm_ops); analyze article")
        times, wrong = [], 0
        for word in two[:SCANNED]:
            text = postgres.sql("articles", f"explain (analyze, format json) select id from article where body like '%{word}%'")
            plan = json.loads(text)[0]
            times.append(plan["Execution Time"] / 1000)
            wrong += plan["Plan"]["Actual Rows"] != len(truth[word])
        bench.report.check("pg_trgm finds two-character words as the scan does", not wrong, f"{wrong} wrong")
        bench.report.note(f"PostgreSQL with pg_trgm, LIKE with two characters: p50 {percentile(times, 0.5) * 1000:.1f} ms "
                          "by its own clock, since a trigram index is of no use to it there.")

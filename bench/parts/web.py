"""Pages, records and lists over HTTP, each beside its peer."""

import data
from measure import MB, clock, counted_once, fetch, fetch_json, fresh, in_turn, one_by_one, percentile, side_by_side, wrk
from ours import LAW_ITEM, identities, squeezed, text_of

LAW_PAGE, FIRST_RENDER, RECORD, LIST = 0.5, 4, 25, 20
LIST_P99 = 0.010
FACETS = 0.030
MEMORY = 400 * MB
RECORDS = 200_000


def measure(bench):
    folder = bench.ours.filled(bench.rows, bench.file)
    bench.peers.fill(bench.file, bench.rows)
    with bench.ours.serving(folder) as server:
        highest = {"start": server.memory("VmHWM")}
        with bench.peers.datasette() as datasette:
            # The very first questions after the start.
            facets(bench, server, datasette)
            highest["facets"] = server.memory("VmHWM")
            records(bench, folder, server, datasette)
            highest["records"] = server.memory("VmHWM")
            lists(bench, server, datasette)
            highest["lists"] = server.memory("VmHWM")
        if bench.laws:
            law_page(bench, server)
            highest["law page"] = server.memory("VmHWM")
        memory(bench, server, highest)


def memory(bench, server, highest):
    now = {"resident": server.memory(), "each page counted once": counted_once(server.pid),
           "without files": server.memory("RssAnon")}
    now = ", ".join(f"{name} {size / MB:.0f} MB" for name, size in now.items())
    bench.report.size(f"memory serving {bench.rows:,} disclosures, highest under all this load (at its end: {now})",
                      max(highest.values()), MEMORY)
    bench.report.note("Highest memory while serving, after each load: "
                      + ", ".join(f"{name} {size / MB:.0f} MB" for name, size in highest.items()) + ".")


def report_load(bench, what, loads):
    bad = " ".join(f"{name}: {load.bad}" for name, load in loads.items() if load.bad)
    bench.report.check(f"{what}: every answer was 200", not bad, bad)


def law_page(bench, server):
    title, text = bench.laws[bench.chosen]
    heading = text.splitlines()[0].lstrip("# ").strip()
    hits = server.find(item=LAW_ITEM, q=heading, limit=20)["items"]
    one = next((hit["id"] for hit in hits if hit["title"] == heading), None)
    bench.report.check("the law page is found by its title", one, title)
    path = f"/d/{one}"
    url = server.url + path
    html = fetch(url).decode()
    shown = text_of(html)
    missing = [p for p in data.paragraphs(text) if squeezed(p) not in shown]
    bench.report.check("the law page shows every paragraph of the law", not missing, missing[:1])
    bench.report.check("the law page leads to its receipt", f"{path}/receipt" in html)
    with bench.peers.nginx() as nginx, bench.peers.django() as django:
        sizes = {name: len(fetch(address)) / 1000 for name, address in [("nginx", nginx), ("Django", django)]}
        loads = side_by_side({"nginx": (nginx, 32, None), "ours": (url, 32, None)}, bench.seconds)
        report_load(bench, "law page", loads)
        bench.report.rate(f"law page (ours {len(html.encode()) / 1000:.0f} KB with header, facts, receipt, p99 "
                          f"{loads['ours'].p99 * 1000:.1f} ms; nginx's file {sizes['nginx']:.0f} KB, p99 "
                          f"{loads['nginx'].p99 * 1000:.1f} ms)", loads["ours"].rate, "req/s",
                          peer=("nginx", loads["nginx"].rate), times=LAW_PAGE)
        loads = side_by_side({"Django": (django, 16, None), "ours": (server.url, 16, lambda: fresh(path))},
                             bench.seconds)
        report_load(bench, "law page rendered anew", loads)
        bench.report.rate(f"law page, every request rendered anew (Django's page {sizes['Django']:.0f} KB)",
                          loads["ours"].rate, "req/s", peer=("Django", loads["Django"].rate), times=FIRST_RENDER)
    bench.report.note(
        "Law page: ours keeps rendered pages in memory, by address, checkpoint, index and day, for half a minute; nginx "
        "sends a file from the page cache. “Rendered anew” asks for an address with a number never used before, so "
        "that nothing kept can answer; Django reads the text from SQLite and fills a bare template.")


def records(bench, folder, server, datasette):
    rows = bench.rows
    ids = identities(folder, "licence", RECORDS)
    one = ids[0]
    record = fetch_json(f"{server.url}/api/v1/disclosures/{one}")
    truth = find_row(bench.file, record["fields"]["decision_no"])
    differing = [key for key in ("licensee", "uscc", "licence_type", "content", "decided_on", "valid_until", "status")
                 if record["fields"][key] != truth[key]]
    bench.report.check("one record as JSON has the values of its row", not differing, differing)
    sides = {"Datasette": (f"{datasette}/5.json?_shape=objects", 16, None),
             "ours": (f"{server.url}/api/v1/disclosures/{one}", 16, None)}
    loads = side_by_side(sides, bench.seconds)
    report_load(bench, "one record", loads)
    bench.report.rate("one record as JSON, again and again", loads["ours"].rate, "req/s",
                      peer=("Datasette", loads["Datasette"].rate), times=RECORD)
    step = max(1, rows // RECORDS)
    # Spread as ours are, in an order without neighbours.
    theirs = [f"/licences/lic/{1 + n * 7919 * step % rows}.json?_shape=objects" for n in range(min(rows, RECORDS))]
    ours = [f"/api/v1/disclosures/{one}" for one in ids]
    sides = {"Datasette": (root_of(datasette), 16, lambda: in_turn(theirs, bench.folder / "theirs.paths")),
             "ours": (server.url, 16, lambda: in_turn(ours, bench.folder / "ours.paths"))}
    loads = side_by_side(sides, bench.seconds)
    report_load(bench, "many records", loads)
    bench.report.rate(f"one record as JSON, {len(ours):,} different ones in turn", loads["ours"].rate, "req/s",
                      peer=("Datasette", loads["Datasette"].rate), times=RECORD)
    bench.report.note("Records: ours keeps up to 24 MB of rendered records in memory, Datasette none. In the row with "
                      "different ones most are rendered anew as long as fewer are kept than asked for.")


def lists(bench, server, datasette):
    codes = list(data.facts(bench.file)["codes"])
    theirs = [f"/licences/lic.json?_size=20&uscc={code}&_sort_desc=decided_on&_nocount=1&_nosuggest=1" for code in codes]
    ours = [f"/api/v1/disclosures?item=licence&uscc={code}&sort=newest&limit=20" for code in codes]
    script = {"Datasette": lambda: in_turn(theirs, bench.folder / "theirs.paths"),
              "ours": lambda: in_turn(ours, bench.folder / "ours.paths")}
    sides = {"Datasette": (root_of(datasette), 16, script["Datasette"]), "ours": (server.url, 16, script["ours"])}
    loads = side_by_side(sides, bench.seconds)
    report_load(bench, "list by credit code", loads)
    bench.report.rate("list by credit code, newest 20", loads["ours"].rate, "req/s",
                      peer=("Datasette", loads["Datasette"].rate), times=LIST)
    load = wrk(server.url, 32, bench.seconds, script["ours"]())
    report_load(bench, "list at 32 connections", {"ours": load})
    bench.report.time("list by credit code: p99 at 32 connections", load.p99, at_most=LIST_P99)
    bench.report.note(f"List by credit code: {len(codes):,} codes in turn on both sides; nothing is kept in memory on "
                      "either. Datasette does not count (`_nocount`), ours says the exact total.")


def facets(bench, server, datasette):
    ours = f"{server.url}/api/v1/disclosures?item=licence&facet=licence_type,status&sort=newest&limit=20"
    theirs = f"{datasette}.json?_size=20&_facet=licence_type&_facet=status&_sort_desc=decided_on&_nosuggest=1"
    with clock() as first:
        found = fetch_json(ours)
    truth = data.facts(bench.file)
    right = all(found["facets"][facet] == truth[facet] for facet in ("licence_type", "status"))
    bench.report.check("list with facets: counts equal a scan of the file", right, found["facets"])
    newest = [item["issued_on"] for item in found["items"]]
    days = sorted((row["decided_on"] for row in data.rows_of(bench.file)), reverse=True)[:20]
    bench.report.check("list with facets: the newest 20 are the newest of the file", newest == days, newest[:1])
    one_by_one([theirs])
    peer = percentile(one_by_one([theirs] * 5), 0.5)
    times = one_by_one([ours] * 100)
    bench.report.time(f"list with two facets over all {bench.rows:,} (slowest of 100: {max(times) * 1000:.1f} ms)",
                      percentile(times, 0.5), at_most=FACETS, peer=("Datasette", peer))
    bench.report.time("the same list, first question after the start", first(), at_most=FACETS)
    bench.report.note("Facets: ours counts a segment of the index once and keeps the counts until the segment changes; "
                      "the first question after a start counts everything.")


def find_row(file, decision_no):
    return next(row for row in data.rows_of(file) if row["decision_no"] == decision_no)


def root_of(url):
    return url.split("/licences/")[0]

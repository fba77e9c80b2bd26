"""Our side: the program, instances filled with it, and what is asked of a serving one."""

import csv
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager
from pathlib import Path

from measure import Failed, Watch, clock, fetch_json, free_port, memory, run, serving

ROOT = Path(__file__).resolve().parent.parent
LAW_AGENCY, LAW_ITEM = "130001", "policy-document"


class Ours:
    """The program and the folder its instances are in."""

    def __init__(self, folder, laws, build=True):
        self.target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
        if build:
            run(["cargo", "build", "--release", "--locked", "-p", "mingjing"], cwd=ROOT)
        self.build = build
        self.program = self.target / "mingjing"
        if not self.program.exists():
            raise SystemExit(f"{self.program} is not there: build it, or leave --no-build away")
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.laws = None
        if laws:
            # The program writes beside the folder what it refuses and why; so it is given a copy.
            self.laws = self.folder / "laws"
            shutil.rmtree(self.laws, ignore_errors=True)
            shutil.copytree(laws, self.laws, copy_function=shutil.copyfile)
        self.log = self.folder / "mingjing.log"

    def example(self, package, name):
        """A measuring program of one crate."""
        if self.build:
            run(["cargo", "build", "--release", "--locked", "-p", package, "--example", name], cwd=ROOT)
        return self.target / "examples" / name

    # -- instances

    def new(self, name):
        """An empty instance."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        run([self.program, "init", folder, "--name", "测量", "--origin", "bench.example/log"])
        return folder

    def new_on_postgres(self, name, postgres):
        """An empty instance on PostgreSQL. `init` fills only the embedded database, so the register is copied."""
        folder = self.new(name)
        postgres.create("mingjing")
        config = folder / "mingjing.toml"
        config.write_text(config.read_text().replace('url = "sqlite:house.db"', f'url = "{postgres.url("mingjing")}"'))
        run([self.program, "doctor", "--dir", folder], check=False)
        with closing(sqlite3.connect(folder / "house.db")) as db:
            for table, order in [("regions", "parent_code is not null, length(parent_code), level = 'county', code"),
                                 ("agencies", "code")]:
                rows = folder / f"{table}.csv"
                with open(rows, "w", newline="") as out:
                    csv.writer(out).writerows(db.execute(f"select * from {table} order by {order}"))
                with open(rows) as content:
                    postgres.sql("mingjing", f"copy {table} from stdin csv", stdin=content)
        return folder

    def import_file(self, folder, file, beside=()):
        """Imports licences; answers what was done, the seconds, and the memory of it and of processes beside it."""
        command = [str(self.program), "import", "--dir", str(folder), "--item", "licence", "--json", str(file)]
        with clock() as spent:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            with Watch(process.pid, *beside) as watch:
                out, problems = process.communicate()
        if process.returncode != 0:
            raise Failed(f"import: exit {process.returncode}: {problems[-600:]}")
        return json.loads(out.strip().splitlines()[-1]), spent(), Memory(process.pid, watch)

    def import_laws(self, folder):
        """Answers how many were taken; tables of contents among them and copies are not."""
        command = [self.program, "import", "--dir", folder, "--item", LAW_ITEM, "--agency", LAW_AGENCY, "--profile",
                   "law-corpus", "--json", self.laws]
        done = run(command, check=False)
        if done.returncode not in (0, 2):
            raise Failed(f"import of laws: exit {done.returncode}: {done.stderr[-600:]}")
        return json.loads(done.stdout.strip().splitlines()[-1])["created"]

    def filled(self, rows, file):
        """An instance with these licences and the laws, indexed; made only if this program has not made it before."""
        folder = self.folder / f"filled-{rows}"
        stamp = folder / "bench.stamp"
        made_by = self.stamp()
        if stamp.exists() and stamp.read_text() == made_by:
            return folder
        print(f"  filling an instance with {rows:,} licences", flush=True)
        self.new(folder.name)
        self.import_file(folder, file)
        self.complete(folder, rows)
        return folder

    def complete(self, folder, rows):
        """Adds the laws to an instance with licences, waits for the index, and marks it as good to use again."""
        laws = self.import_laws(folder) if self.laws else 0
        with self.serving(folder) as server:
            server.wait_for(rows, "licence")
            server.wait_for(laws, LAW_ITEM)
        (folder / "bench.stamp").write_text(self.stamp())

    def stamp(self):
        return hashlib.sha256(self.program.read_bytes()).hexdigest() + (" with laws" if self.laws else "")

    @contextmanager
    def serving(self, folder):
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        command = [self.program, "serve", "--dir", folder, "--listen", f"127.0.0.1:{port}"]
        with serving(command, url + "/healthz", self.log) as process:
            yield Server(url, process.pid)


class Memory:
    """Of an import: the highest its command had, and the highest all watched processes had at one time."""

    def __init__(self, pid, watch):
        self.command, self.together = watch.peaks[pid], watch.together


class Server:
    """A serving instance."""

    def __init__(self, url, pid):
        self.url, self.pid = url, pid

    def total(self, item):
        return fetch_json(f"{self.url}/api/v1/disclosures?item={item}&limit=1")["total"]

    def wait_for(self, count, item, patience=60):
        """Waits until so many disclosures of an item can be found; gives up when none are added for a while."""
        last, end = -1, 0
        while (found := self.total(item)) < count:
            if found != last:
                last, end = found, time.monotonic() + patience
            elif time.monotonic() > end:
                raise Failed(f"only {found:,} of {count:,} {item} can be found, and no more for {patience} s")
            time.sleep(0.05)

    def find(self, **asked):
        words = "&".join(f"{name}={value}" for name, value in asked.items())
        return fetch_json(f"{self.url}/api/v1/disclosures?{words}")

    def memory(self, field="VmRSS"):
        return memory(self.pid, field)


def identities(folder, item, count):
    """Identities of published disclosures, spread over all there are, out of the embedded database."""
    with closing(sqlite3.connect(f"file:{folder}/house.db?mode=ro", uri=True)) as db:
        total = db.execute("select count(*) from disclosures where item = ?", [item]).fetchone()[0]
        step = max(1, total // count)
        found = db.execute("select id from (select id, row_number() over (order by id) as n from disclosures "
                           "where item = ?) where n % ? = 0 limit ?", [item, step, count])
        found = [row[0] for row in found]
    # Asked in the order of identities they would lie beside each other in the database.
    return sorted(found, key=lambda one: hashlib.sha256(one.encode()).digest())


def text_of(html):
    """What a page shows, without marks and blanks."""
    html = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", html)
    shown = re.sub(r"<[^>]*>", "", html)
    for name, character in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")]:
        shown = shown.replace(name, character)
    return re.sub(r"\s+", "", shown)


def squeezed(text):
    return re.sub(r"\s+", "", text)

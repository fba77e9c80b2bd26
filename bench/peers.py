"""The other side: nginx, Django, Datasette, sqlite3, sqlite-utils, PostgreSQL. Installed, filled, served."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

from measure import Failed, clock, fetch, free_port, run, serving

HERE = Path(__file__).resolve().parent
# Programs, and the Debian packages they are in.
PROGRAMS = {"nginx": "nginx-light", "wrk": "wrk", "sqlite3": "sqlite3", "psql": "postgresql", "curl": "curl"}
PYTHON = {"datasette": "datasette<1", "sqlite_utils": "sqlite-utils", "django": "django<6", "gunicorn": "gunicorn",
          "matplotlib": "matplotlib", "sklearn": "scikit-learn", "jieba": "jieba"}
TABLE = ("create table lic(decision_no text, licensee text, uscc char(18), licence_type text, content text, "
         "decided_on date, valid_until date, agency_code text, status text)")
INDEXES = ["uscc", "decided_on", "licensee"]


def install(folder):
    """What is missing of the programs; the Python ones go into a virtual environment in `folder`."""
    missing = [package for program, package in PROGRAMS.items() if not shutil.which(program)
               and not Path("/usr/sbin", program).exists()]
    if missing:
        if os.geteuid() != 0:
            raise SystemExit(f"install these first: {' '.join(missing)}")
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        run(["apt-get", "update", "-qq"], **quiet)
        run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing, "python3-venv"], **quiet)
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        run(["python3", "-m", "venv", folder / "venv"])
    wanted = [package for module, package in PYTHON.items()
              if run([python, "-c", f"import {module}"], check=False).returncode != 0]
    if wanted:
        run([python, "-m", "pip", "-q", "install", *wanted])


class Peers:
    """The peers' programs in `programs`, their data in `data`."""

    def __init__(self, programs, data):
        self.bin = Path(programs) / "venv" / "bin"
        self.data = Path(data)
        self.www = self.data / "www"
        self.www.mkdir(parents=True, exist_ok=True)
        self.logs = self.data / "log"
        self.logs.mkdir(exist_ok=True)

    # -- laws

    def take_laws(self, laws, chosen):
        """All laws in a SQLite file for Django, the chosen one as a file for nginx. `laws`: (title, text) each."""
        file = self.data / "laws.db"
        file.unlink(missing_ok=True)
        with closing(sqlite3.connect(file)) as db, db:
            db.execute("create table law(id integer primary key, title text, body text)")
            db.executemany("insert into law(id, title, body) values (?, ?, ?)",
                           [(n, title, text) for n, (title, text) in enumerate(laws, 1)])
        title, text = laws[chosen]
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
        (self.www / "law.html").write_text(
            f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{title}</title><body>{paragraphs}</body>')
        self.chosen = chosen + 1

    @contextmanager
    def nginx(self):
        port = free_port()
        config = self.data / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        config.write_text(f"""{user} daemon off; worker_processes 2; pid {self.data}/nginx.pid;
error_log {self.logs}/nginx.log; events {{ worker_connections 1024; }}
http {{ access_log off; server {{ listen 127.0.0.1:{port}; root {self.www}; }} }}
""")
        url = f"http://127.0.0.1:{port}/law.html"
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        with serving([nginx, "-c", config], url, self.logs / "nginx.log"):
            yield url

    @contextmanager
    def django(self):
        port = free_port()
        url = f"http://127.0.0.1:{port}/law/{self.chosen}"
        command = [self.bin / "gunicorn", "-w", "2", "-b", f"127.0.0.1:{port}", "django_page:application"]
        with serving(command, url, self.logs / "django.log", env={"LAWS_DB": str(self.data / "laws.db"),
                                                                  "PYTHONDONTWRITEBYTECODE": "1"}, cwd=HERE):
            yield url

    # -- licences

    @property
    def licences(self):
        return self.data / "licences.db"

    def fill(self, file, rows):
        """Sees to it that the database holds this file, where its import was not measured before."""
        if self.licences.exists():
            with closing(sqlite3.connect(self.licences)) as db:
                tables = db.execute("select count(*) from sqlite_schema where name = 'lic'").fetchone()[0]
                if tables and db.execute("select count(*) from lic").fetchone()[0] == rows:
                    return
        self.sqlite_import(file)

    def sqlite_import(self, file):
        """Seconds of `.import`, and of the three indexes after it."""
        self.licences.unlink(missing_ok=True)
        with clock() as load:
            run(["sqlite3", self.licences, "-cmd", ".mode csv", f".import {file} lic"])
        with clock() as index:
            run(["sqlite3", self.licences, "; ".join(f"create index by_{c} on lic({c})" for c in INDEXES)])
        return load(), index()

    def sqlite_export(self):
        out = self.data / "out.csv"
        with clock() as spent, open(out, "wb") as file:
            subprocess.run(["sqlite3", "-header", "-csv", str(self.licences), "select * from lic"], stdout=file,
                           check=True)
        out.unlink()
        return spent()

    def sqlite_utils_import(self, file):
        out = self.data / "sqlite-utils.db"
        out.unlink(missing_ok=True)
        with clock() as spent:
            run([self.bin / "sqlite-utils", "insert", out, "lic", file, "--csv", "--batch-size", "1000"])
        out.unlink()
        return spent()

    @contextmanager
    def datasette(self):
        port = free_port()
        url = f"http://127.0.0.1:{port}/{self.licences.stem}/lic"
        command = [self.bin / "datasette", "serve", self.licences, "-p", port, "--setting", "sql_time_limit_ms",
                   "60000", "--setting", "facet_time_limit_ms", "60000"]
        with serving(command, f"http://127.0.0.1:{port}/-/versions.json", self.logs / "datasette.log"):
            fetch(url + "/1.json")
            yield url


class Postgres:
    """A server of our own with Debian's settings: durable, as a user would run it. For both sides."""

    def __init__(self):
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
        if not found:
            raise Failed("PostgreSQL is not installed")
        self.bin = found[-1]
        self.port = free_port()

    def __enter__(self):
        # Not below the data folder: the server's user may not be allowed to go there.
        self.folder = Path(tempfile.mkdtemp(prefix="mingjing-bench-pg-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._as_owner("initdb", "-D", "data", "-A", "trust", "-U", "bench", "-E", "UTF8", "--locale=C.UTF-8")
        self._as_owner("pg_ctl", "-D", "data", "-l", "log", "-w", "-o",
                       f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1", "start")
        return self

    def __exit__(self, *_):
        self._as_owner("pg_ctl", "-D", "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _as_owner(self, program, *words):
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        done = subprocess.run([*user, str(self.bin / program), *words], cwd=self.folder, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise Failed(f"{program}: {done.stderr}")

    def url(self, database):
        return f"postgres://bench@127.0.0.1:{self.port}/{database}"

    def create(self, database):
        self.sql("postgres", f"create database {database}")

    def sql(self, database, statement, **more):
        return run(["psql", "-q", "-At", "-v", "ON_ERROR_STOP=1", self.url(database), "-c", statement], **more).stdout

    def copy_in(self, file):
        """Seconds of COPY, and of the three indexes after it."""
        self.create("peers")
        self.sql("peers", TABLE)
        with open(file, "rb") as rows, clock() as load:
            self.sql("peers", "copy lic from stdin csv header", stdin=rows)
        with clock() as index:
            self.sql("peers", ";".join(f"create index on lic({c})" for c in INDEXES))
        return load(), index()

    def copy_out(self, out):
        with open(out, "wb") as file, clock() as spent:
            subprocess.run(["psql", "-q", self.url("peers"), "-c", "copy lic to stdout csv header"], stdout=file,
                           check=True)
        return spent()


def settle():
    """Lets the disk finish what the last measurement left, so that the next does not pay for it."""
    os.sync()
    time.sleep(0.5)

"""Clocks, memory of processes, and wrk: what both sides are measured with."""

import json
import os
import random
import re
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

MB = 1e6
# wrk asks these addresses one after the other, from the first again when all were asked.
LUA_IN_TURN = """
local paths, requests, n = {}, {}, 0
for line in io.lines("%s") do paths[#paths + 1] = line end
request = function()
  n = n %% #paths + 1
  local found = requests[n]
  if not found then found = wrk.format("GET", paths[n]); requests[n] = found end
  return found
end
"""
# No address is asked twice, so that no page kept in memory answers.
LUA_FRESH = """
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", "%s?fresh=%s-" .. n)
end
"""


class Failed(Exception):
    """Something did not run; the part that needed it is given up, the others go on."""


class Skipped(Exception):
    """A part that cannot run with the options given."""


def run(command, **more):
    """Runs a command to its end; its output is returned, and shown if it fails."""
    more.setdefault("check", True)
    check = more.pop("check")
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **more)
    if check and done.returncode != 0:
        raise Failed(f"{command[0]}: exit {done.returncode}: {(done.stderr or done.stdout).strip()[-600:]}")
    return done


@contextmanager
def clock():
    """`with clock() as spent: …`, then `spent()` is the seconds."""
    start = time.perf_counter()
    end = []
    yield lambda: (end[0] if end else time.perf_counter()) - start
    end.append(time.perf_counter())


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(url, timeout=120):
    """Body of an address; non-ASCII characters may stand in it as they are."""
    url = urllib.parse.quote(url, safe=":/?&=%,.+-_~")
    with urllib.request.urlopen(url, timeout=timeout) as answer:
        return answer.read()


def fetch_json(url):
    return json.loads(fetch(url))


@contextmanager
def serving(command, ready, log, env=None, cwd=None, seconds=120):
    """A server while the block runs; begins when the address `ready` answers."""
    with open(log, "ab") as out:
        process = subprocess.Popen([str(word) for word in command], stdout=out, stderr=out,
                                   env={**os.environ, **(env or {})}, cwd=cwd)
    try:
        end = time.monotonic() + seconds
        while True:
            if process.poll() is not None:
                raise Failed(f"{command[0]} ended with {process.returncode}; see {log}")
            try:
                fetch(ready)
                break
            except OSError:
                if time.monotonic() > end:
                    raise Failed(f"{command[0]} does not answer at {ready}; see {log}") from None
                time.sleep(0.005)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def memory(pid, field="VmRSS"):
    """Bytes of a process by /proc: VmRSS now, VmHWM at its highest, RssAnon without mapped files. 0 if it is gone."""
    try:
        found = re.search(field + r":\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(found[1]) * 1024 if found else 0


def counted_once(pid):
    """Bytes of a process, pages that it maps several times counted once (PSS), as VmRSS does not."""
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    return int(found[1]) * 1024


def forget_peak(pid):
    """Sets VmHWM back to what the process has now."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


class Watch:
    """Highest memory of processes while it runs: of each (VmHWM), and of all at one time (sampled)."""

    def __init__(self, *pids):
        self.pids = list(pids)
        self.peaks = dict.fromkeys(pids, 0)
        self.together = 0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def _look(self):
        while True:
            last = self._end.wait(0.02)
            self.together = max(self.together, sum(memory(pid) for pid in self.pids))
            for pid in self.pids:
                self.peaks[pid] = max(self.peaks[pid], memory(pid, "VmHWM"))
            if last:
                return

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()


class Load:
    """What wrk saw."""

    def __init__(self, text):
        self.rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
        self.p50, self.p99 = (self._seconds(text, part) for part in ("50%", "99%"))
        bad = re.search(r"(Non-2xx.*|Socket errors.*)", text)
        self.bad = bad[1] if bad else ""

    @staticmethod
    def _seconds(text, part):
        number, unit = re.search(re.escape(part) + r"\s+([\d.]+)(us|ms|s|m)", text).groups()
        return float(number) * {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}[unit]


def wrk(url, connections, seconds, script=""):
    """Load from one thread. `script` is Lua for addresses that change."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as lua:
        lua.write(script)
        lua.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "--latency"]
        command += (["-s", lua.name] if script else []) + [url]
        return Load(run(command).stdout)


def in_turn(paths, file):
    """The script for these paths, beginning anywhere among them; `file` is where they are kept for wrk."""
    first = random.randrange(len(paths))
    paths = paths[first:] + paths[:first]
    Path(file).write_text("".join(path + "\n" for path in paths))
    return LUA_IN_TURN % file


def fresh(path):
    return LUA_FRESH % (path, time.time_ns())


def side_by_side(sides, seconds, rounds=2):
    """Loads several servers in turn, so that a slow moment of the machine meets all; the first second of each is not
    counted. `sides`: name → (url, connections, function that makes the script or None). Answers name → Load, with the
    mean rate, the worst p99 and whatever went wrong."""
    loads = {name: [] for name in sides}
    for name, (url, connections, script) in sides.items():
        wrk(url, connections, 1, script() if script else "")
    for _ in range(rounds):
        for name, (url, connections, script) in sides.items():
            loads[name].append(wrk(url, connections, seconds, script() if script else ""))
    for name, seen in loads.items():
        whole = seen[0]
        whole.rate = sum(load.rate for load in seen) / len(seen)
        whole.p50 = sum(load.p50 for load in seen) / len(seen)
        whole.p99 = max(load.p99 for load in seen)
        whole.bad = " ".join(filter(None, (load.bad for load in seen)))
        loads[name] = whole
    return loads


def one_by_one(urls):
    """Seconds of each of these requests, one after the other on one kept connection, by curl."""
    with tempfile.NamedTemporaryFile("w", suffix=".curl") as config:
        for url in urls:
            config.write(f'url = "{url}"\noutput = "{os.devnull}"\n')
        config.flush()
        out = run(["curl", "-s", "-K", config.name, "-w", "%{http_code} %{time_total}\\n"]).stdout.split("\n")
    seen = [line.split() for line in out if line]
    if len(seen) != len(urls) or any(code != "200" for code, _ in seen):
        raise Failed(f"{urls[0]} and the like: not every answer was 200")
    return [float(spent) for _, spent in seen]


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]

#!/usr/bin/env python3
"""Makes up logs, and compares what `mingjing assess` and `recompute.py` say about them, agency by agency, to the last digit.

    python3 tools/compare.py target/debug/mingjing [--logs 5] [--first 0] [--entries 700]
    python3 tools/compare.py target/debug/mingjing --facts FOLDER

Every log is made from a number, so that one on which they differ can be made again. The law is that of the program.
"""
import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from log_writer import Log  # noqa: E402

DAY = timedelta(days=1)
# Every kind of department that some duty or item names, at each level, and regions in which offices are missing.
DEPARTMENTS = ["人民政府办公室", "教育局", "审计局", "财政局", "发展和改革委员会", "市场监督管理局", "扶贫开发办公室", "司法局",
               "生态环境局", "民政局"]
REGIONS = [("130000", None, "province", "甲省"), ("130100", "130000", "city", "乙市"), ("130200", "130000", "city", "丙市"),
           ("130102", "130100", "county", "丁区"), ("130203", "130200", "county", "戊县"), ("130203101", "130203", "township", "己镇")]


def province():
    agencies = []
    for code, _, level, name in REGIONS:
        for serial, department in enumerate(DEPARTMENTS):
            if (code == "130200" and serial == 0) or (level in ("county", "township") and serial % 2):
                continue
            agencies.append({"code": f"{code}{serial:02}", "name": name + department, "level": level, "region": code})
    return agencies, [{"code": code, "parent": parent} for code, parent, _, _ in REGIONS if parent]


class MadeUp:
    """A log that touches every rule: fields that fit and do not fit, on and around the days that matter."""

    def __init__(self, law, number, entries):
        self.random, self.entries = random.Random(number), entries
        self.duties = [duty for file in sorted((law / "duties").glob("*.toml")) for duty in read(file)["duties"]]
        self.items = [read(file)["key"] for file in sorted((law / "items").glob("*/*.toml"))]
        self.objections = read(law / "objections.toml")
        self.agencies, self.regions = province()
        self.log, self.day = Log(), date(2022, 1, 4) + self.random.randrange(400) * DAY
        # Half of the agencies publish nothing for a while, some nothing at all.
        self.joins = {agency["code"]: self.day + max(0, self.random.randrange(-300, 600)) * DAY for agency in self.agencies[1:]}
        # What duties ask of the fields of an item.
        self.asked, self.through, self.moments, self.figures = defaultdict(list), {}, defaultdict(list), defaultdict(list)
        for duty in self.duties:
            rule = duty["rule"]
            self.asked[duty.get("item")] += duty.get("where", {}).items()
            self.asked[rule.get("of")] += rule.get("of_where", {}).items()
            if "through" in rule:
                self.through.setdefault(duty["item"], []).append((rule["through"], rule["of"]))
            if "year_field" in rule:
                self.asked[duty["item"]].append((rule["year_field"], [2021, 2022, 2023, 2024]))
            if "at" in rule:
                self.moments[rule.get("of", duty.get("item"))].append(rule["at"])
            if rule["kind"] == "follows" and "done" in rule:
                self.moments[duty["item"]].append(rule["done"])
            if rule["kind"] == "share":
                self.figures[duty["item"]].append(rule)
        self.favourites = [*sorted(self.asked.keys() - {None}), "licence", "penalty", "trade-result", "government-budget", "coercive-measure"]

    def make(self):
        codes = [agency["code"] for agency in self.agencies]
        self.log.publish("notice", codes[0], str(self.day), str(self.day))
        while len(self.log.entries) < self.entries:
            self.day += self.random.choice([0, 0, 0, 1, 1, 2, 5]) * DAY
            joined = [code for code in codes if self.joins.get(code, self.day) <= self.day]
            some = self.random.choice([name for name in self.log.heads if name not in self.log.withdrawn])
            match self.random.random():
                case x if x < 0.08:
                    self.log.amend(some, self.now(), self.fields(self.log.heads[some]["item"]), self.random.choice([None, self.bears()]))
                case x if x < 0.11 and len(self.log.heads) > 20:
                    self.log.withdraw(some, str(self.day))
                case x if x < 0.2:
                    self.decide(joined)
                case _:
                    item = self.random.choice(self.favourites if self.random.random() < 0.8 else self.items)
                    self.log.publish(item, self.random.choice(joined), self.bears(), self.now(), self.fields(item))
        return self.log

    def now(self):
        return f"{self.day}T{self.random.randrange(24):02}:{self.random.randrange(60):02}:{self.random.randrange(60):02}+08:00"

    def bears(self):
        """Days near the limits, days before the log, a few in the future."""
        return str(self.day - self.random.choice([0, 0, 1, 2, 3, 4, 9, 11, 19, 20, 21, 28, 31, 90, 400, -1, -30]) * DAY)

    def fields(self, item):
        fields = {}
        for path, wanted in self.asked[item]:
            value = self.random.choice([*wanted, *wanted, "别的"])
            table, _, column = path.partition(".")
            if column:
                fields.setdefault(table, []).append({column: value})
            else:
                fields[table] = self.random.choice([value, value, [value, "又一个"]]) if isinstance(value, str) else value
        for names in self.moments[item]:
            if self.random.random() < 0.9:
                fields[names["on"]] = str(self.day - self.random.choice([0, 0, 1, 1, 2, 3]) * DAY)
            if self.random.random() < 0.7:
                fields[names["time"]] = f"{self.random.randrange(24):02}:{self.random.randrange(60):02}"
        for rule in self.figures[item]:
            quarter = date(self.random.randrange(2022, 2025), self.random.choice([1, 4, 7, 10]), 1)
            ends = (quarter + 95 * DAY).replace(day=1) - self.random.choice([1, 1, 1, 1, 0, 2]) * DAY
            fields[rule["covers"]] = {"from": str(quarter + self.random.choice([0, 0, 0, -1, 1]) * DAY), "until": str(ends)}
            of = self.random.choice([0, 1, 3, 40])
            fields[rule["of"]], fields[rule["done"]] = of, self.random.choice([of, of, max(0, of - 1)])
        references = self.through.get(item, [])
        for field, of in self.random.sample(references, len(references)):
            # Mostly what is to be referred to, some of it withdrawn meanwhile; the demand may come after the answer.
            heads = list(self.log.heads.values())
            heads = [head for head in heads if head["item"] == of][-6:] or heads[-3:]
            names = [self.random.choice([head["id"], head["index_no"]]) for head in self.random.choices(heads, k=2)]
            fields[field] = self.random.choice([names, names[0]])
        return fields

    def decide(self, joined):
        """A decision about something that may be late, by an office that may decide, or by anybody."""
        duty = self.random.choice(self.duties)
        about, by = self.random.choice(joined), self.random.choice(joined)
        offices = [code for code in joined if code.endswith("00")]
        by = self.random.choice([by, *offices])
        late = [f"disclosure {name}" for name, head in self.log.heads.items() if head["agency"] == about]
        owed = [f"period 2024年第{quarter}季度" for quarter in "一二三四"] + [f"period 2023年第{quarter}季度" for quarter in "一二三四"]
        owed += ["period 2024年上半年", "period 2023年下半年", "period 2024年", "period 2023年", "year 2022", "year 2023", "year 2024"]
        owed += [f"item {item} {self.log_began()}" for item in self.random.sample(self.items, 20)]
        fields = dict(zip(("agency", "duty", "owed", "effect"), (about, duty["key"], self.random.choice(owed + late),
                      self.random.choice([*self.objections["decision"]["effects"], "别的"]))))
        names = self.objections["decision"]
        self.log.publish(names["item"], by, str(self.day), str(self.day), {names[key]: value for key, value in fields.items()})

    def log_began(self):
        return json.loads(self.log.entries[0])["at"][:10]


def read(file):
    return tomllib.loads(file.read_text())


def compare(program, law, folder, when):
    """What differs for some days; empty if nothing does."""
    theirs = Path(folder) / "assess.json"
    with open(theirs, "wb") as file:
        subprocess.run([program, "assess", "--log", folder, "--law", law, *when, "--format", "json"], check=True, stdout=file,
                       stderr=subprocess.DEVNULL)
    ours = subprocess.run([sys.executable, HERE / "recompute.py", folder, "--law", law, *when, "--compare", theirs],
                          stdout=subprocess.PIPE, text=True)
    return ours.stdout if ours.returncode else ""


def from_facts(folder):
    """The log that `cargo run -p mingjing-duties --example province` wrote down, with identities and index numbers as a log
    has them."""
    facts = [json.loads(line) for line in (folder / "facts.jsonl").read_text().splitlines()]
    names = {fact["id"]: hashlib.sha256(fact["id"].encode()).hexdigest()[:32] for fact in facts}
    numbers = {fact["index_no"]: f"{fact['agency']}/{fact['at'][:4]}-{number:05}" for number, fact in enumerate(facts, 1)
               if fact["event"] == "publish"}

    def renamed(value):
        return [renamed(one) for one in value] if isinstance(value, list) else numbers.get(value, value) if isinstance(value, str) else value
    log = Log()
    for fact in facts:
        name, at, fields = names[fact["id"]], fact["at"], {key: renamed(value) for key, value in fact["fields"].items()}
        match fact["event"]:
            case "publish":
                log.publish(fact["item"], fact["agency"], fact["issued_on"], at, fields, name, numbers[fact["index_no"]])
            case "amend":
                log.amend(name, at, fields, fact["issued_on"])
            case "withdraw":
                log.withdraw(name, at)
    return log, json.loads((folder / "agencies.json").read_text())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--law", type=Path, default=HERE.parent / "law")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--logs", type=int, default=5)
    parser.add_argument("--entries", type=int, default=700)
    parser.add_argument("--facts", type=Path, help="a folder of the example `province`, instead of logs made up here")
    args = parser.parse_args()
    different = 0

    def compare_all(name, log, whens, listed):
        with tempfile.TemporaryDirectory() as folder:
            log.write(folder, listed["agencies"], listed["regions"])
            found = [(when, compare(args.program, args.law, folder, when)) for when in whens]
        for when, differences in found:
            if differences:
                print(f"{name}, {' '.join(when)}:\n{differences}")
        return sum(bool(differences) for _, differences in found)

    if args.facts:
        log, listed = from_facts(args.facts)
        years = sorted({json.loads(entry)["at"][:4] for entry in (log.entries[0], log.entries[-1])})
        whens = [["--period", str(year)] for year in range(int(years[0]), int(years[-1]) + 1)]
        different = compare_all("facts", log, whens, listed)
        print(f"{len(log.entries)} entries, {len(listed['agencies'])} agencies, {len(whens)} years, {different} comparisons differ")
        sys.exit(bool(different))
    for number in range(args.first, args.first + args.logs):
        made = MadeUp(args.law, number, args.entries)
        log, years = made.make(), range(int(made.log_began()[:4]), made.day.year + 1)
        some = made.random.choice(list(years))
        whens = [["--period", str(year)] for year in years]
        whens.append(["--period", str(some), "--as-of", str(date(some, 1, 1) + made.random.randrange(366) * DAY)])
        different += compare_all(f"log {number}", log, whens, {"agencies": made.agencies, "regions": made.regions})
    print(f"{args.logs} logs, {different} comparisons differ")
    sys.exit(bool(different))


if __name__ == "__main__":
    main()

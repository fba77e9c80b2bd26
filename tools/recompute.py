#!/usr/bin/env python3
"""Scores of agencies, computed again from a mirrored log, independently of the program `mingjing`.

    mingjing mirror https://open.example.gov.cn ./mirror
    python3 tools/recompute.py ./mirror --period 2026
    python3 tools/recompute.py ./mirror --period 2026 --agency 130001

Needs Python 3.11 and nothing else. It was written from law/*.toml and the documents (docs/duties.md above all), not from the
program's source, so that an error would have to be made twice to stay unseen. It prints JSON in the shape of
`mingjing assess --log ./mirror --format json`; with `--compare FILE` it reads such a file, prints only what differs, and
ends with 1 if anything does. Whatever it does not know (a kind of rule, a unit) stops it: nothing is guessed.
"""
import argparse
import base64
import calendar
import hashlib
import json
import struct
import sys
import tomllib
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

STATES = ("met", "late", "open", "overdue", "unknown", "excused")
DAY = timedelta(days=1)
# What a duty and its rule may say. Anything else stops the program.
DUTY = {"key", "title", "clause", "article", "weight", "from", "until", "who", "item", "where", "exceptions", "rule"}
RULES = {"periodic": {"per", "at_least"}, "exists": set(), "fresh": set(), "yearly": {"month", "day", "year_field"},
         "within": {"limit", "at", "changes"}, "follows": {"of", "of_where", "through", "limit", "at", "done"},
         "share": {"per", "covers", "whole", "done", "of", "at_least", "limit"}}


# ---- the log ---------------------------------------------------------------------------------------------------------

def tile(folder, number, width):
    """The file of 256 leaves, or of fewer at the end of the log (C2SP tlog-tiles)."""
    name = f"{number % 1000:03}"
    while number >= 1000:
        number //= 1000
        name = f"x{number % 1000:03}/{name}"
    return folder / (name if width == 256 else f"{name}.p/{width}")


def root_of(hashes):
    """The root of the tree over leaf hashes (RFC 6962)."""
    stack = []  # (height, hash)
    for leaf in hashes:
        height = 0
        while stack and stack[-1][0] == height:
            leaf = hashlib.sha256(b"\1" + stack.pop()[1] + leaf).digest()
            height += 1
        stack.append((height, leaf))
    if not stack:
        return hashlib.sha256(b"").digest()
    root = stack.pop()[1]
    while stack:
        root = hashlib.sha256(b"\1" + stack.pop()[1] + root).digest()
    return root


class Leaf:
    """One event. `day`: on which it became public; `bears`: the day that stands in what became public."""
    __slots__ = ("number", "event", "id", "item", "agency", "index_no", "at", "day", "bears", "fields")

    def __init__(self, number, entry, content):
        self.number, self.event, self.id, self.item = number, entry["event"], entry["id"], sys.intern(entry["item"])
        self.agency, self.index_no = sys.intern(entry["agency"]), entry["index_no"]
        self.at, self.bears = datetime.fromisoformat(entry["at"][:16]), date.fromisoformat(entry["issued_on"])
        self.day = self.at.date()
        self.fields = json.loads(content)["fields"] if content else {}  # empty where the content was erased


def read_log(folder):
    """All leaves in order. Who signed the checkpoint is `mingjing verify`'s to check."""
    log = folder / "log" if (folder / "log").is_dir() else folder
    _, size, root = (log / "checkpoint").read_text().split("\n")[:3]
    size, leaves, hashes = int(size), [], []
    for number in range((size + 255) // 256):
        width = min(256, size - 256 * number)
        data, entries, at = tile(log / "tile/entries", number, width).read_bytes(), [], 0
        while at < len(data):
            (length,) = struct.unpack_from(">H", data, at)
            entries.append(data[at + 2:at + 2 + length])
            at += 2 + length
        contents = tile(log / "bundle", number, width).read_bytes().split(b"\n")[:-1]
        if len(entries) != width or len(contents) != width:
            sys.exit(f"tile {number} is not whole")
        for raw, content in zip(entries, contents):
            hashes.append(hashlib.sha256(b"\0" + raw).digest())
            entry = json.loads(raw)
            if content and hashlib.sha256(content).hexdigest() != entry["digest"]:
                sys.exit(f"leaf {len(leaves)}: the content is not the one of the entry")
            leaves.append(Leaf(len(leaves), entry, content))
    if base64.b64encode(root_of(hashes)).decode() != root:
        sys.exit("the entries do not lead to the root of the checkpoint")
    return leaves


class Disclosure:
    """What the log says about one disclosure up to the day that is judged."""

    def __init__(self, leaf):
        self.id, self.item, self.agency, self.index_no = leaf.id, leaf.item, leaf.agency, leaf.index_no
        self.versions, self.withdrawn = [], False

    def counts(self, fits, known=lambda version: True):
        """The first version that fits, of those `known` lets count; None if the last one does not, or it was withdrawn."""
        found = [version for version in self.versions if known(version) and fits(version.fields)]
        return found[0] if found and found[-1] is self.versions[-1] and not self.withdrawn else None


def disclosures(leaves, until):
    """What was known at the end of a day, by identity."""
    found = {}
    for leaf in leaves:
        if leaf.day <= until:
            one = found.setdefault(leaf.id, Disclosure(leaf)) if leaf.event == "publish" else found[leaf.id]
            if leaf.event == "withdraw":
                one.withdrawn = True
            else:
                one.versions.append(leaf)
    return found


# ---- days ------------------------------------------------------------------------------------------------------------

class Days:
    """Working days by the State Council's notices, and limits (law/limits.toml)."""

    def __init__(self, law):
        self.limits = load(law / "limits.toml")
        self.years, self.off, self.worked = set(), set(), set()
        for file in sorted((law / "calendars").glob("*.toml")):
            year = load(file)
            self.years.add(year["year"])
            self.worked.update(year["worked_weekends"])
            for holiday in year["days_off"].values():
                self.off.update(holiday)

    def works(self, day):
        """Whether it is a working day; a year whose notice is missing is not guessed."""
        if day.year not in self.years:
            raise LookupError(day.year)
        return day in self.worked or (day not in self.off and day.weekday() < 5)

    def due(self, key, start):
        """The last day of a limit that runs from a day, or for hours from a minute; None if its calendar is not known."""
        limit = self.limits[key]
        amount, unit = limit["amount"], limit["unit"]
        if unit == "hours":
            if isinstance(start, datetime):
                return start + timedelta(hours=amount)
            return start + -(-amount // 24) * DAY
        start = day_of(start)
        try:
            if unit == "working_days":
                day = start
                while amount:  # the day from which it runs does not count
                    day += DAY
                    amount -= self.works(day)
                return day
            if unit == "days":
                day = start + amount * DAY
            elif unit == "months":
                months = start.year * 12 + start.month - 1 + amount
                year, month = months // 12, months % 12 + 1
                day = date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
            else:
                sys.exit(f"unknown unit {unit}")
            while not self.works(day):
                day += DAY
            return day
        except LookupError:
            return None


def day_of(moment):
    return moment.date() if isinstance(moment, datetime) else moment


def kept(due, done):
    """To the minute where both say one; otherwise to the day."""
    both = isinstance(due, datetime) and isinstance(done, datetime)
    return done <= due if both else day_of(done) <= day_of(due)


def moment(fields, names):
    """The day in a field, and the minute where another says it; None where the first is empty."""
    if not fields.get(names["on"]):
        return None
    minute = fields.get(names.get("time"))
    text = fields[names["on"]]
    return datetime.fromisoformat(f"{text}T{minute}") if minute else date.fromisoformat(text)


def load(file):
    with open(file, "rb") as stream:
        return tomllib.load(stream)


# ---- judging ---------------------------------------------------------------------------------------------------------

class Finding:
    """`owed` is what a decision about an objection names it by."""

    def __init__(self, duty, owed, since, due, state, count=1):
        self.duty, self.owed, self.since, self.due, self.state, self.count = duty, owed, since, due, state, count


def named(who, agency):
    """Whether an agency is one of those named: by level, by a word in its name, by its code."""
    words = who.get("words", "all")
    return (agency["level"] in who.get("levels", [agency["level"]]) and agency["code"] in who.get("agencies", [agency["code"]])
            and (words == "all" or any(word in agency["name"] for word in words)))


def values(fields, path):
    """The values of a field, or of a column of a table, as a list."""
    found = [fields]
    for key in path.split("."):
        found = [one for table in found for one in [table.get(key)] if one is not None]
        found = [one for value in found for one in (value if isinstance(value, list) else [value])]
    return found


def fits(fields, where):
    return all(any(value in wanted for value in values(fields, path)) for path, wanted in where.items())


def periods(per, begins, last):
    """Whole periods since a day that have begun by another: of the calendar, or threes of years from that day on."""
    names = {"quarter": ["第一季度", "第二季度", "第三季度", "第四季度"], "half-year": ["上半年", "下半年"], "year": [""],
             "three-years": None}[per]
    if names is None:
        start = begins
        while start <= last:
            after = years_later(start, 3)
            yield start, after - DAY, "至".join(f"{day.year}年{day.month}月{day.day}日" for day in (start, after - DAY))
            start = after
        return
    months = 12 // len(names)
    for year in range(begins.year, last.year + 1):
        for number, name in enumerate(names):
            start, month = date(year, months * number + 1, 1), months * (number + 1)
            if begins <= start <= last:
                yield start, date(year, month, calendar.monthrange(year, month)[1]), f"{year}年{name}"


def years_later(day, years):
    return day.replace(year=day.year + years, day=min(day.day, calendar.monthrange(day.year + years, day.month)[1]))


def excepted(duty, agency, day):
    return any(named(one, agency) and date.fromisoformat(one.get("from", "0001-01-01")) <= day
               <= date.fromisoformat(one.get("until", "9999-12-31")) for one in duty.get("exceptions", []))


class Judge:
    """Judges agencies by what was public at the end of a day, within the year that begins on `first`.

    `over`: the year is over, so that what was due on its last day is no longer open, and decisions made since count.
    """

    def __init__(self, law, leaves, listed, first, as_of, over):
        self.days, self.first, self.end = Days(law), first, date(first.year, 12, 31)
        self.as_of, self.over = as_of, over
        self.made_of, self.earlier, self.referring = (law, leaves, listed, first, as_of, over), {}, {}
        self.items = {item["key"]: item for item in map(load, sorted((law / "items").glob("*/*.toml")))}
        self.duties = [duty for file in sorted((law / "duties").glob("*.toml")) for duty in load(file)["duties"]]
        self.scheme, self.objections = load(law / "assessment.toml"), load(law / "objections.toml")
        self.began = leaves[0].day if leaves else as_of
        self.gone = {leaf.id for leaf in leaves if leaf.event == "withdraw" and leaf.day > as_of}
        self.known, self.of, self.active = disclosures(leaves, as_of), defaultdict(list), {}
        for one in self.known.values():
            self.of[one.agency, one.item].append(one)
            self.active.setdefault(one.agency, one.versions[0].day)
        self.offices = self.read_offices(listed)
        self.rulings = self.read_rulings(leaves, date.max if over else as_of)
        for duty in self.duties:
            kind, unknown = duty["rule"]["kind"], set(duty) - DUTY
            if kind not in RULES or unknown or set(duty["rule"]) - RULES[kind] - {"kind"}:
                sys.exit(f"duty {duty['key']}: this program does not know all of it; a newer one may")

    # ---- what is owed ----

    def subjects(self, duty, agency, applies=lambda item: True):
        """The items by which a duty is judged for an agency: the one it names, or all to which its rule applies."""
        for key in [duty["item"]] if "item" in duty else [key for key, item in self.items.items() if applies(item)]:
            item = self.items[key]
            if named(duty["who"] if "who" in duty else {"levels": item["levels"], "words": item.get("publishers", [])}, agency):
                yield key

    def is_open(self, due):
        return due > self.as_of or (due == self.as_of and not self.over)

    def not_done(self, agency, due, start, spoke=None):
        """The state of what was not done: open until its day is over, and unknown where the log could not have shown it."""
        spoke = spoke or self.active.get(agency["code"], date.max)
        if self.is_open(due):
            return "open"
        return "unknown" if spoke > due or start < self.began else "overdue"

    def findings(self, agency):
        for duty in self.duties:
            rule = getattr(Judge, "rule_" + duty["rule"]["kind"])
            begins, ends = date.fromisoformat(duty["from"]), date.fromisoformat(duty.get("until", "9999-12-31"))
            if begins > self.as_of or ends < self.first:
                continue
            for finding in rule(self.on(ends), duty, agency, begins):
                if finding.state == "overdue" and self.on(ends).is_doubted(duty, agency):
                    finding.state = "unknown"
                if not self.is_excepted(duty, agency, finding, ends):
                    self.apply_rulings(agency, finding)
                    yield finding

    def is_doubted(self, duty, agency):
        """Whether contents prove it, and something that was public on the day and may have done so was erased since."""
        if duty["rule"]["kind"] not in ("yearly", "share") and ("where" not in duty or duty["rule"]["kind"] not in ("exists", "periodic")):
            return False
        return any(one.id in self.gone and not one.withdrawn for one in self.of[agency["code"], duty["item"]])

    def is_excepted(self, duty, agency, finding, ends):
        """By the day on which it falls due (without one, from which it is owed); what is owed all the time by the day of
        judgement. Under `within` it was asked of each disclosure."""
        if duty["rule"]["kind"] == "within":
            return False
        standing = duty["rule"]["kind"] in ("exists", "fresh") and finding.state != "late"
        return excepted(duty, agency, min(self.as_of, ends) if standing else day_of(finding.due or finding.since))

    def on(self, day):
        """The same judge on an earlier day: a duty that has ended is judged by what was known on its last day."""
        if day >= self.as_of:
            return self
        if day not in self.earlier:
            self.earlier[day] = Judge(*self.made_of[:-2], day, self.over)
        return self.earlier[day]

    def rule_within(self, duty, agency, begins):
        """Public within a limit from the day that its first version bears, or that a field says. It belongs to the year in
        which it became public, and being withdrawn later changes nothing, unless the duty asks for fields: these are gone.
        With `changes`, amendments that bear a later day than any version before, instead of first versions."""
        rule, where, counts = duty["rule"], duty.get("where", {}), Counter()
        changes = rule.get("changes", False)
        for key, item in self.items.items():
            whole = item.get("time_limit") == rule["limit"] and (not changes or "history" in item.get("list", {}))
            if key != duty.get("item", key) or ("item" not in duty and not whole):
                continue
            for one in self.of[agency["code"], key]:
                if (where or "at" in rule) and one.withdrawn:
                    continue
                made = one.versions[:1]
                if changes:
                    made = [new for n, new in enumerate(one.versions) if n and max(old.bears for old in one.versions[:n]) < new.bears]
                for version in made:
                    start = moment(version.fields, rule["at"]) if "at" in rule else None
                    start = start or version.bears
                    if day_of(start) < max(begins, self.began) or version.day < self.first or not fits(version.fields, where):
                        continue
                    if excepted(duty, agency, version.day):
                        continue
                    due = self.days.due(rule["limit"], start)
                    if due and not kept(due, version.at):
                        if excepted(duty, agency, day_of(due)):
                            continue
                        owed = f"change {one.id} {version.number}" if changes else f"disclosure {one.id}"
                        yield Finding(duty, owed, day_of(start), due, "late")
                    else:
                        counts["met" if due else "unknown"] += 1
        for state, count in counts.items():
            yield Finding(duty, None, max(self.first, self.began), None, state, count)

    def rule_exists(self, duty, agency, begins):
        where = duty.get("where", {})
        since = max(begins, self.began)
        for item in self.subjects(duty, agency):
            there = any(one.counts(lambda fields: fits(fields, where)) for one in self.of[agency["code"], item])
            state = "met" if there else "open" if since >= self.as_of else "overdue" if agency["code"] in self.active else "unknown"
            yield Finding(duty, f"item {item} {since}", since, since, state)

    def rule_fresh(self, duty, agency, begins):
        for item in self.subjects(duty, agency, lambda item: "freshness" in item):
            news = [version.day for one in self.of[agency["code"], item] for version in one.versions]
            if all(one.withdrawn for one in self.of[agency["code"], item]):
                news = []
            since = max(news, default=max(begins, self.began))
            due = since + self.items[item]["freshness"]["days"] * DAY
            yield from self.gaps(duty, agency, item, begins)
            if due >= self.as_of:
                state = "met" if news else "open"
            else:
                state = "overdue" if agency["code"] in self.active else "unknown"
            yield Finding(duty, f"item {item} {due}", since, due, state)

    def gaps(self, duty, agency, item, begins):
        """The times in which a column was stale, ended in the year by something new, whatever became of that."""
        news = sorted({version.day for one in self.of[agency["code"], item] for version in one.versions})
        for since, day in zip(news, news[1:]):
            due = since + self.items[item]["freshness"]["days"] * DAY
            if due < day and day >= self.first and due >= begins:
                yield Finding(duty, f"item {item} {due}", since, due, "late")

    def proofs(self, agency, item, fit, known=lambda version: True):
        """The versions since which disclosures of an agency count."""
        return [version for one in self.of[agency["code"], item] for version in [one.counts(fit, known)] if version]

    def periods_of(self, duty, begins):
        """Those of a duty that had not ended when the log began."""
        return [one for one in periods(duty["rule"]["per"], begins, self.as_of) if one[1] >= self.began]

    def rule_periodic(self, duty, agency, begins):
        where = duty.get("where", {})
        for item in self.subjects(duty, agency):
            proofs = self.proofs(agency, item, lambda fields: fits(fields, where))
            for start, end, name in self.periods_of(duty, begins):
                if end >= self.first:
                    done = sum(start <= version.bears <= end for version in proofs) >= duty["rule"]["at_least"]
                    yield Finding(duty, f"period {name}", start, end, "met" if done else self.not_done(agency, end, start))

    def rule_share(self, duty, agency, begins):
        """Figures of each period by which so many in a hundred were done. Whom nobody names owes them since it first told any."""
        rule, item = duty["rule"], duty["item"]
        obliged = "who" in duty or "publishers" in self.items[item]
        if not (list(self.subjects(duty, agency)) if obliged else agency["level"] in self.items[item]["levels"]):
            return
        told = min((one.versions[0].day for one in self.of[agency["code"], item]), default=None)
        for start, end, name in self.periods_of(duty, begins):
            due = self.days.due(rule["limit"], end) if "limit" in rule else end
            if (due or end) < self.first:
                continue

            def tells(fields):
                covers = fields.get(rule["covers"]) or {}
                first, last = covers.get("from") or "9999-12-31", covers.get("until") or "0001-01-01"
                whole = (first, last) == (str(start), str(end)) or not rule.get("whole")
                return str(start) <= first <= last <= str(end) and whole and fits(fields, duty.get("where", {}))

            def reached(fields):
                done, of = fields.get(rule["done"]), fields.get(rule["of"])
                return tells(fields) and None not in (done, of) and (
                    Fraction(str(done)) * 100 >= Fraction(str(rule["at_least"])) * Fraction(str(of)))

            def is_over(version):
                return str(version.day) >= ((version.fields.get(rule["covers"]) or {}).get("until") or "9999-12-31")
            day = min((version.day for version in self.proofs(agency, item, reached, is_over)), default=None)
            if not obliged and told is None:
                state = "unknown"
            elif day and day <= (due or end):
                state = "met"
            elif due is None:
                state = "open" if self.is_open(end) else "unknown"
            elif day:
                state = "late"
            elif self.is_open(due):
                state = "open"
            elif self.proofs(agency, item, tells, is_over) and start >= self.began:
                state = "overdue"
            else:
                state = self.not_done(agency, due, start, self.active.get(agency["code"]) if obliged else told)
            yield Finding(duty, f"period {name}", start, due, state)

    def rule_yearly(self, duty, agency, begins):
        rule, year = duty["rule"], self.first.year
        due = date(year, rule["month"], rule["day"])
        where = {**duty.get("where", {}), rule["year_field"]: [year - 1, str(year - 1)]}
        if due < max(begins, self.began):
            return
        for item in self.subjects(duty, agency):
            day = min((version.day for version in self.proofs(agency, item, lambda fields: fits(fields, where))), default=None)
            state = self.not_done(agency, due, self.first) if day is None else "met" if day <= due else "late"
            yield Finding(duty, f"year {year - 1}", self.first, due, state)

    def rule_follows(self, duty, agency, begins):
        """Every disclosure of another item is referred to by one of this item, of any agency, by index number or identity."""
        rule, where = duty["rule"], duty.get("where", {})
        if "who" in duty and not named(duty["who"], agency):
            return
        for one in self.of[agency["code"], rule["of"]]:
            made = one.counts(lambda fields: fits(fields, rule.get("of_where", {})))
            said = made and "at" in rule and moment(made.fields, rule["at"])
            if made is None or made.bears < max(begins, self.began) or (said and day_of(said) < max(begins, self.began)):
                continue
            start, names = said or made.day, {one.id, one.index_no}
            due = self.days.due(rule["limit"], start) if "limit" in rule else None
            answers = [other.counts(lambda fields: fits(fields, where) and names & set(map(str, values(fields, rule["through"]))))
                       for other in self.answers(duty["item"], rule["through"], names)]
            done = [((moment(version.fields, rule["done"]) if "done" in rule else None) or version.day, version)
                    for version in answers if version]
            if day_of(due or min((version.day for _, version in done), default=self.first)) < self.first:
                continue
            if "limit" not in rule:
                state = "met" if done else "open"
            elif due is None:
                state = "unknown"
            elif done:
                state = "met" if any(kept(due, when) for when, _ in done) else "late"
            else:
                state = "open" if self.is_open(day_of(due)) else "overdue"
            yield Finding(duty, f"disclosure {one.id}", day_of(start), due, state)

    def answers(self, item, through, names):
        """The disclosures of an item that have referred to one of these names."""
        index = self.referring.get((item, through))
        if index is None:
            index = self.referring[item, through] = defaultdict(dict)
            for one in self.known.values():
                for version in one.versions if one.item == item else []:
                    for name in values(version.fields, through):
                        index[str(name)][one.id] = one
        return {other.id: other for name in names for other in index.get(name, {}).values()}.values()

    # ---- decisions about objections ----

    def read_offices(self, listed):
        """Which office decides about whom: a region's own, or of the nearest region above that has one."""
        parents = {region["code"]: region["parent"] for region in listed.get("regions", [])}
        offices = defaultdict(set)
        for agency in listed["agencies"]:
            if agency["name"].endswith(tuple(self.objections["offices"])):
                offices[agency["region"]].add(agency["code"])

        def above(agency):
            region = agency["region"]
            if agency["code"] in offices[region]:
                region = parents.get(region)
            while region and not offices.get(region):
                region = parents.get(region)
            return offices.get(region, set())
        return {agency["code"]: above(agency) for agency in listed["agencies"]}

    def read_rulings(self, leaves, until):
        """(agency, duty, owed) -> what counts by the last decision of whoever may decide."""
        names, rulings = self.objections["decision"], {}
        known = disclosures((leaf for leaf in leaves if leaf.item == names["item"]), until).values()
        for one in sorted((one for one in known if not one.withdrawn), key=lambda one: one.versions[-1].number):
            fields = one.versions[-1].fields
            about, effect = fields.get(names["agency"]), names["effects"].get(fields.get(names["effect"]))
            if effect and one.agency in self.offices.get(about, ()):
                rulings[about, fields.get(names["duty"]), fields.get(names["owed"])] = effect
        return rulings

    def apply_rulings(self, agency, finding):
        effect = self.rulings.get((agency["code"], finding.duty["key"], finding.owed), "kept")
        if finding.state in ("late", "overdue") and effect != "kept":
            finding.state = effect

    # ---- scores ----

    def score(self, agency):
        findings = list(self.findings(agency))
        by_duty = defaultdict(Counter)
        for one in findings:
            by_duty[one.duty["key"]][one.state] += one.count
        weights = {duty["key"]: Fraction(str(duty.get("weight", 1))) for duty in self.duties}
        late_credit, indicators, reached, points = Fraction(self.scheme["late_credit"]), [], Fraction(0), Fraction(0)
        for indicator in self.scheme["indicators"]:
            done = weight = Fraction(0)
            tally = Counter()
            for key in indicator["duties"]:
                counts = by_duty[key]
                tally.update(counts)
                judged = counts["met"] + counts["late"] + counts["overdue"]
                if judged:
                    done += weights[key] * (counts["met"] + late_credit * counts["late"]) / judged
                    weight += weights[key]
            full = Fraction(str(indicator["points"]))
            if weight:
                points += full
                reached += full * done / weight
            indicators.append({"key": indicator["key"], "points": str(indicator["points"]),
                               "reached": rounded(full * done / weight) if weight else None, "tally": tallied(tally)})
        return {"code": agency["code"], "name": agency["name"], "total": rounded(100 * reached / points) if points else None,
                "tally": tallied(sum(by_duty.values(), Counter())), "indicators": indicators,
                "duties": {key: tallied(counts) for key, counts in by_duty.items() if counts},
                "findings": [{"duty": one.duty["key"], "owed": one.owed, "since": str(one.since),
                              "due": str(day_of(one.due)) if one.due else None, "state": one.state, "count": one.count} for one in findings]}


def tallied(counts):
    return {state: counts[state] for state in STATES}


def rounded(fraction):
    """Rounded half up to two places, once."""
    hundredths = (fraction * 200 + 1) // 2  # floor(100 x + 1/2), exactly
    return f"{hundredths // 100}.{hundredths % 100:02}"


def differences(ours, theirs):
    theirs = {agency["code"]: agency for agency in theirs["agencies"]}
    for agency in ours["agencies"]:
        other = theirs.pop(agency["code"], None)
        if other is None:
            yield f"{agency['code']}: only here"
            continue
        counts = defaultdict(Counter)
        for one in other["findings"]:
            counts[one["duty"]][one["state"]] += one["count"]
        for key in sorted(set(counts) | set(agency["duties"])):
            here, there = agency["duties"].get(key, tallied(Counter())), tallied(counts[key])
            if here != there:
                yield f"{agency['code']} {key}: here {here}, there {there}"
        if same(agency["total"]) != same(other["total"]):
            yield f"{agency['code']}: total {agency['total']} here, {other['total']} there"
        for here, there in zip(agency["indicators"], other["indicators"], strict=True):
            if here["key"] != there["key"] or same(here["reached"]) != same(there["reached"]):
                yield f"{agency['code']} {here['key']}: {here['reached']} here, {there['reached']} there"
    yield from (f"{code}: only there" for code in theirs)


def same(text):
    return None if text is None else Decimal(text)


def main():
    today = datetime.now(timezone(timedelta(hours=8))).date()
    parser = argparse.ArgumentParser(description="Compute the scores of agencies again from a mirrored log.")
    parser.add_argument("mirror", type=Path)
    parser.add_argument("--law", type=Path, default=Path(__file__).resolve().parent.parent / "law")
    parser.add_argument("--agencies", type=Path, help="list of agencies; that of the mirror unless given")
    parser.add_argument("--period", type=int, default=today.year)
    parser.add_argument("--as-of", type=date.fromisoformat)
    parser.add_argument("--agency")
    parser.add_argument("--compare", type=Path, help="JSON of `mingjing assess`")
    args = parser.parse_args()
    end = date(args.period, 12, 31)
    as_of, over = min(args.as_of or today, end), not args.as_of and end < today
    leaves = read_log(args.mirror)
    listed = json.loads((args.agencies or args.mirror / "agencies.json").read_text())
    judge = Judge(args.law, leaves, listed, date(args.period, 1, 1), as_of, over)
    chosen = [one for one in listed["agencies"] if args.agency in (None, one["code"])]
    result = {"scheme": judge.scheme["title"], "from": str(judge.first), "as_of": str(as_of), "leaves": len(leaves),
              "agencies": [judge.score(agency) for agency in chosen]}
    if args.compare:
        found = list(differences(result, json.loads(args.compare.read_text())))
        print("\n".join(found[:200]) or "no difference")
        sys.exit(bool(found))
    if not args.agency:
        for agency in result["agencies"]:
            del agency["findings"]
    json.dump(result, sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()

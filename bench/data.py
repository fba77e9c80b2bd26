"""What both sides are given, and the truth about it, found without either of them."""

import csv
import hashlib
import json
import random
from collections import Counter
from pathlib import Path

import licences

CODES = 1000
FIXED_WORDS = ["公民", "行政", "处罚", "许可", "听证", "复议", "公开", "扶贫", "审计", "政务", "国务院", "政府信息",
               "行政处罚", "行政许可", "信息公开", "国家秘密", "县级以上人民政府", "法人和其他组织", "不满十八周岁",
               "个人信息保护", "规范性文件", "环境影响评价", "统一社会信用代码", "不存在的词语"]
CHOSEN_LAW = "政府信息公开条例"


def licence_file(folder, rows):
    """The CSV of so many licences, made if it is not there."""
    file = Path(folder) / f"licences-{rows}.csv"
    if not file.exists():
        half = file.with_suffix(".part")
        with open(half, "w", newline="") as out:
            licences.write(rows, out)
        half.rename(file)
    return file


def rows_of(file):
    with open(file, newline="") as lines:
        yield from csv.DictReader(lines)


def facts(file):
    """What a scan of the CSV says: some credit codes with their decision numbers, and counts of the two facets."""
    kept = file.with_suffix(".facts.json")
    if not kept.exists():
        found = {"licence_type": Counter(), "status": Counter(), "codes": {}}
        rows = int(file.stem.rsplit("-", 1)[1])
        step = max(1, rows // CODES)
        for n, row in enumerate(rows_of(file)):
            found["licence_type"][row["licence_type"]] += 1
            found["status"][row["status"]] += 1
            if n % step == 0:
                found["codes"][row["uscc"]] = []
        for row in rows_of(file):
            if row["uscc"] in found["codes"]:
                found["codes"][row["uscc"]].append(row["decision_no"])
        kept.write_text(json.dumps(found, ensure_ascii=False))
    return json.loads(kept.read_text())


# Titles of the exported file for the columns of the imported one.
EXPORTED = {"行政许可决定文书号": "decision_no", "行政相对人名称": "licensee",
            "行政相对人代码_1（统一社会信用代码）": "uscc", "许可类别": "licence_type", "许可内容": "content",
            "许可决定日期": "decided_on", "有效期至": "valid_until", "机构代码": "agency_code", "当前状态": "status"}


class Digest:
    """Of a set of rows, whatever their order: the sum of the digests of each."""

    def __init__(self):
        self.count, self.sum = 0, 0

    def add(self, cells):
        one = hashlib.blake2b("\x1f".join(cells).encode(), digest_size=16).digest()
        self.count += 1
        self.sum = (self.sum + int.from_bytes(one)) % (1 << 128)

    def __eq__(self, other):
        return (self.count, self.sum) == (other.count, other.sum)

    def __str__(self):
        return f"{self.count:,} rows, {self.sum:032x}"


def digest_of(file):
    """Of the cells of a CSV that are the licences' own, whether imported or exported."""
    found = Digest()
    with open(file, newline="", encoding="utf-8-sig") as lines:
        rows = csv.reader(lines)
        header = [EXPORTED.get(title, title) for title in next(rows)]
        places = [header.index(column) for column in licences.COLUMNS]
        for row in rows:
            found.add([row[place] for place in places])
    return found


def laws(folder):
    """(title, text) of every Markdown file below, in path order; and which of them is the law page."""
    found = [(file.stem, file.read_text()) for file in sorted(Path(folder).rglob("*.md")) if file.name[0] != "_"]
    if not found:
        raise SystemExit(f"--laws {folder}: there are no Markdown files")
    chosen = next((n for n, (title, _) in enumerate(found) if title.startswith(CHOSEN_LAW)), 0)
    return found, chosen


def paragraphs(text):
    """The text that a page must show: lines behind the header, without marks of Markdown."""
    body = text.split("<!-- INFO END -->")[-1]
    return [line.lstrip("# ").strip() for line in body.split("\n\n") if line.strip()]


def articles(texts):
    """Laws cut into paragraphs, each a document of its own."""
    return [piece.strip() for text in texts for piece in text.split("\n\n") if piece.strip()]


def words(pieces, count=200):
    """Words to look for: some that people ask for, and pieces of 2 to 6 characters taken out of the articles anywhere."""
    pick = random.Random(11)
    found = dict.fromkeys(FIXED_WORDS)
    while len(found) < len(FIXED_WORDS) + count:
        text = pick.choice(pieces)
        length = pick.randint(2, 6)
        start = pick.randint(0, max(0, len(text) - length))
        word = text[start:start + length]
        if len(word) == length and all("\u4e00" <= character <= "\u9fff" for character in word):
            found[word] = None
    return list(found)

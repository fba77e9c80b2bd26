#!/usr/bin/env python3
"""Writes N generated administrative licences as CSV: `licences.py N > licences.csv`. The same N gives the same bytes.

Credit codes carry right check characters (GB 32100-2015), agencies are those a new instance knows, dates exist, so every
row is accepted; which rows are refused is a matter for tests, not for measurements.
"""

import csv
import random
import sys

COLUMNS = ["decision_no", "licensee", "uscc", "licence_type", "content", "decided_on", "valid_until", "agency_code",
           "status"]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
VALUE = {character: value for value, character in enumerate(ALPHABET)}
WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
PLACES = ["石家庄", "唐山", "秦皇岛", "邯郸", "邢台", "保定", "张家口", "承德", "沧州", "廊坊", "衡水"]
NAMES = list("恒泰丰瑞华盛金鼎宏达远诚信嘉润安")
TRADES = ["建材", "机械", "食品", "医药", "物流", "化工", "科技", "农业", "商贸", "纺织", "环保", "能源"]
TYPES = ["普通", "特许", "认可", "核准", "登记", "其他"]
STATUSES = ["有效", "有效", "有效", "变更", "延续", "撤销"]


def credit_code(pick):
    head = "9113%04d" % pick.randint(101, 1182) + "".join(pick.choices("0123456789ABCDEFGH", k=9))
    total = sum(VALUE[character] * weight for character, weight in zip(head, WEIGHTS))
    return head + ALPHABET[(31 - total % 31) % 31]


def licences(count):
    pick = random.Random(7)
    for n in range(count):
        name = pick.choice(PLACES) + pick.choice(NAMES) + pick.choice(NAMES) + pick.choice(TRADES) + "有限公司"
        year = pick.randint(2015, 2025)
        day = "%02d-%02d" % (pick.randint(1, 12), pick.randint(1, 28))
        trade = pick.choice(TRADES)
        yield [f"冀审许〔{year}〕{n}号", name, credit_code(pick), pick.choice(TYPES),
               f"准予{name}从事{trade}生产经营活动，许可范围以核定的项目和场所为准，有效期内应当遵守有关规定。",
               f"{year}-{day}", f"{year + 5}-{day}", "1301%02d" % pick.randint(1, 40), pick.choice(STATUSES)]


def write(count, out):
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(licences(count))


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.stdout)

#!/usr/bin/env python3
"""Check a lottery of scheme MVL-1 from its public record alone: python verify.py FOLDER [RECEIPT].

Prints PASS or FAIL for each step; the exit status is 0 where every step passed, else 1. Python 3.8 or later, nothing else.
"""

import csv
import hashlib
import io
import json
import sys
from pathlib import Path


def sha(text):
    return hashlib.sha256(text if isinstance(text, bytes) else text.encode("ascii")).hexdigest()


def rows_of(data):
    return list(csv.DictReader(io.StringIO(data.decode("ascii"), newline="")))


def check_sums(files):
    for line in files["SHA256SUMS"].decode("ascii").rstrip("\n").split("\n"):
        expected, name = line.split("  ", 1)
        if sha(files[name]) != expected:
            return False, name + " is not the file that was published"
    return True, "every file is as it was published"


def check_list(files):
    lines = files["entries.csv"].decode("ascii").split("\n")
    receipts = [line.split(",")[0] for line in lines[1:-1]]
    if lines[0] != "receipt,tier,weight,units,group" or lines[-1] != "":
        return False, "entries.csv has another shape"
    if receipts != sorted(set(receipts)):
        return False, "entries.csv is not sorted, or names somebody twice"
    return True, f"{len(receipts)} entries, each receipt once"


def check_commitment(files):
    rules = json.loads(files["rules.json"].decode("ascii"))
    said = "MVL1-commit\n{}\n{}\n{}\n".format(
        rules["lottery"],
        sha(files["rules.json"]),
        sha(files["entries.csv"]),
    )
    published = files["commitment.txt"].decode("ascii").split()[0]
    return sha(said) == published, "commitment " + published


def check_seed(files):
    committed, fixed_at = files["commitment.txt"].decode("ascii").split()
    record = json.loads(files["seed.json"].decode("ascii"))
    announced = json.loads(files["rules.json"].decode("ascii"))["sources"]
    if [one["name"] for one in record["sources"]] != [one["name"] for one in announced]:
        return False, "the sources are not those that were announced"
    if fixed_at >= min(one["at"] for one in announced):
        return False, "the list was not fixed before the first source was known"
    said = "".join("{}={}\n".format(one["name"], one["value"]) for one in record["sources"])
    return sha(f"MVL1-seed\n{committed}\n{said}") == record["seed"], "seed " + record["seed"]


def check_ranking(files):
    seed = json.loads(files["seed.json"].decode("ascii"))["seed"]
    entries, best = rows_of(files["entries.csv"]), {}
    for one in entries:
        label = one["group"] or one["receipt"]
        for number in range(1, int(one["weight"]) + 1):
            drawn = sha(f"{seed},{label},{number}")
            best[label] = min(drawn, best.get(label, drawn))
    keyed = [
        (best[one["group"] or one["receipt"]], one["group"] or one["receipt"], one["receipt"])
        for one in entries
    ]
    found = [(int(one["rank"]), one["receipt"], one["score"]) for one in rows_of(files["ranking.csv"])]
    expected = [(rank, receipt, drawn) for rank, (drawn, _, receipt) in enumerate(sorted(keyed), 1)]
    return found == expected, f"{len(found)} ranks"


def check_status(files):
    chain = files["commitment.txt"].decode("ascii").split()[0]
    lines = files["status.csv"].decode("ascii").split("\n")
    for line in lines[1:-1]:
        said, _, written = line.rpartition(",")
        chain = sha(f"{chain}\n{said}\n")
        if chain != written:
            return False, "a line of status.csv was changed: " + said
    return lines[0] == "receipt,status,at,reason,role,chain", f"{len(lines) - 2} changes after the freeze"


def by_level(line, had, stock):
    """One unit after the other: everybody who has fewest, and still wants more, in the order of ranks."""
    given, level = {}, 0
    most = max([wish for _, wish in line], default=0)
    while stock and level < most:
        for receipt, wish in line:
            if stock and wish > level and had.get(receipt, 0) + given.get(receipt, 0) <= level:
                given[receipt] = given.get(receipt, 0) + 1
                stock -= 1
        level += 1
    return given


def whole(line, had, stock, boundary):
    given = {}
    for receipt, wish in line:
        wanted = wish - had.get(receipt, 0)
        if wanted > stock:
            if boundary == "stop":
                break
            if boundary == "skip":
                continue
            wanted = stock
        if wanted:
            given[receipt] = wanted
            stock -= wanted
    return given


def check_allocation(files):
    rules = json.loads(files["rules.json"].decode("ascii"))
    entries = {one["receipt"]: one for one in rows_of(files["entries.csv"])}
    # What became of entries after the draw moves nobody.
    counted = json.loads(files["seed.json"].decode("ascii")).get("changes")
    out = {
        one["receipt"]
        for one in rows_of(files["status.csv"])[:counted]
        if one["status"] in ("withdrawn", "disqualified")
    }
    ranking = rows_of(files["ranking.csv"])
    had, pools, left = {}, {}, 0
    for pool in rules["pools"]:
        stock = pool["n"] + left
        line = [
            (one["receipt"], int(entries[one["receipt"]]["units"]))
            for one in ranking
            if entries[one["receipt"]]["tier"] in pool["tiers"] and one["receipt"] not in out
        ]
        if rules["mode"] == "whole":
            given = whole(line, had, stock, rules.get("boundary", "partial"))
        else:
            given = by_level(line, had, stock)
        left = stock - sum(given.values())
        for receipt, units in given.items():
            had[receipt] = had.get(receipt, 0) + units
            pools.setdefault(receipt, []).append(pool["name"])
    for one in ranking:
        receipt = one["receipt"]
        expected = (str(had.get(receipt, 0)), "+".join(pools.get(receipt, [])))
        if (one["granted"], one["pool"]) != expected:
            return False, "{} was granted {}, the rules say {}".format(receipt, one["granted"], expected[0])
    return sum(had.values()) <= rules["budget"], f"{sum(had.values())} of {rules['budget']} granted"


STEPS = (
    ("the files", check_sums),
    ("the list", check_list),
    ("the commitment", check_commitment),
    ("the seed", check_seed),
    ("the ranking", check_ranking),
    ("changes after the freeze", check_status),
    ("the allocation", check_allocation),
)


def tell(files, receipt):
    entry = next((one for one in rows_of(files["entries.csv"]) if one["receipt"] == receipt), None)
    place = next((one for one in rows_of(files["ranking.csv"]) if one["receipt"] == receipt), None)
    if entry is None or place is None:
        print(f"FAIL {receipt} is not in the frozen list")
        return False
    seed, label = json.loads(files["seed.json"].decode("ascii"))["seed"], entry["group"] or receipt
    print(
        "     {}: asked for {}, rank {}, granted {}".format(
            receipt, entry["units"], place["rank"], place["granted"]
        )
    )
    print(f"     by hand: printf '%s' '{seed},{label},1' | openssl dgst -sha256")
    return True


def main(arguments):
    if not 1 <= len(arguments) <= 2:
        print(__doc__)
        return 1
    files = {path.name: path.read_bytes() for path in Path(arguments[0]).iterdir() if path.is_file()}
    passed = True
    for name, step in STEPS:
        try:
            good, said = step(files)
        except (KeyError, IndexError, ValueError, TypeError) as wrong:
            good, said = False, f"cannot be read: {wrong}"
        print("{} {}: {}".format("PASS" if good else "FAIL", name, said))
        passed = passed and good
    if len(arguments) == 2:
        passed = tell(files, arguments[1].strip().upper()) and passed
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

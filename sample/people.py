"""Departments and accounts of the sample town: one person of every role."""

from __future__ import annotations

DEPARTMENTS = (
    ("kosodate", "子育て支援課", "000-555-0100", "kosodate@example.jp"),
    ("dx", "デジタル推進室", "000-555-0190", "dx@example.jp"),
    ("hoiku", "保育課", "000-555-0130", "hoiku@example.jp"),
    ("shimin", "市民課", "000-555-0140", "shimin@example.jp"),
    ("kenko", "健康づくり課", "000-555-0150", "kenko@example.jp"),
    ("korei", "高齢福祉課", "000-555-0160", "korei@example.jp"),
    ("zeimu", "税務課", "000-555-0170", "zeimu@example.jp"),
    ("bosai", "防災危機管理課", "000-555-0180", "bosai@example.jp"),
    ("suido", "水道お客さまセンター", "000-555-0185", "suido@example.jp"),
)

PASSWORD = "aobano-mihon-2026"
REVIEWER = "shinsa"

STAFF = (
    ("uketsuke", "山田 花子", "kosodate", ("clerk",)),
    ("shinsa", "佐々木 誠", "kosodate", ("clerk", "reviewer")),
    ("yoshiki", "𠮷田 真由美", "kosodate", ("editor",)),
    ("kacho", "髙田 修", "kosodate", ("clerk", "reviewer", "manager")),
    ("kanri", "斉藤 直人", "dx", ("administrator",)),
)
"""(login, name, department, roles); each has a mail address, login@example.jp."""

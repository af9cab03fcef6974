"""Made-up families for the sample town; the same every time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

SURNAMES = (
    ("佐藤", "サトウ"), ("鈴木", "スズキ"), ("髙橋", "タカハシ"), ("田中", "タナカ"), ("伊藤", "イトウ"),
    ("渡邉", "ワタナベ"), ("山本", "ヤマモト"), ("中村", "ナカムラ"), ("小林", "コバヤシ"), ("加藤", "カトウ"),
    ("𠮷野", "ヨシノ"), ("山﨑", "ヤマザキ"), ("森", "モリ"), ("池田", "イケダ"), ("橋本", "ハシモト"),
    ("阿部", "アベ"), ("石川", "イシカワ"), ("前田", "マエダ"), ("藤田", "フジタ"), ("後藤", "ゴトウ"),
    ("グエン", "グエン"), ("長谷川", "ハセガワ"), ("近藤", "コンドウ"), ("坂本", "サカモト"), ("遠藤", "エンドウ"),
)  # fmt: skip
PARENTS = (
    ("美咲", "ミサキ"), ("彩", "アヤ"), ("健太", "ケンタ"), ("愛", "アイ"), ("翔太", "ショウタ"),
    ("由美子", "ユミコ"), ("大輔", "ダイスケ"), ("麻衣", "マイ"), ("直樹", "ナオキ"), ("千尋", "チヒロ"),
    ("ラン", "ラン"), ("恵", "メグミ"), ("亮", "リョウ"), ("香織", "カオリ"), ("裕子", "ユウコ"),
)  # fmt: skip
CHILDREN = (
    "陽葵", "蓮", "凛", "湊", "結菜", "蒼", "芽依", "樹", "紬", "大翔", "葵", "悠真", "澪", "律", "咲良", "朝陽", "ひまり", "はると",
)  # fmt: skip


@dataclass(frozen=True)
class Family:
    """One family: a parent who books, and the children who come."""

    surname: tuple[str, str]
    parent: tuple[str, str]
    phone: str
    email: str
    children: tuple[tuple[str, date], ...]
    residence: str


def make_families(count: int, today: date, seed: int = 83000) -> tuple[Family, ...]:
    """Return ``count`` families whose children are under six years old on ``today``."""
    chance = Random(seed)
    return tuple(_family(number, today, chance) for number in range(count))


def _family(number: int, today: date, chance: Random) -> Family:
    names = chance.sample(CHILDREN, chance.choice((1, 1, 1, 2, 2, 3)))
    return Family(
        surname=chance.choice(SURNAMES),
        parent=chance.choice(PARENTS),
        phone=f"0900000{number:04d}",
        email=f"family{number}@example.jp" if chance.random() < 0.8 else "",
        children=tuple((name, today - timedelta(days=chance.randrange(120, 1900))) for name in names),
        residence=chance.choices(("resident", "worker", "homecoming"), (90, 5, 5))[0],
    )

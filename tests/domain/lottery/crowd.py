"""A crowd that enters a lottery: families with common names, some of whom enter twice, written another way."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.lottery.duplicates.likeness import Person, person_of
from domain.lottery.folding import kana_key, name_key, phone_key
from domain.lottery.places_folded import address_key

FAMILIES = """
佐藤サトウ 鈴木スズキ 高橋タカハシ 田中タナカ 伊藤イトウ 渡辺ワタナベ 山本ヤマモト 中村ナカムラ 小林コバヤシ 加藤カトウ 吉田ヨシダ
山田ヤマダ 佐々木ササキ 山口ヤマグチ 松本マツモト 井上イノウエ 木村キムラ 林ハヤシ 斎藤サイトウ 清水シミズ 山崎ヤマザキ 森モリ
池田イケダ 橋本ハシモト 阿部アベ 石川イシカワ 山下ヤマシタ 中島ナカジマ 石井イシイ 小川オガワ 前田マエダ 岡田オカダ 長谷川ハセガワ
藤田フジタ 後藤ゴトウ 近藤コンドウ 村上ムラカミ 遠藤エンドウ 青木アオキ 坂本サカモト 福田フクダ 太田オオタ 西村ニシムラ 藤井フジイ
金子カネコ 岡本オカモト 藤原フジワラ 中野ナカノ 三浦ミウラ 原田ハラダ 中川ナカガワ 松田マツダ 竹内タケウチ 小野オノ 田村タムラ
中山ナカヤマ 和田ワダ 石田イシダ 森田モリタ 上田ウエダ
"""
GIVEN = (
    "健ケン 直ナオ 和カズ 正マサ 美ミ 由ユ 優ユウ 陽ヨウ 恵ケイ 真マ 博ヒロ 智トモ 明アキ 勝カツ 久ヒサ 千チ 早サ 紀ノリ 秀ヒデ 義ヨシ 康ヤス 孝タカ 信ノブ 光ミツ 亜ア 彩アヤ 春ハル 夏ナツ",
    "一イチ 二ジ 太タ 也ヤ 樹キ 子コ 美ミ 香カ 奈ナ 江エ 代ヨ 人ト 彦ヒコ 雄オ 介スケ 平ヘイ 斗ト 希キ 花カ 乃ノ 里リ 織オリ 恵エ 幸ユキ 司ジ",
)
"""How given names begin and end."""
TOWNS = (
    "京町",
    "浜大津",
    "打出浜",
    "におの浜",
    "膳所",
    "石山寺",
    "瀬田",
    "堅田",
    "本堅田",
    "真野",
    "仰木の里",
    "青山",
)
FIRST = date(1931, 1, 1)


@dataclass(frozen=True)
class Typed:
    """What somebody wrote."""

    name: str
    kana: str
    born_on: date | None
    address: str
    phone: str

    def person(self, number: int) -> Person:
        """Return what is compared of it."""
        keys = name_key(self.name), kana_key(self.kana), self.born_on
        return person_of(number, *keys, address_key(self.address), phone_key(self.phone))


def crowd(chance: random.Random, count: int, twice: float = 0.02) -> Iterator[tuple[Person, int | None]]:
    """Yield so many entries, each with the id of the one that it repeats, or None."""
    number = 0
    while number < count:
        for one in family(chance):
            number += 1
            yield one.person(number), None
            if number < count and chance.random() < twice:
                number += 1
                yield chance.choice(written_again(one)).person(number), number - 1
            if number == count:
                return


def family(chance: random.Random) -> Iterator[Typed]:
    """Yield one to four people of a household, who share name, address and phone."""
    named, given = FAMILIES.split(), [part.split() for part in GIVEN]
    name, said = _cut(named[min(int(chance.expovariate(0.07)), len(named) - 1)])
    street = f"{chance.randint(1, 9)}丁目{chance.randint(1, 60)}番{chance.randint(1, 40)}号"
    address, phone = f"滋賀県大津市{chance.choice(TOWNS)}{street}", f"090{chance.randrange(10**8):08}"
    for _ in range(chance.choice((1, 1, 2, 2, 3, 4))):
        (first, begins), (last, ends) = (_cut(chance.choice(part)) for part in given)
        born_on = FIRST + timedelta(days=chance.randrange(29_000))
        yield Typed(f"{name} {first}{last}", f"{said} {begins}{ends}", born_on, address, phone)


def written_again(one: Typed) -> list[Typed]:
    """Return the ways in which the same person's second entry comes."""
    born_on = one.born_on or FIRST
    return [
        one,
        replace(one, name=one.name.replace("高", "髙").replace("崎", "﨑").replace("辺", "邉")),
        replace(one, name=one.kana),
        replace(one, kana="", address=one.address.replace("丁目", "-").replace("番", "-").replace("号", "")),
        replace(one, kana=f" {one.kana.lower()}", address=f"{one.address}　京町ハイツ203"),
        replace(one, address=one.address.removeprefix("滋賀県大津市")),
        replace(one, phone=""),
        replace(one, phone="077-599-9999"),
        replace(one, born_on=None),
        replace(one, born_on=born_on.replace(day=born_on.day % 10 + 10)),
        replace(one, address="草津市野路1-1", phone="090-0000-0000"),
        replace(one, name=one.name[:-1] + "孑", address="", phone=""),
    ]


def _cut(word: str) -> tuple[str, str]:
    at = next(at for at, sign in enumerate(word) if "ァ" <= sign <= "ヺ")
    return word[:at], word[at:]

"""Reading Japan Post's table."""

from __future__ import annotations

import pytest

from domain.places.japan_post import Place, places, town_of


def record(code: str, town: str, prefecture: str = "滋賀県", city: str = "犬上郡多賀町") -> list[str]:
    return ["25443", code[:3], code, "ｼｶﾞｹﾝ", "ｶﾅ", "ｶﾅ", prefecture, city, town, *"000000"]


@pytest.mark.parametrize(
    ("written", "town"),
    [
        ("青葉町", "青葉町"),
        ("以下に掲載がない場合", ""),
        ("境町の次に番地がくる場合", ""),
        ("琴平町の次に１〜４２６番地がくる場合（川東）", ""),
        ("三宅島三宅村一円", ""),
        ("一円", "一円"),
        ("大通西（１〜１９丁目）", "大通西"),
        ("藤野（４００、４００−２番地）", "藤野"),
        ("種市第１地割〜第３地割", "種市"),
        ("葛巻（第４０地割「５７番地１２５、１７６を除く」〜第４５地割）", "葛巻"),
        ("ＪＲタワーオフィスプラザさっぽろ（１階）", "ＪＲタワーオフィスプラザさっぽろ１階"),
        ("アクトタワー（地階・階層不明）", "アクトタワー"),
        ("梅田阪急ビルオフィスタワー（次のビルを除く）", "梅田阪急ビルオフィスタワー"),
        ("北一条西", "北一条西"),
    ],
)
def test_a_town_is_what_stands_in_an_address(written: str, town: str) -> None:
    assert town_of(written) == town


def test_a_town_cut_into_several_records_is_one_place() -> None:
    cut = [
        record("6028368", "北町（今出川通寺町"),
        record("6028368", "西入、寺町通"),
        record("6028368", "上る）"),
    ]
    assert list(places([*cut, record("5220317", "一円")])) == [
        Place("6028368", "滋賀県", "犬上郡多賀町", "北町"),
        Place("5220317", "滋賀県", "犬上郡多賀町", "一円"),
    ]


def test_a_record_of_another_shape_is_named() -> None:
    with pytest.raises(ValueError, match="15 columns"):
        list(places([["1", "2"]]))


def test_a_town_that_never_ends_is_named() -> None:
    with pytest.raises(ValueError, match="6028368"):
        list(places([record("6028368", "北町（今出川"), record("6028369", "南町")]))

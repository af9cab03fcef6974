"""What people type, and the procedure that they mean by it: a town's catalogue in small."""

from __future__ import annotations

from domain.procedures.rules import searched
from forms.definition import Text

TOWN: dict[str, tuple[Text, Text, tuple[str, ...], tuple[str, ...], str]] = {
    "nursery": (
        Text("保育所入所申込", en="Nursery application"),
        Text("0歳から就学前のお子さんの保育所・認定こども園の入所を申し込みます。"),
        ("保育園", "待機児童"),
        ("childcare", "school"),
        "保育課",
    ),
    "moving-out": (
        Text("転出届", en="Moving out"),
        Text("市の外へ引っ越すときの届出です。"),
        ("てんしゅつとどけ", "マイナポータル"),
        ("moving",),
        "市民課",
    ),
    "allowance": (
        Text("児童手当の認定請求"),
        Text("お子さんが生まれたときに。"),
        (),
        ("birth", "childcare"),
        "子育て支援課",
    ),
    "care": (
        Text("要介護認定の申請"),
        Text("介護保険のサービスを使うには。"),
        (),
        ("elderly",),
        "高齢福祉課",
    ),
    "handbook": (
        Text("身体障害者手帳の交付"),
        Text("障がいのある方の手帳です。"),
        (),
        ("health",),
        "障がい福祉課",
    ),
    "damage": (Text("罹災証明書の申請"), Text("災害で家が壊れたとき。"), ("り災",), ("disaster",), "防災課"),
    "record": (Text("住民票の写しの請求"), Text("コンビニでも取れます。"), ("世帯全員",), ("tax",), "市民課"),
    "dog": (Text("犬の登録"), Text("マイクロチップの情報を登録します。"), ("鑑札", "ペット"), (), "環境課"),
    "room": (
        Text("プレイルームの利用予約", en="Playroom booking"),
        Text(""),
        ("遊び場",),
        ("childcare",),
        "子育て支援課",
    ),
    "estate": (Text("固定資産税の減免"), Text("災害などのとき。"), (), ("tax",), "税務課"),
    "names": (Text("髙﨑記念館の見学"), Text("邊見さんの家。"), (), ("community",), "文化課"),
    "card": (Text("マイナンバーカードの受取り"), Text(""), ("個人番号カード",), (), "市民課"),
}

FOUND = (
    ("保育所", "nursery"), ("ほいくしょ", "nursery"), ("ホイクショ", "nursery"), ("ﾎｲｸｼｮ", "nursery"),
    ("保育園の申込", "nursery"), ("保育園　申し込み", "nursery"), ("もうしこみ", "nursery"), ("ほいk", "nursery"),
    ("ほいくｓｈ", "nursery"), ("ＮＵＲＳＥＲＹ", "nursery"), ("待機", "nursery"), ("入学", "nursery"), ("こそだて", "nursery"),
    ("引越し", "moving-out"), ("引っ越し", "moving-out"), ("引越", "moving-out"), ("ひっこし", "moving-out"),
    ("ヒッコシ", "moving-out"), ("ﾋｯｺｼ", "moving-out"), ("ひつこし", "moving-out"), ("転出届け", "moving-out"),
    ("てんしゅつ", "moving-out"), ("moving", "moving-out"), ("まいなぽーたる", "moving-out"), ("住所変更", "moving-out"),
    ("児童手当", "allowance"), ("じどうてあて", "allowance"), ("児童 手当て", "allowance"), ("子供", "allowance"),
    ("赤ちゃん", "allowance"), ("うまれた", "allowance"), ("ＢＡＢＹ", "allowance"), ("妊娠", "allowance"),
    ("介護", "care"), ("ようかいご", "care"), ("かいごほけん", "care"), ("年金", "care"),
    ("障害者手帳", "handbook"), ("しょうがい", "handbook"), ("障碍", "handbook"), ("てちょう 交付", "handbook"),
    ("り災証明", "damage"), ("りさい", "damage"), ("地震", "damage"), ("罹災証明書を申請", "damage"),
    ("住民票", "record"), ("じゅうみんひょう", "record"), ("住民票の写し", "record"), ("ｺﾝﾋﾞﾆ", "record"), ("うつし", "record"),
    ("いぬ", "dog"), ("ペット", "dog"), ("かんさつ", "dog"), ("ﾏｲｸﾛﾁｯﾌﾟ", "dog"), ("犬・登録", "dog"),
    ("ぷれいるーむ", "room"), ("プレイルム", "room"), ("ﾌﾟﾚｲﾙｰﾑ 予約", "room"), ("あそび", "room"), ("playroom", "room"),
    ("固定資産", "estate"), ("こていしさんぜい", "estate"), ("税金", "estate"), ("げんめん", "estate"),
    ("高崎", "names"), ("髙崎", "names"), ("渡辺 辺見", ""), ("辺見", "names"),
    ("マイナンバー", "card"), ("ﾏｲﾅﾝﾊﾞｰｶｰﾄﾞ", "card"), ("まいなんばーかーど", "card"), ("個人番号", "card"),
    ("こじんばんごう", "card"),
)  # fmt: skip
"""(typed, found); "" where nothing is."""

NOT_FOUND = (
    ("年金", "nursery"),
    ("犬", "record"),
    ("保育 犬", "nursery"),
    ("結婚", "care"),
    ("%", "room"),
    ("_", "room"),
)
"""(typed, not found)."""


def text_of(slug: str) -> str:
    """Return what search looks in."""
    return searched(*TOWN[slug])

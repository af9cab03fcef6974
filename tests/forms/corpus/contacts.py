"""Mail addresses, phone numbers and postal addresses as people type them."""

from __future__ import annotations

from forms.fields.address import Address
from tests.forms.corpus.lines import NOTHING, TEN_KILOBYTES, Lines, Says

MAIL = [
    ("hanako@example.jp", "hanako@example.jp"),
    ("Hanako@Example.JP", "Hanako@example.jp"),
    (" hanako@example.jp ", "hanako@example.jp"),
    ("ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ", "hanako@example.jp"),
    ("hanako＠example.jp", "hanako@example.jp"),
    ("hanako@example。jp", "hanako@example.jp"),
    ("hanako @ example.jp", "hanako@example.jp"),
    ("hanako−yamada@example.jp", "hanako-yamada@example.jp"),
    ("mailto:hanako@example.jp", "hanako@example.jp"),
    ("<hanako@example.jp>", "hanako@example.jp"),
    ("hanako+town@gmail.com", "hanako+town@gmail.com"),
    ("hanako@日本語.jp", "hanako@xn--wgv71a119e.jp"),
    ("a..b.@docomo.ne.jp", "a..b.@docomo.ne.jp"),
    ("ａ．．ｂ．＠ｄｏｃｏｍｏ．ｎｅ．ｊｐ", "a..b.@docomo.ne.jp"),
    (".hana@ezweb.ne.jp", ".hana@ezweb.ne.jp"),
    ("hana-.-@softbank.ne.jp", "hana-.-@softbank.ne.jp"),
    ("a..b@t.vodafone.ne.jp", "a..b@t.vodafone.ne.jp"),
    ("hana...@DOCOMO.NE.JP", "hana...@docomo.ne.jp"),
    ("a..b.@example.jp", Says("使えない文字や並び")),
    ("hanako", Says("「@」がありません")),
    ("hanako.example.jp", Says("「@」がありません")),
    ("hanako@", Says("「@」の後ろまで")),
    ("hanako@localhost", Says("「@」の後ろまで")),
    ("@example.jp", Says("使えない文字や並び")),
    ("hana@ko@example.jp", Says("使えない文字や並び")),
    ("花子@example.jp", Says("使えない文字や並び")),
    ("hanako@example..jp", Says("使えない文字や並び")),
    ("hanako@exam_ple.jp", Says("使えない文字や並び")),
    ("hanako@example.jp,taro@example.jp", Says("使えない文字や並び")),
    ("hana\x00ko@example.jp", "hanako@example.jp"),
    ("=cmd|'/C calc'!A0", Says("「@」がありません")),
    ("hanako\r\nBcc: x@example.jp", Says("使えない文字や並び")),
    ("a" * 10_000 + "@example.jp", Says("文字まで")),
    ("a" * 300 + "@example.jp", Says("254文字まで")),
]

PHONES = [
    ("09012345678", "09012345678"),
    ("090-1234-5678", "09012345678"),
    ("０９０ー１２３４ー５６７８", "09012345678"),
    ("０９０－１２３４－５６７８", "09012345678"),
    ("090‐1234‐5678", "09012345678"),
    ("090–1234–5678", "09012345678"),
    ("090—1234—5678", "09012345678"),
    ("090―1234―5678", "09012345678"),
    ("090−1234−5678", "09012345678"),
    ("090─1234─5678", "09012345678"),
    ("090ｰ1234ｰ5678", "09012345678"),
    ("090 1234 5678", "09012345678"),
    ("090　1234　5678", "09012345678"),
    ("090.1234.5678", "09012345678"),
    ("(090)1234-5678", "09012345678"),
    ("（０９０）１２３４－５６７８", "09012345678"),
    ("+81 90-1234-5678", "09012345678"),
    ("+819012345678", "09012345678"),
    ("＋８１９０１２３４５６７８", "09012345678"),
    ("+81 (0)90-1234-5678", "09012345678"),
    ("+81-090-1234-5678", "09012345678"),
    ("81-90-1234-5678", "09012345678"),
    ("0081 90 1234 5678", "09012345678"),
    ("+81 3 1234 5678", "0312345678"),
    ("03-1234-5678", "0312345678"),
    ("03(1234)5678", "0312345678"),
    ("０３（１２３４）５６７８", "0312345678"),
    ("TEL:03-1234-5678", "0312345678"),
    ("電話 03-1234-5678", "0312345678"),
    ("0466-12-3456", "0466123456"),
    ("0120-123-456", "0120123456"),
    ("0800-123-4567", "08001234567"),
    ("050-1234-5678", "05012345678"),
    ("090-1234-567", Says("いまは10けたです")),
    ("090-1234-56789", Says("いまは12けたです")),
    ("03-1234-567", Says("いまは9けたです")),
    ("1234-5678", Says("市外局番から")),
    ("12-3456", Says("市外局番から")),
    ("+1 212 555 0123", Says("日本国内の番号")),
    ("090-1234-567x", Says("数字で入力してください")),
    ("なし", Says("数字で入力してください")),
    ("090-1234-5678 / 03-1234-5678", Says("いまは21けたです")),
    ("①②③", Says("市外局番から")),
    ("090-1234-5678\x00", "09012345678"),
    ("=cmd|'/C calc'!A0", Says("数字で入力してください")),
    ("0" * 10_000, Says("文字まで")),
]


def _address(
    code: str, area: str = "東京都港区六本木", street: str = "1-2-3", building: str = ""
) -> dict[str, str]:
    return {"postal_code": code, "area": area, "street": street, "building": building}


_PLAIN = Address("106-0032", "東京都港区六本木", "1-2-3")

ADDRESSES = [
    (_address("106-0032"), _PLAIN),
    (_address("1060032"), _PLAIN),
    (_address("〒106-0032"), _PLAIN),
    (_address("〒１０６－００３２"), _PLAIN),
    (_address("１０６ー００３２"), _PLAIN),
    (_address("106‐0032"), _PLAIN),
    (_address("106−0032"), _PLAIN),
    (_address("106 0032"), _PLAIN),
    (_address("〠106-0032"), _PLAIN),
    (_address("106-0032", street="１ー２ー３"), Address("106-0032", "東京都港区六本木", "１ー２ー３")),
    (_address("106-0032", street="なし"), Address("106-0032", "東京都港区六本木", "なし")),
    (
        _address("106-0032", building="ﾊｲﾂ😀 ２０１"),
        Address("106-0032", "東京都港区六本木", "1-2-3", "ﾊｲﾂ😀 ２０１"),
    ),
    (_address("106-0032", area="奈良県葛󠄀城市"), Address("106-0032", "奈良県葛󠄀城市", "1-2-3")),
    (_address("106-0032", area="東京都\n港区"), Address("106-0032", "東京都 港区", "1-2-3")),
    (_address("106-0032", street="=1+1"), Address("106-0032", "東京都港区六本木", "=1+1")),
    (_address("106-003"), Says("郵便番号は7けた")),
    (_address("106-00322"), Says("郵便番号は7けた")),
    (_address("あ"), Says("郵便番号は7けた")),
    (_address(""), Says("郵便番号を入力してください")),
    (_address("106-0032", area=""), Says("都道府県")),
    (_address("106-0032", street="　"), Says("番地を入力してください")),
    (_address("106-0032", building="あ" * 101), Says("100文字まで")),
    (_address("106-0032", building=TEN_KILOBYTES), Says("文字まで")),
    (_address("", "", ""), NOTHING),
]


LINES = [
    Lines("email", {}, MAIL),
    Lines("phone", {}, PHONES),
    Lines("postal_address", {}, ADDRESSES),
]  # fmt: skip

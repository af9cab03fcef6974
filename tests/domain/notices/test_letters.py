"""Letters and messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from domain.cases.secrets import link_token, secret_of
from domain.clock import TOKYO
from domain.notices.facts import because, closed, moved, occasion, pending, saying, span, to_correct
from domain.notices.letters import TEMPLATES, BadAddress, compose, envelope
from domain.notices.models import Mail
from domain.notices.operations import KINDS, OFFICE_KINDS
from forms.definition import LANGUAGES, Text
from tests.domain.hall import KEY, LETTERHEAD
from tests.town import NOW

NUMBER = "1234567890"
START = NOW.replace(hour=9, minute=30) + timedelta(days=4)
END = START + timedelta(hours=2)
VISIT = occasion(
    START,
    END,
    facility=Text("こどもの森", en="Kodomo-no-Mori"),
    service=Text("プレイルーム", en="Playroom"),
    address=Text("緑町2丁目1-5"),
    adults=1,
    children=2,
)
LOTTERY = {
    "unit": {"ja": "冊", "en": "books"},
    "lottery": "voucher-2026-1",
    "lots": [
        {"receipt": "7K2MQ-9XTB4-R", "units": 2, "rank": 1234, "because": ""},
        {"receipt": "0A1BC-2DEFG-H", "units": 0, "rank": 30000, "because": ""},
        {"receipt": "J3KMN-4PQRS-T", "units": 0, "rank": 0, "because": "duplicate"},
    ],
}
TOLD = {
    "receipt": pending(VISIT),
    "approval": VISIT,
    "return": to_correct(
        [{"label": "勤務先", "reason": "wrong", "sentence": "証明書と違います"}], "", date(2026, 5, 26)
    ),
    "rejection": because(VISIT, "市外の方です"),
    "cancellation": VISIT,
    "move": moved(VISIT, START - timedelta(days=1), END - timedelta(days=1)),
    "message": saying("明日までに\nお電話ください。"),
    "closure": closed(VISIT, Text("台風"), [(START, END)]),
    "entry": {**LOTTERY, "closes_at": START.isoformat(), "draws_at": END.isoformat()},
    "entry_invalid": {**LOTTERY, "stands": ["0A1BC-2DEFG-H"]},
    "result": {**LOTTERY, "of": 41300, "sale_from": "2026-06-01", "sale_until": "2026-06-30"},
    "ticket": {
        **LOTTERY,
        "lots": [
            {"receipt": "7K2MQ-9XTB4-R", "units": 2, "rank": 0, "because": "", "ticket": "1234-5678-9012"}
        ],
        "place": {"ja": "市役所1階"},
        "sale_from": "2026-06-01",
        "sale_until": "2026-06-30",
    },
    "offer": {**LOTTERY, "closes_at": START.isoformat(), "days": 14},
}


def mail_of(kind: str = "receipt", language: str = "ja", **changes: object) -> Mail:
    facts = {"number": NUMBER, "title": {"ja": "プレイルームの予約", "en": "Playroom booking"}}
    contact = {"contact": {"name": "子育て支援課", "phone": "000-555-0100", "email": ""}}
    row = {"recipient": "sato@example.jp", "message_id": "abc123", "written_at": NOW} | changes
    return Mail(
        kind=kind, language=language, facts={**facts, **contact, **TOLD[kind], **row.pop("told", {})}, **row
    )  # type: ignore[dict-item]


def sent(mail: Mail) -> EmailMessage:
    """Return a mail as it arrives: written, encoded to bytes, and read again."""
    letter = compose(mail, LETTERHEAD)
    mail.subject, mail.body = letter.subject, letter.body
    read = message_from_bytes(envelope(mail, LETTERHEAD).message.as_bytes(), policy=SMTP)
    assert isinstance(read, EmailMessage)
    return read


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "resume"])
def test_every_letter_says_what_it_is_about_and_how_to_go_on(kind: str, language: str) -> None:
    letter = compose(mail_of(kind, language), LETTERHEAD)
    assert "青葉野市" in letter.subject
    assert "1234-5678-90" in letter.subject
    assert f"https://town.example.jp/c/{link_token(NUMBER, KEY)}" in letter.body
    assert secret_of(NUMBER, KEY) in letter.body
    assert "000-555-0100" in letter.body
    assert "{" not in letter.body
    assert "\n\n\n\n" not in letter.body


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_of_a_saved_form_leads_to_it_and_to_no_case(language: str) -> None:
    told = {"resume": "token", "title": "住所変更届", "due_on": "2026-06-11"}
    row = {"recipient": "sato@example.jp", "message_id": "abc123", "written_at": NOW}
    letter = compose(Mail(kind="resume", language=language, facts=told, **row), LETTERHEAD)
    assert "https://town.example.jp/applications/drafts/token" in letter.body
    assert "住所変更届" in letter.subject and "2026" in letter.body
    assert "{" not in letter.body and "\n\n\n\n" not in letter.body


def test_an_applications_receipt_says_what_the_office_says_of_the_next_step() -> None:
    told = {"is_pending": False, "next_step": {"ja": "証明書を郵送します。"}}
    mail = mail_of("receipt", told=told)
    mail.facts = {name: value for name, value in mail.facts.items() if name not in VISIT}
    assert "証明書を郵送します。" in compose(mail, LETTERHEAD).body


def test_every_template_belongs_to_a_kind() -> None:
    files = {str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*.txt")}
    residents = {f"{language}/{kind}.txt" for language in LANGUAGES for kind in (*KINDS, "letter")}
    assert files == residents | {f"ja/{kind}.txt" for kind in OFFICE_KINDS}


@pytest.mark.parametrize(
    ("office", "site"), [("", "https://town.example.jp"), ("https://lg.jp/", "https://lg.jp")]
)
@pytest.mark.parametrize("kind", OFFICE_KINDS)
def test_staff_are_told_by_whom_and_where_to_go_on(kind: str, office: str, site: str) -> None:
    page = "/staff/procedures/notice/publication"
    told = {"office_page": page, "title": "就労状況の届出", "who": "髙田 修", "reason": "問3が長い。\n短く。"}
    row = {"recipient": "kacho@example.jp", "message_id": "abc123", "written_at": NOW}
    letter = compose(
        Mail(kind=kind, language="ja", facts=told, **row), replace(LETTERHEAD, office_url=office)
    )
    assert "就労状況の届出" in letter.subject and "髙田 修さん" in letter.body
    assert f"\n{site}{page}\n" in letter.body and "{" not in letter.body
    assert ("問3が長い。\n短く。" in letter.body) == (kind == "declined")


def test_a_receipt_reads_as_a_city_writes() -> None:
    letter = compose(mail_of("receipt"), LETTERHEAD)
    assert letter.subject == "【青葉野市】プレイルームの予約を受け付けました（受付番号 1234-5678-90）"
    assert "■ 日時　2026年5月16日（土） 9:30〜11:30" in letter.body
    assert "■ 場所　こどもの森　プレイルーム" in letter.body
    assert "■ 人数　大人1人・子ども2人" in letter.body
    assert "承認されるまでは確定していません" in letter.body
    assert "送信専用" in letter.body


def test_a_return_names_the_day_and_what_to_correct() -> None:
    body = compose(mail_of("return"), LETTERHEAD).body
    assert "2026年5月26日（火）までに" in body
    assert "・勤務先：内容に誤りがあります\n　証明書と違います" in body


def test_other_languages_write_days_and_people_their_own_way() -> None:
    english = compose(mail_of("approval", "en"), LETTERHEAD).body
    assert "Saturday 16 May 2026, 9:30–11:30" in english
    assert "Kodomo-no-Mori, Playroom" in english
    assert "1 adult, 2 children" in english
    assert "午前9時30分 から 午前11時30分 まで" in compose(mail_of("approval", "easy"), LETTERHEAD).body


def test_a_ticket_says_its_number_where_and_until_when() -> None:
    body = compose(mail_of("ticket"), LETTERHEAD).body
    assert "■ 引換券の番号　1234-5678-9012\n　買える数　2冊" in body
    assert "■ 販売の場所　市役所1階" in body and "2026年6月30日（火）まで" in body


def test_a_result_tells_every_person_of_an_application_what_came_of_it() -> None:
    body = compose(mail_of("result"), LETTERHEAD).body
    assert "■ 抽選番号　7K2MQ-9XTB4-R\n　当選　2冊（41,300件中 1,234番目の順位）" in body
    assert "■ 抽選番号　0A1BC-2DEFG-H\n　今回は当選に至りませんでした" in body
    assert "（同じ方の申込が重なっています）" in body
    assert "https://town.example.jp/lottery/voucher-2026-1" in body
    assert "Won: 2 books (rank 1,234 of 41,300)" in compose(mail_of("result", "en"), LETTERHEAD).body


def test_who_entered_twice_is_told_which_entry_stands() -> None:
    body = compose(mail_of("entry_invalid"), LETTERHEAD).body
    assert "■ 理由　同じ方の申込が重なっています" in body
    assert "■ 有効な申込み　抽選番号　0A1BC-2DEFG-H" in body


def test_a_message_arrives_as_it_was_written() -> None:
    mail = mail_of("closure")
    arrived = sent(mail)
    assert arrived["Subject"] == mail.subject
    assert arrived.get_content().replace("\r\n", "\n") == mail.body
    assert arrived["From"].addresses[0].display_name == "青葉野市"
    assert arrived["Message-ID"] == "<abc123@example.jp>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["Date"].datetime == NOW.astimezone(TOKYO)


def test_every_line_of_a_message_is_ascii_and_short() -> None:
    mail = mail_of("receipt", told={"title": "長い名前の手続き" * 20})
    letter = compose(mail, LETTERHEAD)
    mail.subject, mail.body = letter.subject, letter.body
    lines = envelope(mail, LETTERHEAD).message.as_bytes().split(b"\r\n")
    assert all(line.isascii() and len(line) <= 78 for line in lines)


def test_the_same_mail_gives_the_same_message() -> None:
    one, two = mail_of(), mail_of()
    one.subject = two.subject = "x"
    one.body = two.body = "y"
    assert envelope(one, LETTERHEAD).message.as_bytes() == envelope(two, LETTERHEAD).message.as_bytes()


@pytest.mark.parametrize(
    "evil", ["x\r\nBcc: all@example.jp", "x\nSubject: y", "x\x0bBcc: a", "x\u2028Bcc: a", "x\x00"]
)
def test_no_text_of_a_title_begins_a_header(evil: str) -> None:
    arrived = sent(mail_of("receipt", told={"title": evil}))
    assert arrived["Bcc"] is None
    assert len(arrived.get_all("Subject")) == 1
    assert arrived.as_bytes().count(b"\r\n\r\n") == 1


@pytest.mark.parametrize(
    "address",
    [
        "a@b\r\nBcc: x@y",
        "a b@example.jp",
        "a,b@example.jp",
        "<a@example.jp>",
        "",
        "a@",
        "@b",
        "山田@example.jp",
        "a@b@c",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        envelope(mail_of(recipient=address, subject="x", body="y"), LETTERHEAD)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("a..b.@docomo.ne.jp", '"a..b."@docomo.ne.jp'),
        (".hana-@ezweb.ne.jp", '".hana-"@ezweb.ne.jp'),
        ("sato+city@example.jp", "sato+city@example.jp"),
        ("sato@日本語.jp", "sato@xn--wgv71a119e.jp"),
    ],
)
def test_odd_addresses_survive(address: str, written: str) -> None:
    mail = mail_of(recipient=address, subject="x", body="y")
    ready = envelope(mail, LETTERHEAD)
    assert ready.recipient == written
    arrived = message_from_bytes(ready.message.as_bytes(), policy=SMTP)
    assert written in arrived.as_string()


def test_a_closure_shows_other_times() -> None:
    assert compose(mail_of("closure"), LETTERHEAD).body.count("2026年5月16日（土） 9:30〜11:30") == 2
    assert span(START, END)["starts_at"] == START.isoformat()

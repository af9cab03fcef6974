"""A clerk makes the playroom's form from nothing, with a mouse, with a keyboard alone, and without JavaScript."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from config import ROOT
from domain.people.rules import EDITOR
from domain.procedures.drafts import desk
from forms.checking import FORBIDS, check
from forms.definition import Field, Form
from tests.journeys.conftest import Served
from tests.journeys.keyboard import Keys
from tests.journeys.steps import sign_in

WANTED = Form.from_json(json.loads((ROOT / "sample/playrooms/kodomo-no-mori.json").read_text())["form"])
MOST_ACTIONS = 60
UNSETTLED = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
DESK = {"width": 1366, "height": 900}
FORM = "/staff/procedures/kodomo-no-mori/form"


@dataclass
class Hand:
    """A clerk's hand: clicks, and fills inputs; each is one action."""

    page: Page
    actions: int = 0

    def click(self, name: str, within: Locator | Page | None = None, role: Any = "button") -> None:
        """Click a button (or link) of this name, and wait for what it changes."""
        target = (within or self.page).get_by_role(role, name=name, exact=role == "link").first
        self._acts(target.click)

    def fill(self, label: str, text: str) -> None:
        """Fill the input of this label."""
        self.page.get_by_label(label, exact=True).first.fill(text)
        self.actions += 1

    def tick(self, label: str) -> None:
        """Tick, or untick, the box of this label."""
        self.page.locator("#form-panel").get_by_label(label).first.click()
        self.actions += 1

    def pick(self, label: str, option: str, *, redraws: bool = False) -> None:
        """Pick from a list; some lists bring up others."""
        box = self.page.locator("#form-panel").get_by_label(label, exact=True).first
        if redraws:
            self._acts(lambda: box.select_option(label=option))
        else:
            box.select_option(label=option)
            self.actions += 1

    def add(self, words: str, page: str) -> None:
        """Add a question of a kind, or one that is ready, to a page; what is open is saved by that."""
        self._acts(self.page.locator(f"#to-add-{page}").click)
        expect(self.page.locator("#form-panel[data-what=add]")).to_be_visible()
        offer = self.page.locator(".offers button").filter(has=self.page.get_by_text(words, exact=True)).first
        self._acts(offer.click)

    def save(self) -> None:
        """Save what is open."""
        self._acts(self.page.locator("#in-save").click)

    def _acts(self, act: Any) -> None:
        with self.page.expect_response(lambda one: "/staff/procedures" in one.url and one.status < 300):
            act()
        self.page.wait_for_load_state()
        expect(self.page.locator(UNSETTLED)).to_have_count(0)
        self.actions += 1


@pytest.fixture
def editor(page: Page, served: Served) -> Page:
    """Give the page of an editor at a desk."""
    page.set_viewport_size(DESK)
    page.goto("/staff/procedures")
    sign_in(page, served.world.staff[EDITOR])
    return page


def form_now(served: Served, slug: str) -> Form:
    served.records.rollback()
    served.records.expire_all()
    return desk(served.records, slug).form


def begin(hand: Hand) -> None:
    """Begin the procedure; its first page is there."""
    hand.click("新しい手続きを作る", role="link")
    hand.fill("手続きの名前", WANTED.title.ja)
    hand.page.get_by_label("施設の予約").check()
    hand.actions += 1
    hand.page.get_by_label("アドレス ※任意").fill("playroom")
    hand.actions += 1
    hand.click("作って、質問を入れる")
    hand.click("1ページ 申込みの内容", role="link")
    hand.fill("ページの見出し", "だれが来ますか")


def who_comes(hand: Hand) -> None:
    """Ask who comes: five questions, two of them on a condition; each is saved by going on to the next."""
    page = "page_1"
    hand.add("市とのつながり", page)
    hand.fill("質問の文", "青葉野市とのつながり")
    hand.add("日付", page)
    hand.fill("質問の文", "いつごろまで滞在しますか")
    hand.fill("説明 ※任意", "決まっていなければ空けておいてください。")
    hand.tick("必ず答えてもらう（必須）")
    hand.click("条件をつける")
    hand.pick("条件にする質問", "青葉野市とのつながり", redraws=True)
    hand.pick("比べる答え", "里帰り中（実家などに滞在している）")
    hand.add("おとなの人数", page)
    hand.fill("説明 ※任意", "1家族4人（おとなと子どもの合計）までです。")
    hand.fill("いちばん大きい数", "3")
    hand.add("お子さん", page)
    hand.fill("質問の文", "いっしょに来るお子さん")
    hand.fill("説明 ※任意", "年齢は利用日で数えます。")
    hand.add("はい・いいえ", page)
    hand.fill("質問の文", "授乳室を使いますか")
    hand.tick("必ず答えてもらう（必須）")
    hand.click("条件をつける")
    hand.pick("条件にする質問", "いっしょに来るお子さん", redraws=True)
    hand.page.locator("#in-c-0-0-value").fill("18")
    hand.actions += 1
    hand.pick("単位", "か月")
    hand.pick("数える日", "利用日に")


def contact(hand: Hand) -> None:
    """Ask how to reach the family, and for its promise."""
    hand.click("＋ ページを追加")
    hand.fill("ページの見出し", "連絡先")
    for words in ("お名前", "ふりがな", "電話番号", "メールアドレス"):
        hand.add(words, "page_2")
    hand.add("同意", "page_2")
    hand.fill("質問の文", "利用の約束")
    hand.fill("同意してもらう文 ※任意", "発熱やせきがあるときは利用しません。お子さんから目を離しません。")
    hand.save()


def essence(form: Form) -> list[tuple[Any, ...]]:
    """Return what counts in a form: kinds, meanings, what is asked of whom; keys by their place."""
    places = {one.key: f"#{number}" for number, one in enumerate(form.fields())}
    return [
        (one.kind, one.meaning, one.required, _settings(one), _by_place(one.ask_if, places))
        for one in form.fields()
    ]


def _settings(one: Field) -> dict[str, Any]:
    data = one.to_json().get("settings", {})
    data.pop("unit", None)
    return {name: _ja(value) for name, value in data.items()}


def _ja(value: Any) -> Any:
    if isinstance(value, dict) and "ja" in value:
        return value["ja"]
    if isinstance(value, dict):
        return {name: _ja(inner) for name, inner in value.items()}
    return [_ja(one) for one in value] if isinstance(value, list) else value


def _by_place(tree: Any, places: dict[str, str]) -> str:
    said = str(tree)
    for key, place in places.items():
        said = said.replace(f"'{key}'", place)
    return said


def test_the_playroom_is_made_from_nothing_in_sixty_actions(editor: Page, served: Served) -> None:
    hand = Hand(editor)
    begin(hand)
    who_comes(hand)
    contact(hand)
    made = form_now(served, "playroom")
    sys.stdout.write(f"actions from blank to a complete playroom form: {hand.actions}\n")
    assert essence(made) == essence(WANTED)
    assert not [one for one in check(made) if one.level == FORBIDS]
    assert "公開できる形です" in editor.locator("#form-builder").inner_text()
    assert hand.actions <= MOST_ACTIONS


def test_a_question_is_dragged_to_another_page(editor: Page, served: Served) -> None:
    editor.set_viewport_size({"width": 1366, "height": 1600})
    editor.goto(FORM)
    grip, target = editor.locator("[data-key=email] [data-grip]"), editor.locator("[data-key=adults]")
    start, end = grip.bounding_box(), target.bounding_box()
    assert start and end
    editor.mouse.move(start["x"] + 5, start["y"] + 5)
    editor.mouse.down()
    editor.mouse.move(end["x"] + 50, end["y"] + 4, steps=8)
    with editor.expect_response(lambda one: one.request.method == "GET"):
        editor.mouse.up()
    expect(editor.locator("#do-undo")).to_contain_text("「メールアドレス」を移動")
    assert [one.key for one in form_now(served, "kodomo-no-mori").pages[0].fields][1:4] == [
        "staying_until",
        "email",
        "adults",
    ]


def test_typing_shows_at_once_how_it_will_look(editor: Page, served: Served) -> None:
    editor.goto(f"{FORM}?at=phone")
    editor.get_by_label("質問の文", exact=True).fill("電話番号（昼間）")
    expect(editor.locator("#form-look")).to_contain_text("電話番号（昼間）")
    expect(editor.get_by_label("質問の文", exact=True)).to_be_focused()
    assert form_now(served, "kodomo-no-mori").field("phone") == served.world.playroom.form.field("phone")


def test_a_form_is_made_with_the_keyboard_alone(editor: Page, served: Served) -> None:
    keys = Keys(editor)
    editor.goto(FORM)
    keys.arrive("プレイルームの利用予約")
    keys.go(editor.locator("#to-add-contact"))
    expect(editor.locator("#form-panel h2")).to_be_focused()
    keys.go(editor.locator(".offers button").filter(has_text="短い文章").first)
    expect(editor.get_by_label("質問の文", exact=True)).to_be_focused()
    keys.type("勤務先")
    keys.press("Enter")
    expect(editor.locator("#to-text")).to_have_text("勤務先")
    keys.back_to(editor.locator("#to-text"))
    keys.press("Alt+ArrowUp")
    expect(editor.locator("#do-undo")).to_contain_text("「勤務先」を上へ移動")
    expect(editor.locator("#to-text")).to_be_focused()
    expect(editor.locator("#page-live")).to_contain_text("「勤務先」を上へ移動")
    keys.back_to(editor.locator("#do-undo"))
    keys.press("Enter")
    expect(editor.locator("#form-builder .notice.good")).to_have_text("元に戻しました：「勤務先」を上へ移動")
    assert [one.key for one in form_now(served, "kodomo-no-mori").fields()][-1] == "text"
    keys.back_to(editor.locator("#do-redo"))
    keys.press("Enter")
    expect(editor.locator("#form-builder .notice.good")).to_have_text("やり直しました：「勤務先」を上へ移動")


def test_a_form_is_made_without_javascript(plain_page: Page, served: Served) -> None:
    page = plain_page
    page.set_viewport_size(DESK)
    page.goto(f"{FORM}?at=add:contact")
    sign_in(page, served.world.staff[EDITOR])
    page.goto(f"{FORM}?at=add:contact")
    page.locator(".offers button").filter(has_text="はい・いいえ").click()
    page.get_by_label("質問の文", exact=True).fill("駐車場を使いますか")
    page.get_by_role("button", name="条件をつける").click()
    page.get_by_label("条件にする質問").select_option(label="おとなの人数")
    page.get_by_role("button", name="選んだ質問に合わせて表示し直す").click()
    page.get_by_label("比べかた").select_option(label="以上")
    page.get_by_label("比べる値").fill("2")
    page.get_by_role("button", name="保存する", exact=True).click()
    expect(page.locator(".condition .given")).to_have_text("「おとなの人数」が2以上のときに出します。")
    page.get_by_role("button", name="「駐車場を使いますか」を上へ").click()
    assert [one.key for one in form_now(served, "kodomo-no-mori").pages[1].fields][-2] == "yes_no"

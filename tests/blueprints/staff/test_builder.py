"""The builder without JavaScript: questions and pages are added, changed, moved, copied, deleted, and undone."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.people.rules import CLERK
from domain.procedures.draft_models import Draft, Endorsement
from domain.procedures.drafts import desk
from forms.definition import Field, Form
from forms.ready import BY_CODE
from tests import htmx
from tests.blueprints.staff.desks import sign_in
from tests.page import Browser, Page
from tests.town import World

FORM = "/staff/procedures/kodomo-no-mori/form"


def form_now(records: Session, slug: str = "kodomo-no-mori") -> Form:
    records.rollback()
    records.expire_all()
    return desk(records, slug).form


def keys(records: Session) -> list[str]:
    return [one.key for one in form_now(records).fields()]


def asked(records: Session, key: str) -> Field:
    found = form_now(records).field(key)
    assert found is not None
    return found


def opened(editor: Browser, at: str) -> Page:
    return editor.get(f"{FORM}?at={at}")


def test_a_question_is_added_changed_copied_moved_and_deleted(editor: Browser, records: Session) -> None:
    page = opened(editor, "add:who").press("add:text:who")
    page = page.press("保存する", {"label-ja": "勤務先", "help-ja": "会社の名前", "s-max_length": "２０"})
    field = asked(records, "text")
    assert (field.label.ja, field.help.ja, dict(field.settings)) == (
        "勤務先",
        "会社の名前",
        {"max_length": 20},
    )
    page = page.press("copy:text")
    assert keys(records)[4:6] == ["text", "text_2"]
    page.press("up:text_2")
    page = opened(editor, "text").press("delete:text")
    assert keys(records)[4:6] == ["text_2", "name"]
    assert "「勤務先」を削除" in page.words


def test_every_step_is_undone_and_says_what_it_was(editor: Browser, records: Session) -> None:
    before = keys(records)
    page = opened(editor, "email").press("delete:email")
    assert keys(records) == [key for key in before if key != "email"]
    page = page.press("元に戻す：「メールアドレス」を削除")
    assert keys(records) == before
    assert "元に戻しました：「メールアドレス」を削除" in page.words
    assert "元に戻す" not in page.words.replace("元に戻しました", "")
    page = page.press("やり直す：「メールアドレス」を削除")
    assert keys(records) == [key for key in before if key != "email"]
    assert "やり直しました：「メールアドレス」を削除" in page.words
    assert "やり直す" not in page.words and "元に戻す" in page.words


def test_residents_keep_the_live_form_until_it_is_published(
    editor: Browser, visitor: Browser, records: Session, world: World
) -> None:
    opened(editor, "adults").press("保存する", {"label-ja": "おとなは何人ですか"})
    assert "下書き（第1版を公開中）" in editor.get(FORM).words
    assert desk(records, "kodomo-no-mori").live == world.playroom.form
    page = editor.get(FORM).press("下書きを捨てる")
    assert "公開中の第1版と同じ" in page.words
    records.rollback()
    assert records.scalar(select(Draft.id)) is None


def test_a_question_in_use_is_not_deleted_and_where_is_said(editor: Browser, records: Session) -> None:
    page = opened(editor, "residence").press("delete:residence", status=409)
    assert "「いつごろまで滞在しますか」を出す条件（「市とのつながり」が「里帰り中」のとき）" in page.words
    assert "residence" in keys(records)


def test_what_is_wrong_is_said_at_its_input_and_what_was_typed_stays(
    editor: Browser, records: Session
) -> None:
    typed = {"label-ja": "", "s-minimum": "ひとり", "help-ja": "書きかけ"}
    page = opened(editor, "adults").press("保存する", typed, status=422)
    assert list(page.problems()) == ["in-label-ja", "in-s-minimum"]
    assert page.value("help-ja") == "書きかけ" and page.value("s-minimum") == "ひとり"
    assert asked(records, "adults").label.ja == "おとなの人数"


def test_a_condition_is_picked_line_by_line_without_javascript(editor: Browser, records: Session) -> None:
    page = opened(editor, "email").press("条件をつける")
    page = page.press("選んだ質問に合わせて表示し直す", {"c-0-0-key": "residence"})
    page = page.press("add-row:0", {"c-0-0-test": "=", "c-0-0-value": "worker"})
    page = page.press("redraw", {"c-0-1-key": "adults"}).press("redraw", {"c-0-1-test": ">="})
    page = page.press("保存する", {"c-0-1-value": "2", "c-0-mode": "any"})
    assert "「市とのつながり」が「市内で働いている」か、「おとなの人数」が2以上のときに出します" in page.words
    assert list(asked(records, "email").ask_if or ()) == ["any"]
    page.press("条件をなくす").press("保存する")
    assert asked(records, "email").ask_if is None


def test_a_calculation_is_picked(editor: Browser, records: Session) -> None:
    page = opened(editor, "add:who").press("add:calculated:who")
    typed = {"label-ja": "合計", "s-unit-ja": "人", "v-0-of": "answer:adults", "v-1-of": "count:children"}
    page = page.press("保存する", typed)
    assert "「おとなの人数」＋「いっしょに来るお子さん」の人数" in page.words
    page = page.press("redraw", {"v-way": "divide"}).press("保存する", {"v-1-of": "fixed", "v-1-fixed": "2"})
    assert "「おとなの人数」÷2（切り捨て）" in page.words


def test_options_are_added_from_lines_moved_and_removed(editor: Browser, records: Session) -> None:
    page = opened(editor, "add:who").press("add:choice:who")
    page = page.press("add-option", {"label-ja": "曜日", "s-lines": "月\n火"})
    page = page.press("up-option:3").press("remove-option:0").press("remove-option:0")
    page.press("保存する")
    assert [one["label"] for one in asked(records, "choice").settings["options"]] == ["火", "月"]


def test_pages_are_added_named_moved_copied_and_deleted(editor: Browser, records: Session) -> None:
    page = (
        editor.get(FORM)
        .press("＋ ページを追加")
        .press("保存する", {"title-ja": "おわりに", "intro-ja": "あと少し"})
    )
    page = page.press("up-page:page_3")
    assert [one.title.ja for one in form_now(records).pages] == ["だれが来ますか", "おわりに", "連絡先"]
    page = opened(editor, "page:contact").press("このページを質問ごとコピー")
    assert "phone_2" in keys(records)
    page.press("このページを質問ごと削除")
    assert "phone_2" not in keys(records)
    opened(editor, "page:contact").press("保存する", {"title-ja": " "}, status=422)


def test_two_editors_lose_nothing(app: Flask, editor: Browser, records: Session, world: World) -> None:
    mine = opened(editor, "phone")
    opened(sign_in(app, world, "manager"), "phone").press("保存する", {"label-ja": "昼の電話"})
    page = mine.press("保存する", {"label-ja": "携帯電話"}, status=409)
    assert "いま保存されている内容 昼の電話" in page.words and "「昼の電話」を変更" in page.words
    assert page.value("label-ja") == "携帯電話"
    page.press("保存する")
    assert asked(records, "phone").label.ja == "携帯電話"


def test_a_question_that_another_deleted_can_be_added_again(
    app: Flask, editor: Browser, records: Session, world: World
) -> None:
    mine = opened(editor, "email")
    opened(sign_in(app, world, "manager"), "email").press("delete:email")
    page = mine.press("保存する", {"label-ja": "メール"}, status=422)
    assert "ほかの人が削除しました" in page.words and page.value("label-ja") == "メール"
    page.press("新しい質問として追加する")
    assert asked(records, "email").label.ja == "メール"


def test_a_move_on_an_old_page_is_refused_and_shows_the_newest(
    app: Flask, editor: Browser, world: World
) -> None:
    mine = editor.get(FORM)
    opened(sign_in(app, world, "manager"), "email").press("delete:email")
    page = mine.press("up:phone", status=409)
    assert "先に行われた操作：「メールアドレス」を削除" in page.words
    page.press("up:phone")


def test_a_new_name_of_a_question_is_followed_and_a_taken_one_refused(
    editor: Browser, records: Session
) -> None:
    page = opened(editor, "residence").press("保存する", {"key": "lives"})
    assert "lives" in str(asked(records, "staying_until").ask_if)
    page = page.press("保存する", {"key": "phone"}, status=422)
    assert list(page.problems()) == ["in-key"]


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_whatever_can_be_added_is_drawn_and_saved_as_it_is(
    editor: Browser, records: Session, code: str
) -> None:
    page = opened(editor, "add:contact").press(f"add:{code}:contact")
    key = keys(records)[-1]
    assert page.by_id("form-look") is not None
    filled = {"label-ja": "質問"} if not asked(records, key).label.ja else {}
    if code == "calculated":
        filled |= {"v-0-of": "fixed", "v-0-fixed": "1", "v-1-of": "fixed", "v-1-fixed": "2"}
    before = asked(records, key)
    page.press("保存する", filled)
    after = asked(records, key)
    assert after.settings == before.settings or code == "calculated"
    editor.get("/staff/procedures/kodomo-no-mori/preview")


@pytest.mark.parametrize("at", ["", "phone", "page:who", "add:who", "head", "findings"])
def test_a_part_is_what_a_fresh_page_shows(editor: Browser, at: str) -> None:
    htmx.swap(opened(editor, at), "form-builder")
    htmx.swap(opened(editor, at), "form-panel")


def test_htmx_gets_the_builder_after_a_step_and_the_panel_after_a_small_one(
    editor: Browser, records: Session
) -> None:
    page = opened(editor, "phone")
    part = htmx.press(page, "保存する", {"label-ja": "でんわ"})
    assert htmx.root_of(part).get("id") == "form-builder" and "でんわ" in part.words
    small = htmx.press(opened(editor, "phone"), "条件をつける")
    assert htmx.root_of(small).get("id") == "form-panel"
    sent = {"label-ja": "見本", "step": "look", "key": "phone"}
    look = editor.post(f"{FORM}/questions/phone", sent, **htmx.asking_for("form-look"))
    assert "見本" in look.words and asked(records, "phone").label.ja == "でんわ"


@pytest.mark.parametrize("device", ["phone", "tablet", "paper", "fridge"])
def test_the_preview_shows_every_question_and_is_kept_once(
    editor: Browser, records: Session, device: str
) -> None:
    for _ in range(2):
        page = editor.get(f"/staff/procedures/kodomo-no-mori/preview?as={device}")
    assert "「市とのつながり」が「里帰り中」のときに出る質問" in page.words
    page = page.press("もう1人追加")
    assert "2人目" in page.words
    (kept,) = records.scalars(select(Endorsement))
    assert (kept.kind, kept.fingerprint) == ("previewed", form_now(records).fingerprint())


def test_findings_are_listed_and_shown_at_their_question(editor: Browser) -> None:
    page = opened(editor, "add:contact").press("add:text:contact")
    assert "直すところ 1件" in page.words and "質問の文がありません。" in page.words
    listed = opened(editor, "findings")
    assert listed.follow("text").value("key") == "text"


@pytest.mark.parametrize(
    "step", ["", "up:nothing", "add:cake:who", "add:text:nowhere", "boil", "place:phone"]
)
def test_a_button_that_is_not_there_does_nothing(editor: Browser, records: Session, step: str) -> None:
    before, _ = keys(records), editor.get(FORM)
    page = editor.post(FORM, {"step": step, "revision": "1"}, status=409)
    assert "もうありません" in page.words and keys(records) == before


def test_who_may_not_make_forms_sees_nothing_of_it(app: Flask, world: World, visitor: Browser) -> None:
    clerk = sign_in(app, world, CLERK)
    assert "手続き" not in clerk.get("/staff").links()
    for path in ("/staff/procedures", FORM, "/staff/procedures/kodomo-no-mori/preview"):
        clerk.get(path, status=403)
    assert visitor.get(FORM).path.startswith("/staff/sign-in")


def test_a_condition_on_the_age_of_children_is_picked(editor: Browser, records: Session) -> None:
    page = opened(editor, "email").press("条件をつける").press("redraw", {"c-0-0-key": "children"})
    page = page.press("保存する", {"c-0-0-value": "18", "c-0-0-unit": "months", "c-0-0-on": "day_of_use"})
    assert "「いっしょに来るお子さん」のだれかの月齢（利用日）が18か月未満のときに出します" in page.words
    opened(editor, "email").press("保存する", {"c-0-0-value": "小さい"}, status=422)

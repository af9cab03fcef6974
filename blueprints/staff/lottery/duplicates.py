"""The duplicates desk (名寄せ): groups that look like one person's, side by side, and a decision on each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, flash, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.staff.lottery.comparing import arrived, compared
from blueprints.staff.lottery.progress import Progress, lead_to_progress, progress_of
from blueprints.staff.lottery.rounds import round_here
from blueprints.staff.problems import Slip
from blueprints.web import database
from blueprints.web.guard import actor, allowed, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.looking import note_list
from domain.lottery.duplicates.likeness import AGAINST, REASONS
from domain.lottery.duplicates.queries import (
    A_PAGE,
    Desk,
    Side,
    desk_of,
    group_lines,
    next_group,
    side_by_side,
)
from domain.lottery.duplicates.refusals import AlreadyDecided, NoReason
from domain.lottery.duplicates.rules import RULE_WORDS
from domain.lottery.duplicates.verdicts import BEFORE_FREEZE, Decided, decide_duplicates, reopen_duplicates
from domain.lottery.long_steps import ask_for
from domain.lottery.models import Round
from domain.lottery.rounds import phase
from domain.refusals import NotFound, Refusal
from forms.messages import for_staff

blueprint = Blueprint("duplicates", __name__)

SEE, DECIDE = "see_cases", "decide_case"
PLACE = "/lottery/<slug>/rounds/<int:round_number>/duplicates"
LONGEST_REASON = 1000


@dataclass(frozen=True)
class Choice:
    """What was chosen for a group, or is proposed."""

    verdicts: Mapping[int, str]
    """Entry -> "keep", "drop" or "" where nothing was chosen."""
    reason: str
    winner: str = ""
    """Id of an earlier winner who is the same person; "" for somebody else."""

    @property
    def kept(self) -> list[int]:
        """Ids of the entries that stand."""
        return [entry_id for entry_id, verdict in self.verdicts.items() if verdict == "keep"]

    def slips(self) -> tuple[Slip, ...]:
        """Return what was not chosen."""
        left = [entry_id for entry_id, verdict in self.verdicts.items() if verdict not in ("keep", "drop")]
        said = for_staff("「有効」か「重複」を選んでください。")
        slips = [Slip(f"verdict-{entry_id}", said) for entry_id in left]
        if len(self.reason) > LONGEST_REASON:
            slips.append(Slip("reason", for_staff("理由は{most}文字までです。", most=LONGEST_REASON)))
        return tuple(slips)


@blueprint.get(PLACE)
@needs(SEE)
def index(slug: str, round_number: int) -> Response:
    """List the groups that wait, the surest first; or those that were decided on."""
    found = round_here(slug, round_number)
    session, page = database.session(), max(1, request.args.get("page", 1, type=int))
    desk, is_decided = desk_of(session, found.id), request.args.get("state") == "decided"
    lines = group_lines(session, found.id, is_decided=is_decided, page=page)
    cases = sorted({member.entry.case_id for line in lines for member in line.group.members})
    note_list(session, cases, has_text=False, by=actor(), now=now_utc())
    return show(
        "staff/duplicates/list.html",
        round=found,
        slug=slug,
        desk=desk,
        lines=lines,
        is_decided=is_decided,
        page=page,
        last=_pages(desk, is_decided),
        first=next_group(session, found.id),
        rule=RULE_WORDS[found.campaign.duplicate_rule],
        progress=_progress(found, slug),
        department_id=found.campaign.procedure.department_id,
    )


@blueprint.post(PLACE)
@needs(SEE)
def search(slug: str, round_number: int) -> ResponseReturnValue:
    """Have it searched anew."""
    found = round_here(slug, round_number)
    ask_for(database.session(), found.id, "find_duplicates", by=actor(), now=now_utc())
    return lead_to_progress(_progress(found, slug))


@blueprint.get(f"{PLACE}/<int:group_id>")
@needs(SEE)
def group(slug: str, round_number: int, group_id: int) -> Response:
    """Show a group side by side, with what the campaign's rule proposes."""
    side = side_by_side(database.session(), round_here(slug, round_number).id, group_id)
    return _show(slug, side, _proposed(side))


@blueprint.post(f"{PLACE}/<int:group_id>")
@needs(DECIDE)
def decide(slug: str, round_number: int, group_id: int) -> ResponseReturnValue:
    """Decide, and go on to the next group."""
    session, found = database.session(), round_here(slug, round_number)
    try:
        side = side_by_side(session, found.id, group_id)
    except NotFound:
        flash(str(AlreadyDecided().reason), "warn")
        return _to_list(slug, round_number)
    chosen = _chosen(side)
    if slips := chosen.slips():
        return _show(slug, side, chosen, slips, 422)
    winner = int(chosen.winner) if chosen.winner.isdecimal() else None
    try:
        done = decide_duplicates(
            session,
            group_id,
            keep=chosen.kept,
            reason=chosen.reason,
            winner=winner,
            by=actor(),
            now=now_utc(),
        )
    except Refusal as refusal:
        return _refused(slug, found, group_id, chosen, refusal)
    _tell(done)
    following = next_group(session, found.id, session.get(type(side.group), group_id))
    return _to_group(slug, round_number, following) if following else _to_list(slug, round_number)


@blueprint.post(f"{PLACE}/<int:group_id>/reopening")
@needs(DECIDE)
def reopen(slug: str, round_number: int, group_id: int) -> ResponseReturnValue:
    """Take a decision back."""
    found = round_here(slug, round_number)
    try:
        side_by_side(database.session(), found.id, group_id)
        reopen_duplicates(database.session(), group_id, by=actor(), now=now_utc())
    except Refusal as refusal:
        return _refused(slug, found, group_id, None, refusal)
    flash(gettext("判断を取り消しました。もう一度選んでください。"), "good")
    return _to_group(slug, round_number, group_id)


def _progress(found: Round, slug: str) -> Progress:
    return progress_of(database.session(), found, slug, "duplicates", now_utc())


def _chosen(side: Side) -> Choice:
    verdicts = {one.id: request.form.get(f"verdict-{one.id}", "") for one in side.here if one.stands}
    return Choice(verdicts, request.form.get("reason", ""), request.form.get("winner", ""))


def _proposed(side: Side) -> Choice:
    verdicts = {one.id: "keep" if one.is_proposed else "drop" for one in side.here if one.stands}
    return Choice(verdicts, side.reason)


def _show(
    slug: str,
    side: Side,
    choice: Choice,
    problems: tuple[Slip, ...] = (),
    status: int = 200,
    refusal: Refusal | None = None,
) -> Response:
    session, found, now = database.session(), side.group.round, now_utc()
    cases = sorted({one.case.id for one in side.cards})
    note_list(session, cases, has_text=False, by=actor(), now=now)
    at = phase(session, found, now)
    return show(
        "staff/duplicates/group.html",
        status=status,
        slug=slug,
        round=found,
        side=side,
        rows=compared(side.cards),
        arrived=arrived,
        choice=choice,
        problems=problems,
        refusal=refusal,
        why=REASONS,
        against=AGAINST,
        is_open=side.group.decided_at is None and len(choice.verdicts) + len(side.earlier) > 1,
        is_before_freeze=at in BEFORE_FREEZE,
        may_decide=allowed(DECIDE),
        following=next_group(session, found.id, side.group),
        desk=desk_of(session, found.id),
    )


def _refused(
    slug: str, found: Round, group_id: int, chosen: Choice | None, refusal: Refusal
) -> ResponseReturnValue:
    """Show the group as it is now, with what was chosen and why it was not done."""
    database.session().expire_all()
    side = side_by_side(database.session(), found.id, group_id)
    slips = (Slip.of(refusal, "reason"),) if isinstance(refusal, NoReason) else ()
    return _show(slug, side, chosen or _proposed(side), slips, refusal.status, None if slips else refusal)


def _tell(done: Decided) -> None:
    said = gettext("判断を記録しました（有効 {kept}件、重複 {dropped}件）。")
    flash(said.format(kept=len(done.kept), dropped=len(done.dropped)), "good")
    if done.must_be_confirmed:
        flash(gettext("名簿の確定後のため、ほかの職員が承認すると失格になります。"), "warn")
    if done.untold:
        numbers = "、".join(f"{one[:4]}-{one[4:8]}-{one[8:]}" for one in done.untold)
        said = gettext("メールアドレスがないため、郵送か電話でお知らせください：受付番号 {numbers}")
        flash(said.format(numbers=numbers), "warn")


def _pages(desk: Desk, is_decided: bool) -> int:
    return max(1, -(-(desk.decided if is_decided else desk.open) // A_PAGE))


def _to_list(slug: str, round_number: int) -> ResponseReturnValue:
    return lead_to(url_for("staff.duplicates.index", slug=slug, round_number=round_number))


def _to_group(slug: str, round_number: int, group_id: int) -> ResponseReturnValue:
    address = url_for("staff.duplicates.group", slug=slug, round_number=round_number, group_id=group_id)
    return lead_to(address)

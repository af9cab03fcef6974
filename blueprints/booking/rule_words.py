"""The rules of a room in words, derived from its data: nothing that staff set has to be written twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import time

from domain.booking.rules import Ages, ClosedDays, Deadline, Release, Rules
from domain.booking.views import Size
from forms.eras import MONTHS
from forms.messages import Message, counted, mark, message

Line = tuple[Message, tuple[Message, ...]]
"""A heading, and the sentences under it."""

WEEKDAYS = (
    mark("月曜日"),
    mark("火曜日"),
    mark("水曜日"),
    mark("木曜日"),
    mark("金曜日"),
    mark("土曜日"),
    mark("日曜日"),
)
WHO = {
    "resident": mark("市内に住んでいる方"),
    "worker": mark("市内で働いている方"),
    "homecoming": mark("里帰り中の方（市内の実家などに滞在している方）"),
}
LIMITS = {
    "day": mark("1家族、1日に{most}回まで"),
    "week": mark("1家族、1週間（月曜日から）に{most}回まで"),
    "month": mark("1家族、1か月に{most}回まで"),
}
PARTY = {
    "persons": mark("1回に{most}人まで（おとなと子どもの合計）"),
    "children": mark("1回に子ども{most}人まで"),
    "families": mark("1組{most}人まで（おとなと子どもの合計）"),
}
PLACES = {
    "persons": mark("1回の定員は{places}人（おとなと子どもの合計）"),
    "children": mark("1回の定員は子ども{places}人"),
    "families": mark("1回の定員は{places}組"),
}
QUOTAS = {
    "persons": mark(
        "インターネットで予約できるのは1回に{places}人まで（ほかは、予約しないで来る方のために空けてあります）"
    ),
    "children": mark(
        "インターネットで予約できるのは1回に子ども{places}人まで（ほかは、予約しないで来る方のために空けてあります）"
    ),
    "families": mark(
        "インターネットで予約できるのは1回に{places}組まで（ほかは、予約しないで来る方のために空けてあります）"
    ),
}
APPROVALS = {
    "always": mark("お申し込みのあと、担当課が確認してから予約が決まります。"),
    "weekends": mark("土曜日と日曜日の回は、担当課が確認してから予約が決まります。"),
}


def words_of(rules: Rules, sizes: Sequence[Size] = ()) -> tuple[Line, ...]:
    """Return everything a family should know before booking, in the order of the questions they have.

    ``sizes``: what its sessions hold, as far as any are made.
    """
    lines = (
        (message("使える方"), _who(rules)),
        (message("お子さんの年齢"), tuple(_ages(rules.ages)) if rules.needs_child else ()),
        (message("人数"), (*_party(rules), *_places(rules.unit, sizes))),
        (message("予約の受付"), (_release(rules.release), _closes(rules.closes))),
        (message("取消し"), (_cancel(rules.cancel_until),)),
        (message("回数"), tuple(message(LIMITS[per], most=most) for per, most in rules.limits.items())),
        (message("休みの日"), tuple(_closed(rules.closed_days))),
        (
            message("予約の決まり方"),
            tuple(message(APPROVALS[one]) for one in (rules.approval,) if one in APPROVALS),
        ),
    )
    return tuple((head, sentences) for head, sentences in lines if sentences)


def ages_in_words(ages: Ages) -> tuple[Message, ...]:
    """Return which children may come to one session."""
    return tuple(_ages(ages))


def _who(rules: Rules) -> tuple[Message, ...]:
    return tuple(message(WHO[one]) for one in rules.who) or (message("どなたでも使えます"),)


def _ages(ages: Ages) -> Iterator[Message]:
    if ages.from_months and ages.to_months is not None:
        yield message(
            "{first}から{last}になる前まで", first=_age(ages.from_months), last=_age(ages.to_months)
        )
    elif ages.to_months is not None:
        yield message("{last}になる前まで", last=_age(ages.to_months))
    elif ages.from_months:
        yield message("{first}から", first=_age(ages.from_months))
    if ages.preschool:
        yield message("小学校に入る前まで")
    if ages.sibling_school_age:
        yield message("小学生のきょうだいは、小さいお子さんといっしょなら来られます")
    yield message("年齢は、利用する日で数えます")


def _age(months: int) -> Message:
    years, rest = divmod(months, 12)
    if rest == 0:
        return message("{years}歳", years=years)
    return (
        message("{years}歳{months}か月", years=counted(years, "year"), months=counted(rest, "month"))
        if years
        else message("{months}か月", months=counted(rest, "month"))
    )


def _party(rules: Rules) -> tuple[Message, ...]:
    if rules.most_per_party is None:
        return ()
    return (message(PARTY[rules.unit], most=rules.most_per_party),)


def _places(unit: str, sizes: Sequence[Size]) -> Iterator[Message]:
    """Yield how many one session holds, and how many of them can be booked here where that is fewer."""
    if sizes:
        yield message(PLACES[unit], places=_span(size.places for size in sizes))
    if any(size.on_web < size.places for size in sizes):
        yield message(QUOTAS[unit], places=_span(size.on_web for size in sizes))


def _span(counts: Iterable[int]) -> Message | int:
    least, *_, most = sorted(counts) * 2
    return least if least == most else message("{start}〜{end}", start=least, end=most)


def _release(release: Release) -> Message:
    at = _clock(release.at)
    if release.kind == "days_before":
        if release.days == 0:
            return message("利用する日の{time}から予約できます", time=at)
        return message("利用する日の{days}日前の{time}から予約できます", days=release.days, time=at)
    if release.months_ahead == 1:
        return message("前の月の{day}日の{time}から予約できます", day=release.day, time=at)
    return message(
        "{months}か月前の{day}日の{time}から予約できます",
        months=release.months_ahead,
        day=release.day,
        time=at,
    )


def _closes(deadline: Deadline) -> Message:
    return message("{until}まで予約できます", until=_until(deadline))


def _cancel(deadline: Deadline) -> Message:
    return message("{until}まで、自分で取り消せます", until=_until(deadline))


def _until(deadline: Deadline) -> Message:
    if deadline.at is None:
        return message("その回が始まる時刻")
    at = _clock(deadline.at)
    if deadline.days_before == 0:
        return message("利用する日の{time}", time=at)
    if deadline.days_before == 1:
        return message("利用する日の前の日の{time}", time=at)
    return message("利用する日の{days}日前の{time}", days=deadline.days_before, time=at)


def _closed(days: ClosedDays) -> Iterator[Message]:
    for weekday in sorted(days.weekdays):
        name = message(WEEKDAYS[weekday])
        if days.policy == "next_day":
            yield message("{weekday}（祝日のときは開けて、次の平日を休みます）", weekday=name)
        elif not days.on_holidays:
            yield message("{weekday}（祝日でも休みます）", weekday=name)
        else:
            yield name
    if days.on_holidays:
        yield message("祝日")
    for (first_month, first_day), (last_month, last_day) in days.yearly:
        yield message(
            "毎年 {first_month}月{first_day}日から{last_month}月{last_day}日まで",
            first_month=MONTHS[first_month - 1],
            first_day=first_day,
            last_month=MONTHS[last_month - 1],
            last_day=last_day,
        )


def _clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02d}"

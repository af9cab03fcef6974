"""Every address and who it is for; and that a process of one side does not know the other's."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

import mailing
from tests.conftest import MakeApp
from tests.page import Browser

TABLE = [tuple(line.split()) for line in (Path(__file__).with_name("routes.txt")).read_text().splitlines()]
"""(audience, method, address, endpoint): public, office, both, or sample (only where SAMPLE_TOWN is set)."""

SERVED = {"public": {"public", "both"}, "office": {"office", "both"}, "all": {"public", "office", "both"}}


def listed(*audiences: str) -> set[tuple[str, ...]]:
    """Return what the table lists for some audiences, without the audience."""
    return {line[1:] for line in TABLE if line[0] in audiences}


@pytest.mark.parametrize("side", SERVED)
def test_every_route_is_known_with_its_audience(make_app: MakeApp, side: str) -> None:
    assert routes(make_app(SIDE=side)) == listed(*SERVED[side])


def test_the_sample_town_has_a_mailbox_and_nothing_more(make_app: MakeApp) -> None:
    assert routes(make_app(SAMPLE_TOWN=True)) == listed(*SERVED["all"], "sample")


@pytest.mark.parametrize("side, other", [("public", "office"), ("office", "public")])
def test_a_process_knows_no_address_of_the_other_side(make_app: MakeApp, side: str, other: str) -> None:
    everything, client = make_app(), make_app(SIDE=side).test_client()
    answers = {
        (method, address): client.open(filled_in(everything, endpoint), method=method).status_code
        for method, address, endpoint in listed(other)
    }
    assert {request: status for request, status in answers.items() if status != 404} == {}


def test_no_two_routes_share_an_address() -> None:
    taken = [line[1:3] for line in TABLE]
    assert len(taken) == len(set(taken))


def test_links_in_mails_lead_to_pages(app: Flask) -> None:
    letterhead = mailing.letterhead(app.config)
    matching = app.url_map.bind("localhost")
    assert matching.match(letterhead.case_path.format(token="abc"))[0] == "cases.open_link"
    assert matching.match(letterhead.lookup_path)[0] == "cases.find"
    assert matching.match(letterhead.resume_path.format(token="abc"))[0] == "drafts.open_link"


def routes(app: Flask) -> set[tuple[str, ...]]:
    """Return (method, address, endpoint) of everything an application serves."""
    return {
        (method, rule.rule, rule.endpoint) for rule in app.url_map.iter_rules() for method in _methods(rule)
    }


def filled_in(app: Flask, endpoint: str) -> str:
    """Return an address of an endpoint, with 1 for everything it names."""
    names = next(app.url_map.iter_rules(endpoint)).arguments
    return app.url_map.bind("localhost").build(endpoint, dict.fromkeys(names, "1"))


def _methods(rule: Rule) -> set[str]:
    return (rule.methods or set()) - {"HEAD", "OPTIONS"}


def test_a_slash_at_the_end_of_an_address_does_no_harm(visitor: Browser) -> None:
    assert visitor.get("/staff/").h1 == visitor.get("/staff").h1
    assert visitor.get("/booking/kodomo-no-mori/").h1 == visitor.get("/booking/kodomo-no-mori").h1

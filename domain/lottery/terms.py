"""The terms of a round: stock, pools, tiers, weights and sources, as they are announced and published. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.lottery.allocation import Pool, Rules
from domain.lottery.record import SCHEME
from domain.lottery.sources import OMITTED, drand_round, kind_of
from forms.definition import Text


@dataclass(frozen=True)
class Tier:
    """Who a pool is for."""

    name: str
    """A word that stands in the public list: ASCII."""
    label: Text


@dataclass(frozen=True)
class Weight:
    """A claim by which an entry counts several times."""

    name: str
    label: Text
    times: int


@dataclass(frozen=True)
class Source:
    """One source of the seed: what it is, when it happens, and what counts if it does not."""

    name: str
    kind: str
    """A key of ``sources.KINDS``; so is ``fallback``."""
    at: datetime
    fallback: str = ""
    fallback_at: datetime | None = None

    @property
    def latest(self) -> datetime:
        """The moment by which it is known, or its fallback is."""
        return self.fallback_at or self.at

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Source:
        """Read a source."""
        after = data.get("fallback_at")
        moment = datetime.fromisoformat(after) if after else None
        at = datetime.fromisoformat(data["at"])
        return cls(data["name"], data["kind"], at, data.get("fallback", ""), moment)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data."""
        data: dict[str, Any] = {"name": self.name, "kind": self.kind, "at": written(self.at)}
        if self.fallback and self.fallback_at:
            data |= {"fallback": self.fallback, "fallback_at": written(self.fallback_at)}
        return data


@dataclass(frozen=True)
class Terms:
    """What a round is drawn by; fixed when it is announced."""

    allocation: Rules
    tiers: tuple[Tier, ...]
    sources: tuple[Source, ...]
    weights: tuple[Weight, ...] = ()
    postponed: tuple[str, ...] = ()
    """The moments for which the draw had been announced before."""

    @property
    def tier_names(self) -> tuple[str, ...]:
        """Names of the tiers in their order; who says nothing is in the last."""
        return tuple(tier.name for tier in self.tiers)

    def times(self, claim: str) -> int:
        """Return how often an entry counts that claims this; once where it claims nothing that is known."""
        return next((one.times for one in self.weights if one.name == claim), 1)

    def source(self, name: str) -> Source | None:
        """Return the source of this name."""
        return next((one for one in self.sources if one.name == name), None)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Terms:
        """Read stored terms; WrongRules, or KeyError, TypeError and ValueError where their shape is wrong."""
        pools = tuple(Pool(one["name"], tuple(one["tiers"]), int(one["n"])) for one in data["pools"])
        allocation = Rules(
            pools, data.get("mode", "level"), data.get("boundary", "partial"), data.get("base", 0)
        )
        return cls(
            allocation,
            tuple(Tier(one["name"], Text.from_json(one["label"])) for one in data["tiers"]),
            tuple(Source.from_json(one) for one in data["sources"]),
            tuple(
                Weight(one["name"], Text.from_json(one["label"]), int(one["times"]))
                for one in data.get("weights", ())
            ),
            tuple(data.get("postponed", ())),
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return {
            **_allocation(self.allocation),
            "tiers": [{"name": one.name, "label": one.label.to_json()} for one in self.tiers],
            "sources": [one.to_json() for one in self.sources],
            "weights": [
                {"name": one.name, "label": one.label.to_json(), "times": one.times} for one in self.weights
            ],
            "postponed": list(self.postponed),
        }


def published(terms: Terms, lottery: str, **more: Any) -> dict[str, Any]:
    """Return what rules.json says: only what is hashed, in ASCII words; ``more`` is said besides."""
    return {
        "scheme": SCHEME,
        "lottery": lottery,
        "budget": terms.allocation.budget,
        **_allocation(terms.allocation),
        "tiers": list(terms.tier_names),
        "weights": {one.name: one.times for one in terms.weights},
        "sources": [_announced(one) for one in terms.sources],
        "postponed": list(terms.postponed),
        **more,
    }


def written(moment: datetime) -> str:
    """Return a moment as public files have it: "2026-12-01T03:00:00Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _allocation(rules: Rules) -> dict[str, Any]:
    pools = [{"name": one.name, "tiers": list(one.tiers), "n": one.n} for one in rules.pools]
    data: dict[str, Any] = {"mode": rules.mode, "boundary": rules.boundary, "pools": pools}
    return data | ({"base": rules.base} if rules.base else {})


def _announced(source: Source) -> dict[str, Any]:
    said = {"name": source.name, **_event(source.kind, source.at)}
    if source.fallback and source.fallback_at:
        said["fallback"] = _event(source.fallback, source.fallback_at)
    elif kind_of(source.kind).is_controlled:
        said["fallback"] = {
            "encoding": f"the word {OMITTED}, if no value is published before the last source"
        }
    return said


def _event(kind: str, at: datetime) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": kind, "at": written(at), "encoding": kind_of(kind).encoding}
    return said | ({"round": drand_round(at)} if kind == "drand" else {})

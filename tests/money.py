"""Money for tests: granted by one document a source, and allotted."""

from collections.abc import Mapping

from egret.core.packs.model import ShareBase
from egret.rooms.city import queries as city
from egret.rooms.treasury import actions, queries
from egret.rooms.treasury.actions import Grant, Pot


def granted(amounts: Mapping[str, int], *, by, at, purpose=""):
    """A fund for each source."""
    document = f"测试指标{queries.funds().count() + 1}号"
    return {
        source: actions.grant(Grant(source, at.year, document, "测试资金", fen, purpose), by=by, at=at)
        for source, fen in amounts.items()
    }


def funded(fen: int, *, by, at, clauses=None, sources=None):
    """`fen` from each of the sources ready for each of `clauses` (all that are borne), and as much again unallotted
    that no rule of shares stands in the way."""
    bearings = [one for one in city.pack().bearings if clauses is None or one.clause in clauses]
    borne = {source for bearing in bearings for source in bearing.parts}
    funds = granted(
        {source: fen * 20 for source in sorted(borne) if not sources or source in sources}, by=by, at=at
    )
    for bearing in bearings:
        for source in bearing.parts:
            if source in funds:
                key = f"{funds[source].code}:{bearing.clause}"
                # A rule on what is allotted wants the most of it for one purpose at every moment.
                kept = any(
                    rule.base == ShareBase.ALLOTTED and rule.purpose == bearing.purpose
                    for rule in city.pack().share_rules
                )
                actions.allot(
                    funds[source],
                    Pot(bearing.purpose, bearing.clause),
                    fen * (2 if kept else 1),
                    key=key,
                    by=by,
                    at=at,
                )
    return funds

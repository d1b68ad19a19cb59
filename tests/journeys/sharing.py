"""The example city with firms on its list, and claims that wait until their budget line is shared.

Clause 6 stands on the line `equipment` (pro rata, the odd fen to the larger), 5 on `score` (by rank),
10 and 8 on `others` (pro rata, the odd fen to the earlier).
"""

import math
from datetime import date, datetime
from types import SimpleNamespace

from tests.money import funded
from tests.packs.xiamen import files as pack_files

from egret.base.clock import CHINA
from egret.core.identifiers import made_credit_code
from egret.journeys.claims import decide_claim
from egret.journeys.register_enterprise import register_enterprise
from egret.journeys.share_line import confirm_share
from egret.rooms.call import actions as calls
from egret.rooms.call.states import Verdict
from egret.rooms.city import actions as city
from egret.rooms.city import queries as packs
from egret.rooms.enterprise.actions import Particulars
from egret.rooms.files import actions as files
from egret.rooms.people import actions as people
from egret.rooms.people import queries as known
from egret.rooms.people.states import Role
from egret.rooms.subsidy.actions import claims, documents, shares
from egret.rooms.subsidy.actions.claims import Decision, Said
from egret.rooms.subsidy.actions.documents import Paper
from egret.rooms.subsidy.queries import shares as queries

PAPER = b"%PDF-1.4\n%%EOF\n"
DISTRICT = "990101"
INVOICED = date(2024, 3, 25)
AMOUNTS = {"equipment": "10万元", "score": "50万元", "others": "1万元"}
ROLES = {
    "city": (Role.CITY, None),
    "city2": (Role.CITY, None),
    "district": (Role.DISTRICT, DISTRICT),
    "maker": (Role.FINANCE, None),
    "auditor": (Role.AUDITOR, None),
}


def moment(month, day, hour=10):
    return datetime(2024, month, day, hour, tzinfo=CHINA)


OPENED, APPLIED, NOTICED, LISTED = moment(3, 1), moment(3, 5), moment(3, 8), moment(3, 20)
CLAIMED, CHECKED, APPROVED, PROPOSED, SHARED, LATER = (
    moment(4, 1),
    moment(4, 8),
    moment(4, 15),
    moment(5, 6),
    moment(5, 7),
    moment(5, 20),
)


def written(folder, **changed):
    """A folder of cities that holds the example with short budget lines; `changed` by line, as in AMOUNTS."""
    found = pack_files("example")
    lines = found["budget.toml"].split("[[line]]")
    for line, amount in {**AMOUNTS, **changed}.items():
        place = next(at for at, text in enumerate(lines) if f'id = "{line}"' in text)
        before, _old = lines[place].split("amount = ")
        lines[place] = f"{before}amount = {amount!r}{_old[_old.index(chr(10)) :]}"
    found["budget.toml"] = "[[line]]".join(lines)
    for name, text in found.items():
        path = folder / "example" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def put_in_force(settings, folder, monkeypatch):
    settings.CITIES_DIR, settings.CITY = written(folder), "example"
    found = packs.InForce(packs._read(settings.CITIES_DIR / settings.CITY), math.inf)
    monkeypatch.setattr(packs, "_found", found)


def offices(at=OPENED, allotted=10**10):
    """Everybody who serves the example city, with `allotted` fen of each source for each purpose."""
    system = known.system()
    here = SimpleNamespace()
    for username, (role, place) in ROLES.items():
        user = people.open_account(username, role=role, full_name=username, place=place, by=system, at=at)
        setattr(here, username, user)
    city.release_pack(by=here.city, at=at)
    funded(allotted, by=here.maker, at=at)
    return here


def listed(here, count):
    """So many enterprises on the first list."""
    firms = [_applied(here, serial) for serial in range(1, count + 1)]
    notice = calls.open_notice("first", by=here.city, at=NOTICED)
    calls.publish_list(notice.pk, by=here.city, at=LISTED)
    return firms


def _applied(here, serial):
    said = Particulars(
        name=f"示例{serial}号机械有限公司",
        credit_code=made_credit_code("990101", serial),
        district=DISTRICT,
        industry_code="3411",
        staff=120,
        revenue_fen=5_000_000_000,
        above_scale=True,
        bank_name="示例银行",
        account_no=f"9500{serial:04d}",
    )
    own, user = register_enterprise(said, username=f"owner-{serial}", full_name="甲", at=OPENED)
    licence = files.keep("执照.pdf", PAPER, of=own.organisation, by=user, at=APPLIED)
    draft = calls.begin(own, by=user, at=APPLIED)
    given = {
        "person": "甲",
        "mobile": "0592-5551234",
        "size": "many",
        "money": "1,000,000.00",
        "until": "2024-12-31",
        "story": "",
        "licence": str(licence.pk),
        "true": True,
    }
    calls.keep_draft(draft.pk, given)
    row = calls.submit(draft.pk, by=user, at=APPLIED)
    for officer in (here.district, here.city, here.city2):
        row = calls.check(
            row.pk, verdict=Verdict.PASS, reason="", version=row.version, by=officer, at=APPLIED
        )
    return SimpleNamespace(own=own, user=user)


def submitted(firm, clause, facts, at=CLAIMED):
    """`facts` by label; every fact of the enterprise is proven."""
    row = claims.begin(firm.own, clause, by=firm.user, at=at)
    row = claims.keep(row.pk, Said(facts, payee_name="培训学校", bank_name="示例银行", account_no="9600"))
    law = queries.clause_open(clause)
    for tally in law.tallies:
        paper = files.keep("发票.pdf", PAPER, of=firm.own.organisation, by=firm.user, at=at)
        fen, fact = facts[tally.fact], law.fact(tally.fact).id
        one = Paper(fact, f"fp-{row.pk}", tally.kinds[0], tally.costs[0], INVOICED, fen, 0, paper)
        documents.add(row.pk, [one], at=at)
    for one in law.facts:
        if one.given_by == "enterprise":
            paper = files.keep("证明.pdf", PAPER, of=firm.own.organisation, by=firm.user, at=at)
            claims.attach(row.pk, one.id, paper)
    return claims.submit(row.pk, version=row.version, by=firm.user, at=at)


def checked(here, row, at=CHECKED):
    return claims.check(row.pk, passes=True, reason="", version=row.version, by=here.district, at=at)


def decided(here, row, facts=None, at=APPROVED):
    decision = Decision(awards=True, version=row.version, facts=facts or {})
    return decide_claim(row.pk, decision, by=here.city, at=at)


def approved(here, firm, clause, facts, officer_s=None):
    return decided(here, checked(here, submitted(firm, clause, facts)), officer_s)


def equipment(here, firm, yuan):
    """An approved claim for machines of so many yuan: 8% of what lies above 500,000 is asked of the line."""
    return approved(here, firm, "6", {"设备总额": yuan * 100})


def ranked(here, firm, rank, score=80):
    return approved(here, firm, "5", {"联网设备数": 0}, {"评审得分": score, "评审名次": rank})


def table(line, at=PROPOSED):
    return queries.table(queries.line_of(line), at)


def proposed(here, line, at=PROPOSED):
    return shares.propose(line, table(line, at).digest, by=here.city, at=at)


def shared(here, line, at=SHARED):
    """The awards of the line's share, in the order in which they were made."""
    share = proposed(here, line)
    return confirm_share(share.pk, share.digest, by=here.city2, at=at)

"""Every desk's first pages: no serious finding of axe, nothing wider than a phone, in both languages."""

from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
PUBLIC = [
    "/",
    "/assess/",
    "/calculator/?fact_spend=1000000&fact_level=三级",
    "/notices/",
    "/notices/awards/",
    "/lists/",
    "/indicators/",
    "/verification/",
    "/register/",
    "/sign-in/",
]
OFFICE = [
    "/office/",
    "/office/submissions/",
    "/office/notices/",
    "/office/contracts/",
    "/office/acceptances/",
    "/office/claims/",
    "/office/awards/",
    "/office/awards/objections/",
    "/office/indicators/",
    "/office/levels/",
    "/office/vouchers/",
    "/office/sanctions/",
]
PAGES = {
    None: PUBLIC,
    "district": OFFICE,
    "city": [
        *OFFICE,
        "/office/orders/",
        "/office/funds/",
        "/office/shares/",
        "/office/levels/ratings/",
        "/office/levels/ratings/ask/",
    ],
    "maker": [
        "/office/batches/",
        "/office/batches/choose/",
        "/office/bank/",
        "/office/differences/",
        "/office/payees/",
    ],
    "provider": ["/provider/", "/provider/account/", "/provider/vouchers/", "/provider/sanctions/"],
    "assessor": ["/assessor/", "/assessor/second/"],
}


def serious(page):
    # As text through the debugger: the page's own policy lets no foreign script in.
    found = page.evaluate(AXE.read_text() + "\n;axe.run().then(told => told.violations)")
    return [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("username", PAGES, ids=str)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_are_accessible_and_fit_a_phone(person, username, language):
    here = person(username)
    here.speak(language)
    here.page.set_viewport_size({"width": 390, "height": 844})
    for path in PAGES[username]:
        answer = here.page.goto(path)

        assert (path, answer.status) == (path, 200)
        assert (path, here.page.evaluate("document.documentElement.scrollWidth")) == (path, 390)
        assert (path, serious(here.page)) == (path, [])

import re
from datetime import datetime

import pytest
from tests.money import funded
from tests.rooms.conftest import PDF

from egret.base import clock
from egret.core.identifiers import made_credit_code
from egret.rooms.people import actions as people
from egret.rooms.people import queries as known
from egret.rooms.people.states import OrganisationKind, Role
from egret.rooms.provider import actions as providers
from egret.rooms.provider.states import ProviderKind

PASSWORD = "eight-herons-fly"
MORNING = datetime(2025, 6, 18, 9, tzinfo=clock.CHINA)
OFFICES = {
    "district": (Role.DISTRICT, "350206"),
    "city": (Role.CITY, None),
    "city2": (Role.CITY, None),
    "maker": (Role.FINANCE, None),
    "checker": (Role.FINANCE, None),
    "releaser": (Role.FINANCE, None),
    "assessor": (Role.ASSESSOR, None),
}


@pytest.fixture
def offices(live_server, settings):
    """A city of one provider and six officers on the morning of 2025-06-18, with money in its funds."""
    settings.DEMO = True  # the demo's clock is the one that the server's threads share
    clock.set_demo_clock(MORNING)
    system = known.system()
    for username, (role, place) in OFFICES.items():
        user = people.open_account(
            username, role=role, full_name=username, place=place, by=system, at=MORNING
        )
        people.set_password(user, PASSWORD)
    organisation = people.found_organisation(
        "厦门示例数字科技有限公司", kind=OrganisationKind.PROVIDER, by=system, at=MORNING
    )
    user = people.open_account(
        "provider", role=Role.PROVIDER, full_name="provider", place=organisation, by=system, at=MORNING
    )
    people.set_password(user, PASSWORD)
    code = made_credit_code("350203", 9)
    providers.admit(code, kind=ProviderKind.INTEGRATOR, organisation=organisation, by=system, at=MORNING)
    funded(100_000_000, by=system, at=MORNING)
    yield live_server
    settings.DEMO_CLOCK.unlink()


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, browser, server, username=None):
        self.context = browser.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", base_url=server.url, reduced_motion="reduce"
        )
        self.page = self.context.new_page()
        self.url, self.faults = server.url, []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        if username:
            self.page.goto("/sign-in/")
            self.fill(username=username, password=PASSWORD)
            self.send()

    def speak(self, language):
        self.context.add_cookies([{"name": "django_language", "value": language, "url": self.url}])

    def fill(self, **values):
        for name, value in values.items():
            self.page.fill(f"main [name={name}]", value)

    def tick(self, **values):
        for name, value in values.items():
            self.page.check(f"main [name={name}][value='{value}']")

    def attach(self, name):
        self.page.set_input_files(
            f"main [name={name}]", {"name": "示例.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )

    def send(self, ending=""):
        """Press the main button of the form whose address ends so."""
        form = f"main form[action$='{ending}']" if ending else "main form"
        self.page.locator(f"{form} button.btn-primary").first.click()
        self.page.wait_for_load_state()

    def open(self, path, *, first=""):
        """The page at `path`, and from it the first link to an address that begins with `first`; the page's own tab is none."""
        self.page.goto(path)
        if first:
            self.page.locator(f"main a[href^='{first}']:not([aria-current])").first.click()
            self.page.wait_for_load_state()

    def sees(self, text):
        return text in self.page.inner_text("main")

    def answer(self, choices, scenes):
        """One answer a question, whatever was ticked before."""
        for name, value in {**choices, **scenes}.items():
            for box in self.page.locator(f"main [name='{name}'][type=checkbox]:checked").all():
                box.uncheck()
            self.page.check(f"main [name='{name}'][value='{value}']")


@pytest.fixture
def person(browser, offices):
    """`person("city")` signs in; `person()` is a visitor. No page may raise an error in the browser."""
    people_here = []

    def made(username=None):
        people_here.append(Person(browser, offices, username))
        return people_here[-1]

    yield made
    faults = [
        fault
        for one in people_here
        for fault in one.faults
        if not re.search("status of 4(03|04|22)|^htmx:", fault)
    ]
    for one in people_here:
        one.context.close()
    assert faults == []

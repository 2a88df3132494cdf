"""A person at a browser, and what the browser finds wrong with the pages they see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect

from advocacy.demo.cast import PASSWORD
from tests.journeys.product import Product

# A browser people use: the headless one's own name would be counted as a robot's click.
AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36"
)
DESK, PHONE, SMALL_PHONE = 1280, 390, 360
Scheme = Literal["light", "dark"]
LOOKS: tuple[tuple[int, Scheme], ...] = ((PHONE, "dark"), (DESK, "light"))
PATIENCE_MS = 20_000
# Also what a browser keeps quiet about, as in a page that asks for reports only.
TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) => console.error(
    `policy: ${event.effectiveDirective} refuses ${event.blockedURI} at ${event.sourceFile}`))"""
# Without its preload, which copies our styles inline: that is what our own policy refuses.
AXE = {"resultTypes": ["violations"], "preload": False}


class Visitor:
    """One browser session. `complaints` fills with whatever the browser reports against us."""

    def __init__(
        self,
        browser: Browser,
        product: Product,
        *,
        script: bool = True,
        width: int = DESK,
        scheme: Scheme = "light",
        language: str = "en",
        at: str = "",
        touch: bool = False,
    ) -> None:
        self.product = product
        self.width = width
        self.context = browser.new_context(
            base_url=at or product.url,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale=language,
            has_touch=touch,
            is_mobile=touch,
            java_script_enabled=script,
            user_agent=AGENT,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(TELL_VIOLATIONS)
        self.complaints: list[str] = []
        self.page: Page = self.context.new_page()
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.context.on("requestfailed", self._miss)

    def go(self, path: str) -> Page:
        """Open an address of the product."""
        self.page.goto(path)
        return self.page

    def look(self) -> Page:
        """Let axe look at the page on a phone in the dark and on a desk in the light."""
        for width, scheme in LOOKS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.emulate_media(color_scheme=scheme)
            faults = self.faults()
            assert not faults, "\n".join(faults)
        self.page.set_viewport_size({"width": self.width, "height": 900})
        return self.page

    def faults(self) -> list[str]:
        """Return what axe finds and whether the page is wider than the screen, readable."""
        self.page.wait_for_load_state()
        where = f"{self.page.url} at {self.page.viewport_size}"
        answer = Axe().run(self.page, options=AXE)
        found = [
            f"{where}: {one['id']}: {node['html'][:300]}: {node['failureSummary']}"
            for one in answer.response["violations"]
            for node in one["nodes"]
        ]
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return [*found, *([f"{where}: {wide} px too wide: {self._widest()}"] if wide > 0 else [])]

    def sign_in(self, email: str, password: str = PASSWORD, at: str = "/") -> Page:
        """Sign in through the form; ends on the page that was asked for."""
        self.go(at)
        self.page.locator("[name=login]").fill(email)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("[name=password]").press("Enter")
        expect(self.page).not_to_have_url(re.compile("/account/"))
        self.page.wait_for_load_state()
        return self.page

    def put_in_feed(self, slug: str, title: str) -> None:
        """Write and approve a post of the journey's own: others may have shared the demo's."""
        page = self.go(f"/o/{slug}/desk/new/")
        page.locator("#editor [name=title]").fill(title)
        page.locator("#editor [name=why]").fill("Because people ask.")
        page.locator("#editor [name=link]").fill("https://globex.example/a-page")
        page.locator("[name=captions-0-text]").fill("People asked, and here it is.")
        page.get_by_role("button", name="Approve and put in the feed").click()
        expect(page.get_by_text("is in the feed now.")).to_be_visible()

    def card(self, title: str) -> Locator:
        """Return a post's card in the feed."""
        return self.page.get_by_role("article").filter(has=self.page.get_by_text(title))

    @contextmanager
    def refused(self) -> Iterator[None]:
        """Expect the server to refuse something: the browser reports such answers as errors."""
        before = len(self.complaints)
        yield
        self.complaints[before:] = [
            one for one in self.complaints[before:] if "Failed to load resource" not in one
        ]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _miss(self, request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # the visitor has gone on
            self.complaints.append(f"{request.url}: {request.failure}")

    def _widest(self) -> Any:
        """Return the elements that stick out, for the person who must mend the page."""
        return self.page.evaluate(
            """() => [...document.querySelectorAll("body *")]
                .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5
                              || one.getBoundingClientRect().left < -0.5)
                .slice(0, 5).map((one) => one.outerHTML.slice(0, 120))"""
        )

"""How does a person of a journey use the pages? By what they read: labels, names of buttons and links, headings.

Everybody has a browser context of their own. What a page cannot find within ``PATIENCE`` fails the test with the
person's name, so that a journey of eleven people says who was stuck.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import hmac
import re
import struct
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

PATIENCE = 30_000
SHOWN = "visible=true"
# The browser's own word for a status that the page explains itself.
STATUS_NOISE = re.compile(r"Failed to load resource: the server responded with a status of \d+")
CODE = re.compile(r"^(\S+) is your code", re.MULTILINE)

expect.set_options(timeout=PATIENCE)


class Somebody:
    """A person with an address, a browser, and nothing but the pages to work with."""

    def __init__(
        self, site: Any, chromium: Any, name: str, email: str = "", *, javascript: bool = True, phone: bool = False
    ) -> None:
        self.site, self.name, self.email, self.javascript = site, name, email, javascript
        self.context = chromium.new_context(
            base_url=site.url,
            viewport={"width": 320, "height": 640} if phone else {"width": 1280, "height": 900},
            has_touch=phone,
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        self.context.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.page = self.new_page()
        self.codes_typed = 0
        self.secret, self.counter = "", 0
        self.recovery_codes: list[str] = []

    def __repr__(self) -> str:
        return self.name

    def new_page(self) -> Any:
        """One more tab; what goes wrong in it is taken down."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{self.name}: script error: {error}"))
        page.on("console", self._listen)
        page.on("response", self._look)
        return page

    def _listen(self, message: Any) -> None:
        if message.type in ("error", "warning") and not STATUS_NOISE.match(message.text):
            self.complaints.append(f"{self.name}: console: {message.text}")

    def _look(self, response: Any) -> None:
        if response.status >= 500:
            self.complaints.append(f"{self.name}: {response.status} for {response.url}")

    def second_tab(self) -> Somebody:
        """The same person in one more tab of the same browser."""
        other = copy.copy(self)
        other.page = self.new_page()
        return other

    def leave(self) -> None:
        """Close the browser, also twice; nothing may have gone wrong in it unseen."""
        self.context.close()
        assert not self.complaints, self.complaints

    # Moving about -----------------------------------------------------------------------------------

    def open(self, address: str) -> int:
        """Type an address; gives the status of the page, which may be a refusal and never a fault of ours."""
        status = self.page.goto(address, wait_until="load").status
        assert status < 500, f"{status} for {self.page.url}"
        return status

    def follow(self, words: str, *, exact: bool = False) -> None:
        """Follow the first link with these words that can be seen."""
        self.link(words, exact=exact).click()
        self.page.wait_for_load_state("load")

    def link(self, words: str, *, exact: bool = False) -> Locator:
        """The first link with these words that can be seen."""
        return self.page.get_by_role("link", name=words, exact=exact).locator(SHOWN).first

    def press(self, words: str, *, exact: bool = False) -> None:
        """Press the button with these words and wait for the page it leads to."""
        with self.page.expect_navigation(wait_until="load"):
            self.button(words, exact=exact).click()

    def button(self, words: str, *, exact: bool = False) -> Locator:
        """The button with these words that can be seen."""
        return self.page.get_by_role("button", name=words, exact=exact).locator(SHOWN)

    def unfold(self, words: str) -> None:
        """Open what is folded away behind these words."""
        self.page.get_by_role("group").get_by_text(words).first.click()

    # Typing and choosing ------------------------------------------------------------------------------

    def field(self, label: str) -> Locator:
        """The control with this label that can be seen."""
        return self.page.get_by_label(label, exact=True).locator(SHOWN)

    def fill(self, label: str, text: str) -> None:
        self.field(label).fill(text)

    def choose(self, *labels: str) -> None:
        """Tick boxes or choose radios."""
        for label in labels:
            self.box(label).check()

    def box(self, label: str) -> Locator:
        """The radio or tick box with this label that can be seen."""
        radio = self.page.get_by_role("radio", name=label, exact=True)
        return radio.or_(self.page.get_by_role("checkbox", name=label, exact=True)).locator(SHOWN)

    def pick(self, label: str, option: str) -> None:
        """Take an option of a list."""
        self.field(label).select_option(label=option)

    def attach(self, label: str, *paths: Path) -> None:
        """Choose files: by the button that scripts make of the field, else by the field itself."""
        if not self.javascript:
            self.field(label).set_input_files(paths)
            return
        with self.page.expect_file_chooser() as chooser:
            self.button(label).click()
        chooser.value.set_files(paths)

    # Reading ------------------------------------------------------------------------------------------

    def sees(self, *words: str) -> None:
        """Wait until these words can be seen."""
        for each in words:
            expect(self.page.get_by_text(each).locator(SHOWN).first, f"{self.name} sees {each!r}").to_be_visible()

    def reads(self, heading: str) -> None:
        """Wait until the page has this heading."""
        expect(self.page.get_by_role("heading", name=heading).first, f"{self.name} reads").to_be_visible()

    def never_sees(self, *words: str) -> None:
        """The page, with what is folded away or hidden in it, holds none of these words."""
        source = self.page.content()
        assert [each for each in words if each in source] == [], f"{self.name} at {self.page.url}"

    def fits(self) -> None:
        """The page is no wider than the window."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px too wide for {self.name}"

    def download(self, words: str) -> tuple[str, bytes]:
        """Follow a link to a file; gives its name and bytes."""
        with self.page.expect_download() as caught:
            self.link(words).click()
        return caught.value.suggested_filename, Path(caught.value.path()).read_bytes()

    def letter(self, words: str, *, after: int = 0) -> str:
        """The newest letter to this person with ``words``; ``after`` of them had come before."""
        return self.site.letter(self.email, words, after)

    def open_letter(self, words: str) -> None:
        """Follow the link in the newest letter with ``words``."""
        links = re.findall(rf"{re.escape(self.site.url)}/\S+", self.letter(words))
        self.open(links[0])

    # Who they are ---------------------------------------------------------------------------------------

    def type_code(self) -> None:
        """Type the newest code that came by e-mail."""
        text = self.letter(" is your code", after=self.codes_typed)
        self.codes_typed += 1
        self.fill("Code from the email", CODE.search(text)[1])
        self.press("Continue")

    def carry_session(self, key: str) -> None:
        """Be signed in already, as somebody is who came back from lunch."""
        self.context.add_cookies([{"name": "sessionid", "value": key, "url": self.site.url}])

    def sign_in_by_code(self) -> None:
        if "/account/login/" not in self.page.url:
            self.open("/account/login/")
        self.fill("Your email address", self.email)
        self.press("Email me a sign-in code")
        self.type_code()

    def sign_in_by_password(self, password: str) -> None:
        self.open("/account/login/")
        self.unfold("Use your password instead")
        self.page.get_by_label("Your email address", exact=True).last.fill(self.email)
        self.fill("Your password", password)
        self.press("Sign in with your password")

    def sign_out(self) -> None:
        self.follow("Sign out")
        self.press("Sign out")

    # A second step ----------------------------------------------------------------------------------------

    def adds_an_app(self) -> None:
        """Where staff and panel pages ask for it: add an app, keep ten codes, and go on to where they were going."""
        self.sees("Before you can open staff and panel pages, add a second step")
        self.follow("Add authenticator app")
        self.secret = self.page.locator("#app-key").inner_text().replace(" ", "")
        self.fill("Code from the app", self.app_code())
        self.press("Add this app")
        self.press("Make ten recovery codes")
        self.recovery_codes = self.page.locator(".recovery-codes code").all_inner_texts()
        self.follow("I have kept them")

    def app_code(self) -> str:
        """The app's next code that was not used yet; it works from half a minute before its time."""
        now = int(time.time()) // 30
        self.counter = max(now, self.counter + 1)
        assert self.counter <= now + 1, "An app shows one code every half minute."
        digest = hmac.new(base64.b32decode(self.secret), struct.pack(">Q", self.counter), hashlib.sha1).digest()
        place = digest[-1] & 0x0F
        return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"

    def create_account(self, password: str = "") -> None:
        """Fill in the sign-up page and confirm the address."""
        if not self.field("Your email address").input_value():
            self.fill("Your email address", self.email)
        self.fill("Your name", self.name)
        if password:
            self.fill("A password, if you want one", password)
        self.press("Create an account")
        self.type_code()

    def accept_invitation(self) -> None:
        """Follow the letter's link, prove the address, take the role."""
        self.open_letter("has invited you")
        if self.link("Create an account").count():
            self.follow("Create an account")
            self.create_account()
        self.press("Accept the invitation")

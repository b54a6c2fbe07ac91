"""The widget as a citizen meets it: open, ask, read, press."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page


class Chat:
    """Drives one `<wenguan-chat>`; locators reach through its shadow roots."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.host = page.locator("wenguan-chat")
        self.launcher = self.host.locator(".launcher")
        self.panel = self.host.locator(".panel")
        self.input = self.host.locator("#text-input")
        self.send = self.host.locator(".send")
        self.log = self.host.locator("#messages")
        self.cards = self.host.locator("wenguan-card")
        self.banner = self.host.locator(".banner")
        self.status = self.host.locator(".status")
        self.foot = self.host.locator(".foot")
        self.person = self.host.locator(".bottom .person")
        self.menu = self.host.locator(".menu")

    def open(self) -> Chat:
        self.launcher.click()
        self.input.wait_for()
        return self

    def ask(self, question: str) -> Locator:
        """Type a question, send it with Enter, and return the newest card once an answer stands there."""
        before = self.cards.count()
        self.input.click()
        self.page.keyboard.insert_text(question)
        self.page.keyboard.press("Enter")
        self.cards.nth(before + 1).wait_for()
        return self.cards.last

    def type(self, text: str) -> None:
        self.input.click()
        self.page.keyboard.insert_text(text)

    def words(self) -> list[str]:
        """What stands in the conversation, card by card."""
        return self.cards.locator(".text").all_inner_texts()

    def choose_menu(self, entry: str) -> None:
        self.host.locator(".menu-button").click()
        self.menu.get_by_role("button", name=entry, exact=True).click()

    def shown_draft(self) -> str:
        return self.input.inner_text().strip()

    def focused(self) -> dict[str, Any]:
        """The innermost focused element: its tag, id, class and name."""
        return dict(
            self.page.evaluate(
                """() => { let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
                return {tag: e?.localName, id: e?.id, class: e?.className?.toString() ?? '',
                        name: e?.getAttribute('aria-label') || e?.textContent?.trim()}; }"""
            )
        )

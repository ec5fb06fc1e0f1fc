"""A security key in a real browser, by its own virtual authenticator: added, then signed in with alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import barriers

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def test_an_officer_adds_a_key_and_signs_in_with_it_alone(enter: Enter) -> None:
    page = enter("planner")
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.goto("/account/")
    name = page.locator("h1").inner_text()

    page.goto("/account/security-keys/add/")
    page.fill("[name=name]", "blue key")
    page.check("[name=passwordless]")
    with page.expect_navigation():
        page.click("#add-key")
    page.context.clear_cookies()
    page.goto("/sign-in/")
    assert barriers(page) == []
    with page.expect_navigation():
        page.click("#passkey_login")

    page.goto("/account/")
    expect(page.locator("h1")).to_have_text(name)
    page.goto("/account/security-keys/")
    expect(page.get_by_text("blue key")).to_be_visible()

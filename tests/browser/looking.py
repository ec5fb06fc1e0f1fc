"""What is wrong with a page, wide and narrow: its status, its language, its width, what axe finds.

Axe looks at what does not depend on the language: roles, names, contrast, order. So it looks once at each
width, in a script of wide characters and in the language whose words are longest; every language is measured.
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

LANGUAGES = ["zh-Hans", "zh-Hant", "vi", "en"]
WIDE, NARROW = 1440, 420
WITH_AXE = {("zh-Hans", WIDE), ("vi", NARROW)}


def faults_of(page: Page, path: str, language: str) -> list[str]:
    """Open a page and return what is wrong with it, wide and narrow, in words."""
    heard: list[str] = []

    def listener(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.append(message.text)

    page.set_viewport_size({"width": WIDE, "height": 900})
    page.on("console", listener)
    answer = page.goto(path)
    page.remove_listener("console", listener)
    wrong = [f"console: {text}" for text in heard]
    if answer is None or answer.status != 200:
        wrong.append(f"status {answer.status if answer else 'none'}")
    if page.locator("html").get_attribute("lang") != language:
        wrong.append("lang")
    if page.locator("h1").count() != 1:
        wrong.append(f"{page.locator('h1').count()} first headings")
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wrong.append(f"{over} px wider than a window of {width}")
        if (language, width) in WITH_AXE:
            wrong += barriers(page)
    return [f"{path} {language}: {fault}" for fault in wrong]


def barriers(page: Page) -> list[str]:
    """Return what keeps someone from using the page, as axe finds it."""
    return [
        f"{violation['id']} {violation['nodes'][0]['target']} {violation['help']}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]

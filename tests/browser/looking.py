"""What is wrong with a page, wide and narrow: its status, its language, its width, what axe finds.

Each page is seen in the language with the longest words, where it first grows too wide, and in one of the
others by turns, at both widths; axe, which judges roles, names, contrast and order, looks once wide and once
narrow, each in another language.
"""

from collections.abc import Collection, Iterable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

BUTTONS = {"zh-Hans": "zh-hans", "zh-Hant": "zh-hant", "vi": "vi", "en": "en"}
LANGUAGES = list(BUTTONS)
WIDEST, OTHERS = "vi", ["zh-Hans", "zh-Hant", "en"]
WIDTHS = WIDE, NARROW = 1440, 420


def speak(page: Page, language: str) -> None:
    """Press the language's button, on the first page where this one has none."""
    if not page.locator("button[name=language]").count():
        page.goto("/")
    button = page.locator(f"button[name=language][value={BUTTONS[language]}]").first
    with page.expect_navigation():
        button.evaluate("button => button.click()")  # on a narrow page it lies in the closed menu


def faults_among(page: Page, paths: Iterable[str], *, once: Collection[str] = ()) -> list[str]:
    """Look at pages by turns and return what is wrong with them; those of ``once`` in one language alone."""
    turns: dict[str, list[tuple[str, int]]] = {language: [] for language in (WIDEST, *OTHERS)}
    for number, path in enumerate(paths):
        first, second = WIDTHS if number % 2 else reversed(WIDTHS)
        turns[WIDEST].append((path, first))
        if path not in once:
            turns[OTHERS[number % len(OTHERS)]].append((path, second))
    wrong = []
    for language, looked_at in turns.items():
        if looked_at:
            speak(page, language)
        for path, width in looked_at:
            wrong += faults_of(page, path, language, axe_at=width)
    return wrong


def faults_of(page: Page, path: str, language: str, *, axe_at: int) -> list[str]:
    """Open a page and return what is wrong with it, wide and narrow, in words."""
    heard: list[str] = []

    def listener(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.append(message.text)

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
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wrong.append(f"{over} px wider than a window of {width}")
        if width == axe_at:
            wrong += barriers(page)
    return [f"{path} {language}: {fault}" for fault in wrong]


def barriers(page: Page) -> list[str]:
    """Return what keeps someone from using the page, as axe finds it."""
    return [
        f"{violation['id']} {violation['nodes'][0]['target']} {violation['help']}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]

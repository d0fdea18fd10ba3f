"""A page as a browser shows it: Chromium as the system has it, and axe."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Browser
from playwright.sync_api import Page, sync_playwright


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Chromium. Where the system has none the test is skipped, but in CI, where it is installed first.

    The one that has no windows comes first: it draws the same, and takes half the time.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        assert not os.environ.get("CI"), "install Chromium: apt-get install chromium-headless-shell"
        pytest.skip("no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def opened_page(browser: Browser, file: Path, part: str = "", beside: Path | None = None) -> Iterator[Page]:
    """A page on which nothing goes wrong, and from which nothing but the file itself is asked for, or what is `beside` it.

    `blob:` is what the page itself made for somebody to save.
    """
    page = browser.new_page()
    wrong: list[str] = []
    ours = ((beside or file).as_uri(), "blob:", *(["data:"] if beside else []))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("request", lambda asked: None if asked.url.startswith(ours) else wrong.append(asked.url))
    page.goto(f"{file.as_uri()}#{part}" if part else file.as_uri())
    yield page
    page.close()
    assert wrong == []


def tab_to(page: Page, selector: str) -> None:
    """Press the tab key until something has the focus; it has to be reached."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def violations(browser: Browser, file: Path, part: str = "", width: int = 1280) -> list[str]:
    """What axe finds fault with on a page, or on the part of it that a link names, by the name of its rule."""
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": width, "height": 720})
    page.goto(f"{file.as_uri()}#{part}" if part else file.as_uri())
    found: list[dict[str, str]] = Axe().run(page).response["violations"]
    page.close()
    return [each["id"] for each in found]

"""Takes the pictures of the explorer that docs/trainers.md shows: python docs/screenshots.py. Needs Chromium.

It is run by hand, as fonts differ between machines; look at each picture before you commit it.
"""

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageOps
from playwright.sync_api import Page, sync_playwright

from thrive_rules import load_rules
from thrive_rules.explorer.teaching import teaching_document

PICTURES = Path(__file__).parent / "pictures"
MAX_BYTES = 60_000
MARGIN = 16
"""White around a picture, so that its text touches no edge where a page is dark."""
INKS = 24
"""As many shades as black text on white needs."""


def two(page: Page) -> None:
    """The bet is made, and both young people are shown with what is recorded about them."""
    page.locator("input[name=bet]").nth(1).check()
    page.get_by_role("button", name="Look", exact=True).click()


def slider(page: Page) -> None:
    """Severity moves three times and nothing else does; then one answer does."""
    page.locator("#severity").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.locator("input[name=answer]").first.check()


def many(page: Page) -> None:
    """Everybody under the rules of the page, as full as severity is recorded."""
    page.get_by_role("button", name="Show how bad things are").click()


def led_by_severity(page: Page) -> None:
    """The same people under the rules that are led by severity."""
    many(page)
    page.get_by_label("Rules led by severity").check()


def claim(page: Page) -> None:
    """The pairs that refute the rules led by severity."""
    page.get_by_role("button", name="Try every such pair").click()


def workshop(page: Page) -> None:
    """A law breaks, and its smallest case is shown."""
    page.locator("[data-at=rule]").select_option("help-young-person-wants-goal-focused-help")
    page.locator("[data-at='more-']").click()
    page.locator("[data-at='add--fact']").select_option("severity_low_mood")
    page.locator("[data-at='add--answer']").select_option('"severe"')
    page.locator("[data-at='put-']").click()


SHOTS: dict[str, tuple[str, Callable[[Page], None], str]] = {
    "two": ("two", two, "section"),
    "slider": ("slider", slider, "section"),
    "many": ("many", many, "section .five"),
    "led_by_severity": ("many", led_by_severity, "section .five"),
    "claim": ("claim", claim, "section [role=status]:has(.pair)"),
    "workshop": ("workshop", workshop, "section li:has(.person)"),
}
"""By the name of the picture: the part of the explorer, what is done there, and what of it is shown."""


def take() -> dict[str, bytes]:
    """Every picture."""
    found = {}
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        file = Path(place) / "explorer.html"
        file.write_text(teaching_document(load_rules()), encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-headless-shell"),
            args=["--no-sandbox"],
        )
        for name, (part, act, shown) in SHOTS.items():
            page = browser.new_page(viewport={"width": 1000, "height": 800})
            page.goto(f"{file.as_uri()}#{part}")
            act(page)
            found[name] = _in_few_inks(page.locator(shown).first.screenshot())
            page.close()
        browser.close()
    return found


def _in_few_inks(picture: bytes) -> bytes:
    smaller = io.BytesIO()
    framed = ImageOps.expand(Image.open(io.BytesIO(picture)).convert("RGB"), MARGIN, "white")
    framed.quantize(INKS).save(smaller, "PNG", optimize=True)
    return smaller.getvalue()


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    for name, picture in take().items():
        if len(picture) > MAX_BYTES:
            raise SystemExit(f"{name}.png has {len(picture)} bytes; show less of the page")
        (PICTURES / f"{name}.png").write_bytes(picture)

"""Pictures of the desks for docs/desks.md: `make screenshots` plays the demo and takes them."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.desks.browser import Window, chromium
from tests.desks.playing import Play, person, playing

FOLDER = Path(__file__).parents[2] / "docs" / "img" / "desks"
SCREEN, PHONE = {"width": 1100, "height": 720}, {"width": 390, "height": 780}


@dataclass(frozen=True)
class Picture:
    """One picture: when in the story, who looks, and which links they follow from their desk."""

    name: str
    before: str
    """The step of the story that would be next; empty: its end."""
    role: str
    node: str = ""
    follow: tuple[str, ...] = ()
    """Parts of the addresses of links, one after the other."""
    phone: bool = False
    language: str = "en"


PICTURES = (
    Picture("magistrate", "brussels.freeze_asked", "magistrate"),
    Picture("magistrate-request", "brussels.freeze_asked", "magistrate", follow=("/request/",)),
    Picture("magistrate-measure", "brussels.freeze_asked", "magistrate", follow=("/measure/",)),
    Picture("asylum-officer", "brussels.freeze_asked", "asylum-officer"),
    Picture("asylum-officer-matter", "brussels.freeze_asked", "asylum-officer",
            follow=("/matter",)),
    Picture("second-signer", "ordinary.signed", "second-signer"),
    Picture("police", "ordinary.executed", "police-officer", phone=True),
    Picture("clerk", "", "clerk"),
    Picture("clerk-case", "", "clerk", follow=("/case",)),
    Picture("observer", "", "observer", phone=True),
    Picture("defence", "", "defence"),
    Picture("overseer", "", "overseer", "gate.example"),
    Picture("overseer-oversight", "", "overseer", "oversight.example"),
    Picture("operator", "", "operator", "gate.example"),
    Picture("magistrate-fr", "", "magistrate", language="fr"),
)  # fmt: skip


def take(play: Play, chrome: Browser, picture: Picture, folder: Path) -> None:
    """Take one picture; says so if a link is not there."""
    context = chrome.new_context(
        viewport=PHONE if picture.phone else SCREEN, locale=picture.language,  # type: ignore[arg-type]
    )  # fmt: skip
    try:
        window = Window(context.new_page(), "")
        play.sit(window, person(picture.role, picture.node))
        for part in picture.follow:
            link = window.page.locator(f'main a[href*="{part}"]').first
            if not link.count():
                print(f"{picture.name}: no link to {part}", file=sys.stderr)
                break
            link.click()
            window.page.wait_for_load_state("networkidle")
        window.page.screenshot(path=folder / f"{picture.name}.png", full_page=not picture.phone)
    finally:
        context.close()


def main(folder: Path = FOLDER) -> None:
    """Play the story and take every picture on its day."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="sc-pictures-") as nodes,
        sync_playwright() as driver,
        playing(Path(nodes)) as play,
    ):
        chrome = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for picture in PICTURES:
            play.until(picture.before)
            take(play, chrome, picture, folder)
        chrome.close()
    print(f"{len(PICTURES)} pictures in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)

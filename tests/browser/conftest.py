"""A headless Chromium and a stub server for the widget's own tests."""

from __future__ import annotations

import shutil
from typing import Iterator

import pytest

from .stub_server import AXE, DIST, Stub

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--force-color-profile=srgb",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    if CHROMIUM is None:
        pytest.fail("Chromium is missing: install Debian's package `chromium`.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def _stub() -> Iterator[Stub]:
    if not (DIST / "wenguan-chat.js").exists() or not AXE.exists():
        pytest.fail("The widget is not built: run `make widget`.")
    stub = Stub().start()
    yield stub
    stub.shutdown()


@pytest.fixture
def stub(_stub: Stub) -> Stub:
    _stub.reset()
    return _stub

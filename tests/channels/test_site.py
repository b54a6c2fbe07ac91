"""The service page's files: index, gzip, caching, and nothing outside their folder."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest
import requests
from sanic import Sanic

from wenguan.channels.site import site

from .serving import listening

PAGE = "<!doctype html><title>问关</title>" + "办证之前，先问清楚。" * 200


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "assets" / "panel-abc.js").write_text("export {};", encoding="utf-8")
    app = Sanic(f"site_{id(folder)}", configure_logging=False)
    app.blueprint(site(folder))
    with listening(app) as address:
        yield address


@pytest.mark.parametrize("path", ["/", "/index.html"])
def test_the_page_stands_at_the_root_and_by_its_name(url: str, path: str) -> None:
    answer = requests.get(url + path, timeout=20)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert answer.text == PAGE


def test_browsers_that_can_get_it_zipped(url: str) -> None:
    zipped, plain = (requests.get(url, headers={"Accept-Encoding": accepted}, timeout=20) for accepted in ("gzip, br", "identity"))
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert int(zipped.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 4
    assert zipped.text == plain.text
    assert zipped.headers["Vary"] == "Accept-Encoding"


def test_what_a_browser_has_is_not_sent_again(url: str) -> None:
    tag = requests.get(url, timeout=20).headers["ETag"]
    again = requests.get(url, headers={"If-None-Match": tag}, timeout=20)
    assert (again.status_code, again.content) == (304, b"")


def test_only_names_with_a_hash_are_kept_for_ever(url: str) -> None:
    assert "immutable" in requests.get(f"{url}/assets/panel-abc.js", timeout=20).headers["Cache-Control"]
    assert requests.get(url, timeout=20).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/none", "/assets/", "/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/%00", "/%ff"])
def test_anything_else_is_not_found(url: str, path: str) -> None:
    session = requests.Session()
    request = requests.Request("GET", url).prepare()
    request.url = url + path
    answer = session.send(request, timeout=20)
    assert answer.status_code in (400, 404)
    assert "secret" not in answer.text

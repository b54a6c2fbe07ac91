"""The service page and the widget: the files of one folder, held in memory, with gzip and caching headers."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Mapping

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

INDEX = "index.html"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
"""Files under assets/ carry a hash in their name; all others are asked for anew, and answered 304 while they are the same."""
WORTH_ZIPPING = 1024
TEXTUAL = ("text/", "application/javascript", "application/json", "image/svg+xml")


@dataclass(frozen=True)
class Held:
    """A file as it is sent. `zipped` is None where compressing does not pay."""

    body: bytes
    zipped: bytes | None
    kind: str
    etag: str
    caching: str


def hold(folder: Path) -> Dict[str, Held]:
    """Read every file of a folder, by its address below `/`."""
    return {path.relative_to(folder).as_posix(): _held(path, folder) for path in sorted(folder.rglob("*")) if path.is_file()}


def _held(path: Path, folder: Path) -> Held:
    body = path.read_bytes()
    kind = "application/javascript" if path.suffix in (".js", ".mjs") else mimetypes.guess_type(path.name)[0] or "text/plain"
    textual = kind.startswith(TEXTUAL)
    zipped = gzip.compress(body, 9, mtime=0) if textual and len(body) >= WORTH_ZIPPING else None
    caching = FOR_EVER if path.relative_to(folder).parts[0] == "assets" else ASK_AGAIN
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    return Held(body, zipped, f"{kind}; charset=utf-8" if textual else kind, etag, caching)


def site(folder: Path) -> Blueprint:
    """Serve the folder below `/`, its index.html at `/` itself; anything else is a kind 404."""
    files = hold(folder)
    routes = Blueprint("site")

    async def index(request: Request) -> HTTPResponse:
        return send(request, files, INDEX)

    async def file(request: Request, path: str) -> HTTPResponse:
        return send(request, files, path)

    routes.add_route(index, "/", methods=["GET", "HEAD"], name="index")
    routes.add_route(file, "/<path:path>", methods=["GET", "HEAD"], name="file")
    return routes


def send(request: Request, files: Mapping[str, Held], path: str) -> HTTPResponse:
    """Send a held file as the browser wants it; 304 when it has the same already."""
    held = files.get(path)
    if held is None:
        return response.text("没有这个页面。 There is no such page.\n", status=404)
    headers = {"ETag": held.etag, "Cache-Control": held.caching, "Vary": "Accept-Encoding"}
    if held.etag in request.headers.get("If-None-Match", ""):
        return response.raw(b"", status=304, headers=headers)
    if held.zipped is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        return response.raw(held.zipped, headers={**headers, "Content-Encoding": "gzip"}, content_type=held.kind)
    return response.raw(held.body, headers=headers, content_type=held.kind)

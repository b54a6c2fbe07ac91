"""The widget on pages of other sites: the origins in WENGUAN_ORIGINS may load it and call what it calls. Nothing else is opened to them."""

from __future__ import annotations

import os
import re
from typing import Mapping, Tuple

from sanic import Sanic
from sanic_cors import CORS

ORIGINS = "WENGUAN_ORIGINS"
EVERYBODY = "*"
OPEN_PATHS = (r"/wenguan-chat\.js", r"/assets/.*", r"/api/.*", r"/healthz", r"/webhooks/rest/webhook")
"""What the widget fetches; desk, WeChat and hotline stay closed to other pages."""
SECONDS = 3600
"""How long a browser need not ask again whether it may."""

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::\d{1,5})?", re.IGNORECASE)


def origins_from(environment: Mapping[str, str] = os.environ) -> Tuple[str, ...]:
    """Read WENGUAN_ORIGINS, `*` for every site; raise SystemExit for what is no origin."""
    named = tuple(origin.strip().rstrip("/") for origin in environment.get(ORIGINS, "").split(",") if origin.strip())
    for origin in named:
        if origin != EVERYBODY and not _ORIGIN.fullmatch(origin):
            raise SystemExit(f"{ORIGINS}: {origin!r} is no origin; write https://www.example.gov.cn, several with commas, or * for every site.")
    return named


def embed(app: Sanic, origins: Tuple[str, ...]) -> None:
    """Let pages of these origins embed the widget. They send no cookies, so nothing is done there in a citizen's name."""
    if not origins:
        return
    rule = {"origins": list(origins), "methods": ["GET", "POST"], "allow_headers": ["Content-Type"], "max_age": SECONDS}
    CORS(app, resources={path: rule for path in OPEN_PATHS}, automatic_options=True, always_send=False)

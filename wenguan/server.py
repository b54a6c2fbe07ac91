"""One process, one port: the service page, the widget, every channel and Rasa itself, with the actions called in-process."""

from __future__ import annotations

import asyncio
import logging
import os
from functools import partial
from pathlib import Path
from typing import Any, List

from wenguan.journal import keep_journal
from wenguan.late import TRAINING_ONLY, import_late
from wenguan.paths import MODEL, ROOT, database

PAGE = ROOT / "widget" / "dist"
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def serve(port: int, host: str, model: Path = MODEL) -> None:
    """Serve until stopped. Raises SystemExit with a sentence when the model is missing."""
    if not model.exists():
        raise SystemExit(f"No trained model at {model.name}. Run `make train` first.")
    _quiet()
    os.environ.setdefault("WENGUAN_DB", str(database()))
    app = build(model)
    app.register_listener(partial(_announce, port), "after_server_start")
    print(f"Wenguan is starting on http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/", flush=True)
    app.run(host=host, port=port, access_log=False, workers=1)


def build(model: Path) -> Any:
    """Return the Sanic application; the model loads before the port opens."""
    import_late(*TRAINING_ONLY)
    from rasa.core.run import close_resources
    from rasa.core.utils import AvailableEndpoints

    from wenguan import rasa_patches

    rasa_patches.apply()
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    endpoints.action = rasa_patches.InProcessActions("actions")
    app = assemble()
    app.register_listener(partial(_start, model, endpoints), "before_server_start")
    app.register_listener(close_resources, "after_server_stop")
    return app


def assemble() -> Any:
    """Return the application with its pages, channels and desk, as the environment wants them; `app.ctx.agent` is still to come."""
    from rasa.core.channels.channel import register
    from sanic import Sanic

    from wenguan.channels.front_door import own_door

    app = Sanic("wenguan", configure_logging=False)
    app.ctx.agent = None
    register(channels_of(ROOT / "credentials.yml"), app, route="/webhooks/")
    app.config.PROXIES_COUNT = own_door().settings.proxies or None
    app.config.REQUEST_MAX_SIZE = 64_000
    app.config.RESPONSE_TIMEOUT = 30
    _routes(app)
    _people(app)
    return app


def channels_of(credentials: Path) -> List[Any]:
    """Open the channels that a file lists; raise SystemExit for one that leads past the front door."""
    from rasa.core.run import create_http_input_channels

    from wenguan.channels.front_door import FrontDoor
    from wenguan.channels.off import Off

    channels = create_http_input_channels(None, str(credentials))
    for channel in channels:
        if not isinstance(channel, Off) and not isinstance(getattr(channel, "door", None), FrontDoor):
            raise SystemExit(f"{credentials.name}: the channel {channel.name()} leads past the front door; only channels of wenguan.channels do not.")
    return list(channels)


def _routes(app: Any) -> None:
    from sanic.exceptions import SanicException

    from wenguan.channels.embedding import embed, origins_from
    from wenguan.channels.faults import spoken
    from wenguan.channels.site import site

    if PAGE.exists():
        app.blueprint(site(PAGE))

    embed(app, origins_from())
    app.error_handler.add(SanicException, spoken)
    app.register_middleware(secured, "response")


async def secured(request: Any, reply: Any) -> None:
    """Add the headers that browsers keep the pages safe by."""
    for name, value in HEADERS.items():
        reply.headers.setdefault(name, value)


def _people(app: Any) -> None:
    """Serve what the page calls, and the desk where WENGUAN_OPERATORS names people; they reach every channel that can deliver."""
    from wenguan.channels.feedback import Feedback
    from wenguan.channels.front_door import own_door
    from wenguan.channels.retention import days_from, erase_daily
    from wenguan.channels.web_api import Services, web_api
    from wenguan.handover.desk import desk
    from wenguan.handover.handover import Carrier, Handover
    from wenguan.handover.operators import operators_from_environment
    from wenguan.handover.store import Store
    from wenguan.handover.switch import Switch
    from wenguan.knowledge import knowledge as own_knowledge
    from wenguan.records import connect

    def trackers() -> Any:
        return app.ctx.agent.tracker_store if app.ctx.agent is not None and app.ctx.agent.is_ready() else None

    door, records = own_door(), connect()
    handover = Handover(door, own_knowledge(), Store(records), lambda conversation: trackers().retrieve(conversation))
    named = {channel.name(): channel for channel in app.ctx.input_channels}
    handover.carriers.update({name: channel for name, channel in named.items() if isinstance(channel, Carrier)})
    feedback = Feedback(records)
    services, days = Services(door, handover, feedback, trackers), days_from()
    app.blueprint(web_api(services))

    async def forget(app: Any, loop: asyncio.AbstractEventLoop) -> None:
        app.ctx.forgetting = loop.create_task(erase_daily(services, days))

    async def stop(app: Any, loop: asyncio.AbstractEventLoop) -> None:
        app.ctx.forgetting.cancel()

    app.register_listener(forget, "after_server_start")
    app.register_listener(stop, "before_server_stop")
    if operators := operators_from_environment():
        handover.attend()
        switch = Switch(records)
        door.switch = switch.notice
        app.blueprint(desk(handover, feedback, switch, operators))
    else:
        print("The desk is off: set WENGUAN_OPERATORS=name:role:token,... to let people answer.", flush=True)


async def _start(model: Path, endpoints: Any, app: Any, loop: asyncio.AbstractEventLoop) -> None:
    from rasa.core.agent import load_agent

    from wenguan.warming import warm_up

    app.ctx.agent = await load_agent(model_path=str(model), endpoints=endpoints, loop=loop)
    if not app.ctx.agent.is_ready():
        raise SystemExit("The model cannot be loaded. Run `make train` again.")
    await warm_up(app.ctx.agent)


async def _announce(port: int, app: Any, loop: asyncio.AbstractEventLoop) -> None:
    print(f"Ready. Open http://127.0.0.1:{port}/ in a browser. Ctrl-C stops it.", flush=True)


def _quiet() -> None:
    """Keep personal words out of the log: our own lines, of others warnings and errors only, without the locals of every frame."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from rasa.utils.log_utils import configure_structlog

    keep_journal()
    configure_structlog(logging.WARNING)

"""A citizen's page and an operator's desk over one real port, with a stub assistant behind them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, List

import requests
from rasa.core.channels.channel import register
from sanic import Sanic

from tests.channels.serving import StubAgent, listening, said
from wenguan.channels.embedding import embed
from wenguan.channels.feedback import Feedback
from wenguan.channels.front_door import FrontDoor, Settings
from wenguan.channels.rest import CitizenRestInput
from wenguan.channels.site import site
from wenguan.channels.web_api import Services, web_api
from wenguan.handover.desk import desk
from wenguan.handover.handover import Carrier, Handover
from wenguan.handover.operators import Operator
from wenguan.handover.store import Store
from wenguan.handover.switch import Switch
from wenguan.records import connect
from wenguan.rulebook.model import Knowledge
from wenguan.server import secured

AGENT, OTHER_AGENT, EDITOR = "token-of-the-agent-1", "token-of-the-agent-2", "token-of-the-editor-1"
OPERATORS = (Operator("李敏", "agent", AGENT), Operator("Wang", "agent", OTHER_AGENT), Operator("Chen", "editor", EDITOR))
REFERRAL = said("好的。人工咨询请拨12367。", status="handoff")
REFERRAL_EN = said("Please call 12367.", status="handoff", language="en")


@dataclass
class Office:
    """What a test speaks to."""

    url: str
    agent: StubAgent
    door: FrontDoor
    handover: Handover
    feedback: Feedback
    channel: str = "rest"

    # -- the citizen

    def say(self, message: str, sender: str = "citizen") -> List[Dict[str, Any]]:
        return list(requests.post(f"{self.url}/webhooks/{self.channel}/webhook", json={"sender": sender, "message": message}, timeout=20).json())

    def events(self, after: object = "", sender: str = "citizen") -> Dict[str, Any]:
        return dict(requests.get(f"{self.url}/api/events", params={"sender": sender, "after": str(after)}, timeout=20).json())

    def post(self, path: str, **body: Any) -> requests.Response:
        return requests.post(f"{self.url}/api/{path}", json=body, timeout=20)

    def hand_over(self, question: str = "边境证能延期吗", sender: str = "citizen") -> str:
        """Ask, wish for a person, agree; return the ticket's reference."""
        for message in (question, "转人工", "同意转人工"):
            self.say(message, sender)
        return str(self.tickets()[-1]["reference"])

    # -- the desk

    def desk(self, path: str, token: str = AGENT, body: Dict[str, Any] | None = None) -> requests.Response:
        method = "GET" if body is None else "POST"
        return requests.request(method, f"{self.url}/desk/api/{path}", json=body, headers={"Authorization": f"Bearer {token}"}, timeout=20)

    def tickets(self) -> List[Dict[str, Any]]:
        return list(self.desk("tickets").json()["tickets"])


@contextmanager
def office(
    folder: Path, knowledge: Knowledge, *, operators: tuple[Operator, ...] = OPERATORS, channel: type[CitizenRestInput] = CitizenRestInput,
    page: Path | None = None, origins: tuple[str, ...] = (),
) -> Iterator[Office]:
    """Open an office whose records lie in `folder`; without operators nobody attends, with `page` the service page is served too.

    Pages of `origins` may embed the widget.
    """
    agent, door = StubAgent(), FrontDoor(Settings(), b"secret")
    agent.answers = {"转人工": [REFERRAL], "a person": [REFERRAL_EN]}
    records = connect(f"sqlite:///{folder / 'records.db'}")
    handover, feedback, citizens = Handover(door, knowledge, Store(records), agent.retrieve), Feedback(records), channel(door, knowledge)
    if isinstance(citizens, Carrier):
        handover.carriers[channel.name()] = citizens
    app = Sanic(f"office_{id(agent)}", configure_logging=False)
    app.ctx.agent = agent
    register([citizens], app, route="/webhooks/")
    app.blueprint(web_api(Services(door, handover, feedback, lambda: agent)))
    if operators:
        handover.attend()
        switch = Switch(records)
        door.switch = switch.notice
        app.blueprint(desk(handover, feedback, switch, operators))
    embed(app, origins)
    if page is not None:
        app.blueprint(site(page))
        app.register_middleware(secured, "response")
    with listening(app) as url:
        yield Office(url, agent, door, handover, feedback, channel.name())

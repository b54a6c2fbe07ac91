"""A channel whose secrets are not set: listed in credentials.yml, but closed."""

from __future__ import annotations

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint

from .turns import OnNewMessage


class Off(InputChannel):
    """Serves nothing in a channel's place, and says in a sentence how to turn it on."""

    def __init__(self, channel: str, needed: str) -> None:
        self._channel = channel
        print(f"The channel {channel} is off: set {needed} to turn it on.", flush=True)

    def name(self) -> str:
        return self._channel

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """No route at all."""
        return Blueprint(f"{self._channel}_off")

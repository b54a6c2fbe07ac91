"""WeChat's XML: what came in, as plain values, and what goes out, safely quoted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Dict
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no place for."""
_PUSHED_EVENTS = frozenset({"view", "location", "templatesendjobfinish", "masssendjobfinish", "view_miniprogram"})


class Malformed(Exception):
    """A body that is not WeChat's XML."""


@dataclass(frozen=True)
class Incoming:
    """One message or event. `account` is the Official Account's own id, `sender` the follower's OpenID there."""

    account: str
    sender: str
    created: str
    kind: str
    """text, voice, image, location, link, ... or event."""
    text: str = ""
    """What was typed, or recognised in a voice message."""
    event: str = ""
    key: str = ""
    message_id: str = ""

    @property
    def identity(self) -> str:
        """What WeChat's repeats share: MsgId, or for events sender and time (with the event, since two may fall in one second)."""
        return self.message_id or f"{self.sender}:{self.created}:{self.event}:{self.key}"

    @property
    def wants_no_answer(self) -> bool:
        return self.kind == "event" and (self.event == "unsubscribe" or self.event in _PUSHED_EVENTS)


def read(xml: bytes | str) -> Dict[str, str]:
    """Return the fields of WeChat's XML; raise Malformed on anything else, entities and document types included."""
    try:
        root = fromstring(xml, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Malformed("not XML") from error
    return {child.tag: (child.text or "").strip() for child in root}


def incoming(fields: Dict[str, str]) -> Incoming:
    """Make a message of its fields; raise Malformed when it has no sender, kind or identity."""
    kind = fields.get("MsgType", "").lower()
    message = Incoming(
        account=fields.get("ToUserName", ""), sender=fields.get("FromUserName", ""), created=fields.get("CreateTime", ""), kind=kind,
        text=fields.get("Content" if kind == "text" else "Recognition", ""), event=fields.get("Event", "").lower(),
        key=fields.get("EventKey", ""), message_id=fields.get("MsgId", ""),
    )  # fmt: skip
    if not (message.sender and message.account and message.kind and (message.message_id or message.created)):
        raise Malformed("a field is missing")
    return message


def reply(to: Incoming, text: str, now: int) -> str:
    """Write a passive text reply."""
    return (
        f"<xml><ToUserName>{quoted(to.sender)}</ToUserName><FromUserName>{quoted(to.account)}</FromUserName>"
        f"<CreateTime>{now}</CreateTime><MsgType>{quoted('text')}</MsgType><Content>{quoted(text)}</Content></xml>"
    )


def envelope(sealed: str, signature: str, timestamp: str, nonce: str) -> str:
    """Write a sealed reply."""
    return (
        f"<xml><Encrypt>{quoted(sealed)}</Encrypt><MsgSignature>{quoted(signature)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{quoted(nonce)}</Nonce></xml>"
    )


def quoted(text: str) -> str:
    """Quote as CDATA; the end mark inside the text is split over two sections.

    >>> quoted("a]]>b")
    '<![CDATA[a]]]]><![CDATA[>b]]>'
    """
    return f"<![CDATA[{_UNFIT.sub('', text).replace(']]>', ']]]]><![CDATA[>')}]]>"

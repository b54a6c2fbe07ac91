"""What a program hears when its request is none: a code for it, a sentence in both languages for the people behind it."""

from __future__ import annotations

import logging
from typing import Any, Callable, Coroutine, Dict

from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

logger = logging.getLogger(__name__)

Handler = Callable[..., Coroutine[Any, Any, "HTTPResponse | None"]]
"""None from a handler that streamed its own response."""


class Fault(Exception):
    """A request that is not one: `code` names the fault, `zh` and `en` tell the caller what to do."""

    def __init__(self, status: int, code: str, zh: str, en: str) -> None:
        super().__init__(code)
        self.status, self.body = status, {"error": {"code": code, "zh": zh, "en": en}}

    def response(self) -> HTTPResponse:
        return json(self.body, status=self.status)


_BEFORE_A_HANDLER = {
    404: ("not_found", "没有这个地址。", "There is no such address."),
    405: ("bad_method", "这个地址不接受这种请求。", "This address takes no such request."),
    413: ("too_large", "内容太大了，请少发一些。", "That is too much at once; please send less."),
}


def spoken(request: Request, error: SanicException) -> HTTPResponse:
    """Answer what Sanic refuses before a handler sees it, in our words and never as a page of its own."""
    status = int(getattr(error, "status_code", 0) or 400)
    code, zh, en = _BEFORE_A_HANDLER.get(status, ("bad_request", "请求无法处理。", "The request cannot be handled."))
    reply = Fault(status, code, zh, en).response()
    reply.headers.update(getattr(error, "headers", None) or {})
    return reply


def bad_message_id() -> Fault:
    """Return a fault of its own for each request: an error that is raised again keeps the frames of every time before."""
    return Fault(422, "bad_message_id", "message_id应是1到128个普通字符。", "`message_id` must be 1 to 128 plain characters.")


def json_object(request: Request) -> Dict[str, Any]:
    """Return the request's body as a JSON object; raise Fault when it is none."""
    try:
        body = request.json
    except Exception as error:  # Sanic raises its own InvalidUsage, or ValueError or RecursionError, by kind of fault
        raise Fault(400, "not_json", "请求正文不是JSON。", "The body is not JSON.") from error
    if not isinstance(body, dict):
        raise Fault(400, "not_an_object", "请求正文应是JSON对象。", "The body must be a JSON object.")
    return body


def guarded(handler: Handler) -> Handler:
    """Answer faults, and whatever goes wrong, as JSON with a sentence in both languages."""

    async def answered(request: Request, **path: str) -> HTTPResponse | None:
        try:
            return await handler(request, **path)
        except Fault as fault:
            return fault.response()
        except Exception:  # the channel's edge
            logger.exception("request failed")
            if request.stream is not None and request.stream.response is not None:
                return None  # it had begun
            return Fault(503, "unavailable", "暂时无法处理，请稍后再试。", "Not available just now; please try again later.").response()

    return answered

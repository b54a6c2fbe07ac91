"""A stand-in for the assistant: serves widget/dist and canned replies, so that the widget's states can be tested alone.

What a question gets is decided by a word in it (see `CANNED`); the test may also set `pause`, `owner`, `staff` and `status` on the server.
"""

from __future__ import annotations

import json
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "widget" / "dist"
AXE = ROOT / "widget" / "node_modules" / "axe-core" / "axe.min.js"
POLICY = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'"

GUIDE = {"source": "S0", "title": "电子边境管理区通行证签发服务指南", "section": "七、申请方式", "in_force_from": "2026-04-15"}
GUIDE_EN = {
    "source": "S0",
    "title": "Guide to Issuing the Electronic Border Management Area Permit",
    "section": "section 7, How to apply",
    "in_force_from": "2026-04-15",
}

HOW = (
    "【边境通行证】年满16周岁的内地居民可以在网上申请，也有人须到窗口：\n"
    "• 网上：国家移民管理局政务服务平台（“移民局12367”APP和微信、支付宝小程序），有效期三个月以内\n"
    "• 现场：偕行不满16周岁子女，或申请一年有效的，到县级以上公安机关出入境管理机构或者指定的派出所\n"
    "• 咨询请拨12367\n"
    "依据：《电子边境管理区通行证签发服务指南》七、申请方式"
)
HOW_EN = (
    "[Border permit] Foreigners apply in person:\n"
    "• Go to the exit-entry office of a public security organ at county level or above (县级以上公安机关出入境管理机构), "
    "or a designated police station (指定的派出所)\n"
    "• Bring your passport, a photo and the application form\n"
    "• It is free of charge\n"
    "Source: Guide to Issuing the Electronic Border Management Area Permit, section 7, How to apply"
)


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


SHEET = {
    "title": both("电子边境管理区通行证 现场申请（外国人）", "Border management area permit, in person (foreigners)"),
    "papers": [
        both("免冠照片（受理机构免费采集的可不提供）", "Bare-headed photo (not needed where the office takes it free of charge)"),
        both("填写完整的《电子边境管理区通行证申请表》", "Completed Application Form for Electronic Border Management Area Permit"),
        both(
            "本人有效护照、其他国际旅行证件或者外国人永久居留身份证",
            "Valid passport, other international travel document or Foreign Permanent Resident ID Card",
        ),
    ],
    "fee": [both("不收费", "Free of charge")],
    "place": [
        both(
            "县级以上公安机关出入境管理机构或者指定的派出所",
            "Exit-entry office of a public security organ at county level or above, or a designated police station",
        )
    ],
    "time": [
        both("材料齐全且符合法定形式的，当场签发", "Issued on the spot when the papers are complete and in due form"),
        both("需要进一步审核调查的，自受理之日起10个工作日内作出决定", "Where further checks are needed: decision within 10 working days"),
    ],
    "citations": [
        GUIDE, GUIDE_EN, {**GUIDE, "section": "六、申请材料"}, {**GUIDE_EN, "section": "section 6, Papers"},
        {**GUIDE, "section": "九、审批时限"}, {**GUIDE_EN, "section": "section 9, Time limits"},
    ],
}


def answer(text: str, *, status: str = "answered", buttons: list[str] | None = None, **custom: Any) -> dict[str, Any]:
    machine = {"service": "border_permit", "aspect": "apply", "rule_ids": ["r"], "as_of": "2026-11-24", "language": "zh-Hans", **custom}
    message: dict[str, Any] = {"text": text, "custom": {"status": status, **machine}}
    if buttons:
        message["buttons"] = [{"title": title, "payload": f"choice:{title}"} for title in buttons]
    return message


HOSTILE = (
    "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>\n"
    "[点我](javascript:window.hacked=1) [数据](data:text/html,x) [官网](https://www.nia.gov.cn/) **要点**\n"
    "https://example.org/a?b=1 和 javascript:window.hacked=1 ，电话 12367"
)
CANNED: dict[str, list[dict[str, Any]]] = {
    "延期": [answer("不可以延期。有效期满后，可以重新申请。", citations=[GUIDE], buttons=["要什么材料", "要多久"])],
    "foreigner": [answer(HOW_EN, citations=[GUIDE_EN], language="en", sheet=SHEET, buttons=["How much is it?", "How long does it take?"])],
    "谁在申请": [answer("要答准，还差一点：您的身份是？", status="needs_fact", buttons=["内地居民", "港澳台居民", "华侨", "外国人", "不清楚"])],
    "上诉": [answer("这份文件没有写到这一点，我不猜。请拨12367或问受理窗口。", status="not_stated", citations=[GUIDE])],
    "进度": [answer("我看不到您个人的办理进度。请拨12367。", status="personal_case")],
    "坏": [answer(HOSTILE, citations=[{"title": "<b>标题</b>", "section": "<i>一</i>", "in_force_from": "2026-04-15"}], buttons=["<b>按钮</b>"])],
    "空": [],
    "通知": [answer("您好。", status="smalltalk", notice={"zh": "今晚22点起系统维护。", "en": "Maintenance from 22:00 tonight."})],
    "长": [answer("\n".join(f"• 第{n}点：" + "边境管理区通行证的办理说明。" * 3 for n in range(1, 15)), citations=[GUIDE, GUIDE])],
    "转人工": [answer("已为您转接工作人员，请稍候。接通前自动问答不再回复。", status="handoff")],
}
DEFAULT = [answer(HOW, citations=[GUIDE, {**GUIDE, "section": "五、申请条件"}], buttons=["要什么材料", "要多久", "多少钱", "转人工"])]


class Stub(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(DIST)))
        self.reset()

    def reset(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.feedback: list[dict[str, Any]] = []
        self.erased: list[str] = []
        self.sessions = 0
        self.delay = 0.0
        self.status = 200
        self.pause: dict[str, str] | None = None
        self.owner = "assistant"
        self.staff: list[dict[str, Any]] = []
        self.extras = True
        """Whether session, feedback, events and erase exist."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def start(self) -> Stub:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self


class Handler(SimpleHTTPRequestHandler):
    server: Stub

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        if path == "/axe.js":
            self._send(200, AXE.read_bytes(), "text/javascript")
        elif path == "/healthz":
            paused = {"status": "paused", "notice": self.server.pause}
            self._json(503, paused) if self.server.pause else self._json(200, {"status": "ready"})
        elif path == "/api/events":
            after = int(query.get("after", ["0"])[0] or 0)
            self._extra({"messages": [m for m in self.server.staff if m["id"] > after], "owner": self.server.owner})
        else:
            super().do_GET()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        if self.path == "/webhooks/rest/webhook":
            self._reply(body)
        elif self.path == "/api/session":
            self.server.sessions += 1
            self._extra({"sender": f"minted-{self.server.sessions}-{time.time_ns()}"})
        elif self.path == "/api/feedback":
            self.server.feedback.append(body)
            self._extra({"ok": True})
        elif self.path == "/api/erase":
            self.server.erased.append(body["sender"])
            self._extra({"ok": True})
        else:
            self._json(404, {"error": {"code": "not_found", "zh": "没有", "en": "none"}})

    def _reply(self, body: dict[str, Any]) -> None:
        self.server.requests.append(body)
        time.sleep(self.server.delay)
        if self.server.status == 429:
            self._json(429, {"error": {"code": "too_fast", "zh": "您发得太快了，请稍等几秒。", "en": "Please wait."}}, {"Retry-After": "10"})
        elif self.server.status != 200:
            self._json(self.server.status, {"error": {"code": "broken", "zh": "", "en": ""}})
        else:
            if "转人工" in body["message"] or "person" in body["message"]:
                self.server.owner = "waiting" if self.server.extras else "assistant"
            word = next((w for w in CANNED if w in body["message"]), None)
            replies = CANNED[word] if word else DEFAULT
            self._json(200, [{"recipient_id": body["sender"], **reply} for reply in replies])

    def _extra(self, body: Any) -> None:
        self._json(200, body) if self.server.extras else self._json(404, {"error": {"code": "not_found", "zh": "没有", "en": "none"}})

    def _json(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(body).encode(), "application/json", headers)

    def _send(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


if __name__ == "__main__":
    stub = Stub()
    print(stub.address, flush=True)
    stub.serve_forever()

"""A receiver of webhooks on this host, which checks signatures as the documentation says."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple

SECRET = b"made-up secret"


class Heard(NamedTuple):
    path: str
    content: dict[str, Any]
    good: bool


class Receiver:
    """What was posted, in order; ``answers`` are statuses by path, 204 otherwise."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.heard: list[Heard] = []
        self.answers: dict[str, int] = {}
        self.address = f"http://127.0.0.1:{server.server_port}"

    def post(self, path: str, header: str, body: bytes) -> int:
        self.heard.append(Heard(path, json.loads(body), is_good(header, body)))
        return self.answers.get(path, 204)


def is_good(header: str, body: bytes) -> bool:
    """``t=SECONDS,v1=HEX``: HMAC-SHA256 over the time, a full stop and the body."""
    parts = dict(part.split("=", 1) for part in header.split(","))
    signed = hmac.new(SECRET, parts["t"].encode() + b"." + body, hashlib.sha256)
    return hmac.compare_digest(signed.hexdigest(), parts["v1"])


@contextmanager
def receiving() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.post(self.path, self.headers["Skerry-Signature"], body)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{receiver.address}/elsewhere")
            self.end_headers()

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(server)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A real HTTP server on loopback that records what it is asked, and the means to run a client against it."""

import os
import pathlib
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLIENT = ROOT / "integrations/shared/scripts/odysseus_api.py"
LEGACY = ROOT / "tests/client/legacy_client.py"
TOKEN = "ody_test-token"


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.requestline.split(" ")[1]  # `self.path` has lost a doubled slash
        self.server.seen.append((self.command, path, self.headers, body))
        status, headers, answer = self.server.reply
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", headers.get("Content-Length", str(len(answer))))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, *_):
        pass


class Recorder(ThreadingHTTPServer):
    """`seen` holds the requests; `reply` is the status, headers and body of every answer."""

    daemon_threads = True

    def __init__(self, handler=Handler):
        super().__init__(("127.0.0.1", 0), handler)
        self.seen = []
        self.reply = (200, {}, b"{}")
        self.url = "http://127.0.0.1:%d" % self.server_port
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self):
        self.shutdown()
        self.server_close()


def run(client, words, url, token=TOKEN, stdin=b"", **extra):
    """Exit code, stdout and stderr of one call. A variable that is None is not set."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    for name, value in dict(ODYSSEUS_URL=url, ODYSSEUS_API_TOKEN=token, **extra).items():
        environment.pop(name, None)
        if value is not None:
            environment[name] = value
    command = client if isinstance(client, list) else [sys.executable, str(client)]
    ended = subprocess.run(command + words, env=environment, input=stdin, capture_output=True, timeout=30)
    return ended.returncode, ended.stdout, ended.stderr.decode("utf-8")

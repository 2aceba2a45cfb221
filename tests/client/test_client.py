"""The client script, and the stand-in for the one in existing installations, against a real HTTP server."""

import ast
import io
import json
import os
import sys
import threading
import unittest
from contextlib import redirect_stdout
from http.server import BaseHTTPRequestHandler

from recorder import CLIENT, LEGACY, TOKEN, Recorder, run

sys.path.insert(0, str(CLIENT.parent))
import odysseus_api  # noqa: E402  (its folder is only now on the path)

TODOS = "/api/codex/todos"
MEMORY = "/api/codex/memory"
DOCUMENTS = "/api/codex/documents"
COOKBOOK = "/api/codex/cookbook/"

# Commands both clients have: words, method, path, body.
SHARED = [
    ("capabilities", "GET", "/api/codex/capabilities", None),
    ("todos list", "GET", TODOS, None),
    ("todos add Call the dentist", "POST", TODOS, {"action": "add", "title": "Call the dentist"}),
    ("emails list", "GET", "/api/codex/emails?folder=INBOX&limit=10&offset=0&filter=all", None),
    ("emails list 25", "GET", "/api/codex/emails?folder=INBOX&limit=25&offset=0&filter=all", None),
    ("emails read 4711", "GET", "/api/codex/emails/4711", None),
    ("cookbook tasks", "GET", COOKBOOK + "tasks", None),
    ("cookbook servers", "GET", COOKBOOK + "servers", None),
    ("cookbook presets", "GET", COOKBOOK + "presets", None),
    ("cookbook cached", "GET", COOKBOOK + "cached", None),
    (["cookbook", "cached", "me@gpu box/1"], "GET", COOKBOOK + "cached?host=me%40gpu%20box/1", None),
    ("cookbook output serve-1a2b3c4d", "GET", COOKBOOK + "output/serve-1a2b3c4d?tail=400", None),
    ("cookbook output serve-1a2b3c4d 50", "GET", COOKBOOK + "output/serve-1a2b3c4d?tail=50", None),
    (["cookbook", "serve", "org/m", "vllm serve org/m"], "POST", COOKBOOK + "serve",
     {"repo_id": "org/m", "cmd": "vllm serve org/m"}),
    (["cookbook", "serve", "org/m", "vllm serve org/m", "me@gpu"], "POST", COOKBOOK + "serve",
     {"repo_id": "org/m", "cmd": "vllm serve org/m", "remote_host": "me@gpu"}),
    (["cookbook", "preset", "TP2 · org/m"], "POST", COOKBOOK + "preset/TP2%20%C2%B7%20org/m", None),
    ("cookbook adopt s1 org/m", "POST", COOKBOOK + "adopt", {"tmux_session": "s1", "model": "org/m"}),
    ("cookbook adopt s1 org/m me@gpu 8000", "POST", COOKBOOK + "adopt",
     {"tmux_session": "s1", "model": "org/m", "host": "me@gpu", "port": 8000}),
    ("cookbook stop serve-1a2b3c4d", "POST", COOKBOOK + "stop/serve-1a2b3c4d", None),
    ("GET /api/codex/documents?search=a&limit=3", "GET", "/api/codex/documents?search=a&limit=3", None),
    (["POST", TODOS, '{"title":"Grüße 🌊"}'], "POST", TODOS, {"title": "Grüße 🌊"}),
    ("delete /api/codex/memory/1", "DELETE", "/api/codex/memory/1", None),
]

# Commands only our client has.
OURS = [
    ("todos list --archived --label home --limit 5 --cursor c/1", "GET",
     TODOS + "?archived=true&label=home&limit=5&cursor=c/1", None),
    ("todos search call dentist", "POST", TODOS, {"action": "search", "query": "call dentist"}),
    ("todos get 1a2b3c4d", "POST", TODOS, {"action": "get", "id": "1a2b3c4d"}),
    ("memory list", "GET", MEMORY, None),
    ("memory search likes tea", "GET", MEMORY + "?q=likes%20tea", None),
    ("memory add Likes tea --category preference", "POST", MEMORY, {"text": "Likes tea", "category": "preference"}),
    ("memory delete 1a/2b", "DELETE", MEMORY + "/1a%2F2b", None),
    ("documents list", "GET", DOCUMENTS, None),
    ("documents list blue sky --language text --limit 5 --offset 10", "GET",
     DOCUMENTS + "?search=blue%20sky&language=text&limit=5&offset=10", None),
    ("documents read 1a2b3c4d", "GET", DOCUMENTS + "/1a2b3c4d", None),
    ("documents create Trip to Rome --language markdown", "POST", DOCUMENTS,
     {"title": "Trip to Rome", "language": "markdown", "content": ""}),
    (["documents", "edit", "1a2b3c4d", "Rome", "Kyōto"], "POST", DOCUMENTS + "/1a2b3c4d/edit",
     {"edits": [{"find": "Rome", "replace": "Kyōto"}]}),
    ("documents delete 1a2b3c4d", "DELETE", DOCUMENTS + "/1a2b3c4d", None),
    (["todos", "add", "Plants", "--due", "tomorrow at 5pm", "--repeat", "daily", "--label", "home", "--content", "x",
      "--item", "a", "--item", "b", "--pinned"], "POST", TODOS,
     {"action": "add", "title": "Plants", "due_date": "tomorrow at 5pm", "repeat": "daily", "label": "home",
      "content": "x", "pinned": True, "items": [{"text": "a", "done": False}, {"text": "b", "done": False}]}),
    (["todos", "add", "--", "--due", "is an option"], "POST", TODOS, {"action": "add", "title": "--due is an option"}),
    (["todos", "update", "i", "--title", "T", "--due", "", "--pinned", "no", "--archived", "yes"], "POST", TODOS,
     {"action": "update", "id": "i", "title": "T", "due_date": "", "pinned": False, "archived": True}),
    ("todos complete i", "POST", TODOS, {"action": "complete", "id": "i"}),
    ("todos uncomplete i", "POST", TODOS, {"action": "uncomplete", "id": "i"}),
    ("todos delete i", "POST", TODOS, {"action": "delete", "id": "i"}),
    ("todos restore i", "POST", TODOS, {"action": "restore", "id": "i"}),
    ("todos snooze i in 2 hours", "POST", TODOS, {"action": "snooze", "id": "i", "until": "in 2 hours"}),
    ("todos toggle i 1", "POST", TODOS, {"action": "toggle_item", "id": "i", "index": 1}),
    ("todos append i more milk", "POST", TODOS, {"action": "append_item", "id": "i", "text": "more milk"}),
    ("emails list 5 --folder Sent --offset 5 --filter unread", "GET",
     "/api/codex/emails?folder=Sent&limit=5&offset=5&filter=unread", None),
    ("emails read 7 --folder Archive", "GET", "/api/codex/emails/7?folder=Archive", None),
    (["emails", "read", "7/x?y"], "GET", "/api/codex/emails/7%2Fx%3Fy", None),
    (["GET", "/api/codex/documents?search=blue sky ☀"], "GET", "/api/codex/documents?search=blue%20sky%20%E2%98%80",
     None),
    ("patch /api/codex/x {}", "PATCH", "/api/codex/x", {}),
    ("PUT /api/codex/x null", "PUT", "/api/codex/x", None),
]

EXIT_CODES = [(200, 0), (201, 0), (204, 0), (400, 6), (401, 3), (403, 4), (404, 6), (409, 6), (422, 6), (428, 5),
              (429, 6), (500, 7), (503, 7)]

FOREIGN = ["/api/notes", "/api/codex", "/api/codexes/x", "api/codex/todos", "https://elsewhere.example/api/codex/todos",
           "//elsewhere.example/api/codex/", "/api/codex/../tokens", "/api/codex/%2e%2E/tokens", "/api/codex/./x",
           "/api/codex/a%2f../b", "/api/codex/x\r\nX-Evil: 1"]


def split(words):
    return words.split() if isinstance(words, str) else words


class ClientTest(unittest.TestCase):
    def setUp(self):
        self.server = Recorder()
        self.addCleanup(self.server.close)

    def nothing_sent(self, client, words, url, token=TOKEN, **more):
        code, out, err = run(client, words, url, token, **more)
        self.assertEqual((code, out, self.server.seen), (2, b"", []), (words, url, err))
        self.assertTrue(err.strip(), words)
        return err

    def test_every_command_sends_exactly_its_request_and_prints_the_answer_as_it_came(self):
        answer = '{"results": "Grüße  🌊",\n "n":1}'.encode()
        self.server.reply = (200, {"Content-Type": "application/json"}, answer)
        cases = [(client, case) for client in (CLIENT, LEGACY) for case in SHARED]
        for client, (words, method, path, body) in cases + [(CLIENT, case) for case in OURS]:
            with self.subTest(client=client.name, words=words):
                self.server.seen.clear()
                self.assertEqual(run(client, split(words), self.server.url + "/"), (0, answer, ""))
                [(sent_method, sent_path, headers, sent)] = self.server.seen
                self.assertEqual((sent_method, sent_path), (method, path))
                self.assertEqual(json.loads(sent) if sent else None, body)
                self.assertEqual((headers["Accept"], headers["Authorization"]), ("application/json", "Bearer " + TOKEN))
                self.assertEqual(headers["Content-Type"], "application/json" if sent else None)

    def test_exit_codes_tell_the_failures_apart_and_the_body_is_always_printed(self):
        for status, code in EXIT_CODES:
            body = b"" if status == 204 else b'{"detail": "because \xc3\xbc"}'
            self.server.reply = (status, {"Retry-After": "9"} if status == 429 else {}, body)
            with self.subTest(status=status):
                self.assertEqual(run(LEGACY, ["todos", "list"], self.server.url)[:2],
                                 (0 if status < 300 else 1, body))
                ended, out, err = run(CLIENT, ["todos", "list"], self.server.url)
                self.assertEqual((ended, out), (code, body))
                self.assertEqual(err == "", code == 0)
                self.assertEqual("HTTP %d: because ü" % status in err, bool(code and body))
                for expected, hint in ((401, "new token"), (403, "person's decision"), (429, "Retry-After: 9"),
                                       (428, "identical command again")):
                    self.assertEqual(hint in err, status == expected, err)
        for odd in (b"not json", b"\xff\xfe", b"[1]", b'{"detail": 5}'):
            self.server.reply = (500, {}, odd)
            self.assertEqual(run(CLIENT, ["todos", "list"], self.server.url), (7, odd, "HTTP 500\n"))

    def test_nothing_is_sent_without_both_variables_or_with_senseless_ones(self):
        url = self.server.url
        for client in (CLIENT, LEGACY):
            for address, token in ((None, TOKEN), (url, None), (None, None), ("", ""), (url, "")):
                err = self.nothing_sent(client, ["todos", "list"], address, token)
                if client is CLIENT:
                    self.assertEqual(("ODYSSEUS_URL" in err, "ODYSSEUS_API_TOKEN not" in err), (not address, not token))
                    self.assertIn("ask the person", err)
        for address in ("127.0.0.1:%d" % self.server.server_port, "file:///etc/passwd", "ftp://x", "http://", "http://[::1",
                        url + "?a=1", url + "#a", url.replace("//", "//user:secret@")):
            self.nothing_sent(CLIENT, ["todos", "list"], address)
        for token in ("ody_a b", "ody_a\r\nX-Evil: 1", "ody_ü"):
            self.assertNotIn(token, self.nothing_sent(CLIENT, ["todos", "list"], url, token))

    def test_nothing_is_sent_for_foreign_paths_and_wrong_usage(self):
        for path in FOREIGN:
            with self.subTest(path=path):
                self.assertIn("/api/codex/", self.nothing_sent(CLIENT, ["GET", path], self.server.url))
                if not path.startswith("/api/codex/"):
                    self.nothing_sent(LEGACY, ["GET", path], self.server.url)
        for words in ("", "todos", "todos add", "todos fly", "todos add x --du tomorrow", "emails list ten",
                      "emails read ..", "cookbook preset ../stop/x", "todos toggle i one", "todos update i --pinned 1",
                      "cookbook adopt s m h port", "TRACE /api/codex/x", "POST /api/codex/x {", "POST /api/codex/x NaN",
                      ["POST", "/api/codex/x", ""], ["todos", "add", "x", "--idempotency-key", "a b"],
                      ["todos", "add", b"\xff"], ["POST", "/api/codex/x", "[" * 100000]):
            with self.subTest(words=str(words)[:60]):
                self.nothing_sent(CLIENT, split(words), self.server.url)
        self.nothing_sent(CLIENT, ["POST", "/api/codex/x", "-"], self.server.url, stdin=b"\xff")

    def test_the_body_comes_from_standard_input_and_the_key_goes_into_its_header(self):
        words = ["POST", TODOS, "-", "--idempotency-key", "rent-2026-12"]
        run(CLIENT, words, self.server.url, stdin='\ufeff{"title": "ü", "n": 1.0}\n'.encode())
        run(CLIENT, ["todos", "complete", "i", "--idempotency-key", "k"], self.server.url)
        self.assertEqual([(headers["Idempotency-Key"], body) for _, _, headers, body in self.server.seen],
                         [("rent-2026-12", '{"title": "ü", "n": 1.0}\n'.encode()),
                          ("k", b'{"action": "complete", "id": "i"}')])

    def test_utf8_whatever_the_locale(self):
        answer = '{"detail": "Grüße 🌊"}'.encode()
        self.server.reply = (400, {}, answer)
        for locale in ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
                       {"LC_ALL": "POSIX", "PYTHONIOENCODING": "latin-1"}):
            code, out, err = run(CLIENT, ["todos", "add", "Grüße 🌊"], self.server.url, **locale)
            self.assertEqual((code, out, err), (6, answer, "HTTP 400: Grüße 🌊\n"))
            self.assertEqual(json.loads(self.server.seen.pop()[3])["title"], "Grüße 🌊")

    def test_no_redirect_is_followed(self):
        other = Recorder()
        self.addCleanup(other.close)
        away = other.url + TODOS
        for status, target in ((301, away), (302, away), (303, away), (307, away), (308, away),
                               (302, self.server.url + "/api/codex/elsewhere"), (302, "/api/codex/elsewhere")):
            for words in (["todos", "list"], ["todos", "add", "x"]):
                self.server.seen.clear()
                self.server.reply = (status, {"Location": target}, b"moved")
                code, out, err = run(CLIENT, words, self.server.url)
                self.assertEqual((code, out, len(self.server.seen), other.seen), (8, b"moved", 1, []))
                self.assertIn(target, err)

    def test_no_answer_has_its_own_code_and_says_that_a_write_is_uncertain(self):
        gone = Recorder()
        gone.close()
        for words, uncertain in ((["todos", "list"], False), (["todos", "add", "x"], True)):
            for address in (gone.url, "http://a..b", "http://127.0.0.1:99999"):
                code, out, err = run(CLIENT, words, address)
                self.assertEqual((code, out, "--idempotency-key" in err), (8, b"", uncertain), (address, err))
        self.server.reply = (200, {"Content-Length": "100"}, b"{")
        self.assertEqual(run(CLIENT, ["todos", "list"], self.server.url)[:2], (8, b""))

    def test_twenty_seconds_are_the_limit_even_when_every_byte_comes_in_time(self):
        class Dripping(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                try:
                    while not self.server.done.wait(0.02):
                        self.wfile.write(b" ")
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        slow = Recorder(Dripping)
        slow.done = threading.Event()
        self.addCleanup(slow.close)
        self.addCleanup(slow.done.set)
        self.assertEqual(odysseus_api.TIME_LIMIT_SECONDS, 20)
        shorter = "import sys, odysseus_api as o; o.TIME_LIMIT_SECONDS = 0.3; sys.exit(o.main())"
        code, out, err = run([sys.executable, "-c", shorter], ["todos", "list"], slow.url, PYTHONPATH=str(CLIENT.parent))
        self.assertEqual((code, out), (8, b""), err)

    def test_every_command_has_help_and_needs_no_server_for_it(self):
        commands = {tuple(split(words)[:1 if split(words)[0].isupper() else 2]) for words, *_ in SHARED + OURS}
        for words in commands | {("todos",), ("emails",), ("cookbook",)}:
            words = [word for word in words if not word.startswith("/")]
            with self.subTest(words=words), redirect_stdout(io.StringIO()) as shown:
                with self.assertRaises(SystemExit) as ended:
                    odysseus_api.build_parser().parse_args(words + ["--help"])
                self.assertEqual(ended.exception.code, 0)
                self.assertIn("usage: odysseus_api.py " + " ".join(words).lower(), shown.getvalue().lower())
        overview = run(CLIENT, ["--help"], None, None)[1].decode()
        for fact in ("ODYSSEUS_URL", "ODYSSEUS_API_TOKEN", "401", "403", "428", "5xx", "test for 0"):
            self.assertIn(fact, overview)

    def test_python_3_8_and_the_standard_library_are_enough(self):
        tree = ast.parse(CLIENT.read_text(encoding="utf-8"), feature_version=(3, 8))
        imported = {name.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import)
                    for name in node.names} | {node.module.split(".")[0] for node in ast.walk(tree)
                                               if isinstance(node, ast.ImportFrom)}
        self.assertLessEqual(imported, set(getattr(sys, "stdlib_module_names", imported)))
        self.assertTrue(os.access(CLIENT, os.X_OK))


if __name__ == "__main__":
    unittest.main()

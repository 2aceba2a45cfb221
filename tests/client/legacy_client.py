"""A stand-in for the client script that existing installations already have.

It sends exactly what that script sends and ends as it ends, so a server that serves this one serves them too.
Exit codes: 0 for 2xx, 1 for any status from 400 on, 2 when a variable is missing or the call is malformed.
"""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

PREFIX = "/api/codex/"
TIME_LIMIT_SECONDS = 20


def build(words):
    """Method, path and body of a command; None when there is no such command."""
    surface, rest = words[0], words[1:]
    if surface == "capabilities" and not rest:
        return "GET", PREFIX + "capabilities", None
    if surface == "todos" and rest == ["list"]:
        return "GET", PREFIX + "todos", None
    if surface == "todos" and rest[:1] == ["add"] and rest[1:]:
        return "POST", PREFIX + "todos", {"action": "add", "title": " ".join(rest[1:])}
    if surface == "emails" and rest:
        return emails(rest[0], rest[1:])
    if surface == "cookbook" and rest:
        return cookbook(rest[0], rest[1:])
    if 1 <= len(rest) <= 2:
        return surface.upper(), rest[0], json.loads(rest[1]) if rest[1:] else None
    return None


def emails(verb, given):
    if verb == "list" and len(given) <= 1:
        count = given[0] if given else "10"
        return "GET", PREFIX + "emails?folder=INBOX&limit=%s&offset=0&filter=all" % count, None
    if verb == "read" and len(given) == 1:
        return "GET", PREFIX + "emails/" + given[0], None
    return None


def cookbook(verb, given):
    base = PREFIX + "cookbook/" + verb
    if verb in ("tasks", "servers", "presets") and not given:
        return "GET", base, None
    if verb == "cached" and len(given) <= 1:
        return "GET", base + ("?host=" + urllib.parse.quote(given[0]) if given else ""), None
    if verb == "output" and 1 <= len(given) <= 2:
        return "GET", "%s/%s?tail=%s" % (base, given[0], given[1] if given[1:] else "400"), None
    if verb == "serve" and 2 <= len(given) <= 3:
        return "POST", base, dict(zip(("repo_id", "cmd", "remote_host"), given))
    if verb == "preset" and len(given) == 1:
        return "POST", base + "/" + urllib.parse.quote(given[0]), None
    if verb == "adopt" and 2 <= len(given) <= 4:
        body = dict(zip(("tmux_session", "model", "host", "port"), given))
        return "POST", base, dict(body, port=int(body["port"])) if "port" in body else body
    if verb == "stop" and len(given) == 1:
        return "POST", base + "/" + given[0], None
    return None


def main():
    base = os.environ.get("ODYSSEUS_URL", "").rstrip("/")
    token = os.environ.get("ODYSSEUS_API_TOKEN", "")
    call = build(sys.argv[1:]) if base and token and sys.argv[1:] else None
    if call is None or not call[1].startswith(PREFIX):
        print("usage: ODYSSEUS_URL and ODYSSEUS_API_TOKEN, and a command", file=sys.stderr)
        return 2
    method, path, body = call
    headers = {"Accept": "application/json", "Authorization": "Bearer " + token}
    if body is not None:
        headers["Content-Type"] = "application/json"
    data = None if body is None else json.dumps(body).encode("utf-8")
    request = urllib.request.Request(base + path, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=TIME_LIMIT_SECONDS) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as answer:
        status, text = answer.code, answer.read()
    sys.stdout.buffer.write(text)
    return 1 if status >= 400 else 0


if __name__ == "__main__":
    sys.exit(main())

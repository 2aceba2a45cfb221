#!/usr/bin/env python3
"""Client of the Odysseus agent API (/api/codex). Needs Python 3.8 or newer and nothing else."""

import argparse
import json
import os
import queue
import re
import sys
import threading
import urllib.error
import urllib.request
from functools import partial
from urllib.parse import quote, unquote, urlencode

PREFIX = "/api/codex/"
TODOS, MEMORY, DOCUMENTS, COOKBOOK = (PREFIX + name for name in ("todos", "memory", "documents", "cookbook/"))
TIME_LIMIT_SECONDS = 20
segment = partial(quote, safe="")

OK, USAGE, UNAUTHENTICATED, FORBIDDEN, APPROVAL_NEEDED, REFUSED, SERVER_FAILED, NO_ANSWER = 0, 2, 3, 4, 5, 6, 7, 8

DESCRIPTION = """\
Calls the agent API of an Odysseus server. The answer is printed on stdout exactly as the
server sent it, problems are explained on stderr.
environment:
  ODYSSEUS_URL        address of the server, such as https://odysseus.example.org
  ODYSSEUS_API_TOKEN  the token the person made in Settings -> Integrations"""

EPILOG = """\
exit codes:
  0  done
  2  wrong usage, or an environment variable is missing; nothing was sent
  3  401  the token was not accepted
  4  403  the token may not do this
  5  428  the person must approve this first; nothing has happened yet
  6  any other 4xx: the request has to be changed
  7  5xx  the server failed
  8  no usable answer: network, redirect, or the limit of 20 seconds
Scripts that only know success and failure test for 0."""

ADVICE = {
    401: "Ask the person to make a new token in Settings -> Integrations and to set ODYSSEUS_API_TOKEN.",
    403: "This is the person's decision. Tell them what is missing; do not look for another way.",
    428: "Nothing has happened yet. Tell the person to approve it in Odysseus, then run the identical command again.",
    429: "Too many calls. Wait, then run the command again.",
}

UNCERTAIN = "The server may or may not have done it: look before you repeat, or repeat with the same --idempotency-key."


class UsageError(Exception):
    """The call cannot be made; nothing was sent."""


class NoAnswer(Exception):
    """The server could not be asked, or did not answer in time."""


class Call:
    """One request: method, path with query, and the body as JSON text or None."""

    def __init__(self, method, path, body=None):
        self.method = method
        self.path = checked_path(path)
        self.body = body


def checked_path(path):
    """Percent-encodes what a URL cannot hold; refuses every path that leaves the agent API."""
    segments = unquote(path.partition("?")[0]).split("/")
    if not path.startswith(PREFIX) or "." in segments or ".." in segments or re.search(r"[\x00-\x1f\x7f]", path):
        raise UsageError("the path must begin with %s and stay below it, not %r" % (PREFIX, path))
    return quote(path, safe="/?%:@!$&'()*+,;=[]~")


def checked_json(text):
    """The JSON text itself, read from standard input for `-`."""
    if text == "-":
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    try:
        json.loads(text, parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UsageError("the body is not JSON: %s" % error)
    return text


def refuse_constant(name):
    """Python reads NaN and Infinity, JSON has neither."""
    raise ValueError("%s is not a JSON value" % name)


def with_query(path, **fields):
    given = {name: value for name, value in fields.items() if value is not None}
    return path + "?" + urlencode(given, quote_via=quote, safe="/") if given else path


def post(path, **fields):
    """A POST whose body holds the fields that were given."""
    body = {name: value for name, value in fields.items() if value is not None}
    return Call("POST", path, json.dumps(body, ensure_ascii=False))


def checklist(texts):
    return texts and [{"text": text, "done": False} for text in texts]


def words(args):
    return " ".join(args.words)


def yes_or_no(text):
    if text in ("yes", "no"):
        return text == "yes"
    raise argparse.ArgumentTypeError("yes or no, not %r" % text)


def todos_add(args):
    return post(TODOS, action="add", title=words(args), content=args.content, due_date=args.due, repeat=args.repeat,
                label=args.label, pinned=args.pinned, items=checklist(args.item))


def todos_update(args):
    return post(TODOS, action="update", id=args.id, title=args.title, content=args.content, due_date=args.due,
                repeat=args.repeat, label=args.label, pinned=args.pinned, archived=args.archived,
                items=checklist(args.item))


def on_todo(action):
    return lambda args: post(TODOS, action=action, id=args.id)


def below(method, path):
    return lambda args: Call(method, path + "/" + segment(args.id))


def free_form(args):
    return Call(args.command.upper(), args.path, None if args.json is None else checked_json(args.json))


class Parser(argparse.ArgumentParser):
    def __init__(self, **options):
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options)


class Commands:
    """A level of sub-commands."""

    def __init__(self, parser, dest):
        self.level = parser.add_subparsers(dest=dest, metavar="COMMAND", required=True)

    def group(self, name, summary):
        return Commands(self.level.add_parser(name, help=summary, description=summary), name + "_command")

    def add(self, name, call, summary, *arguments, **options):
        parser = self.level.add_parser(name, help=summary, description=summary, **options)
        parser.set_defaults(call=call)
        for names, settings in arguments:
            parser.add_argument(*names, **settings)


def argument(*names, **settings):
    return names, settings


KEY = argument("--idempotency-key", metavar="KEY", help="makes a repeat of this call safe: one key, one effect, for 24 hours")
ID = argument("id", metavar="ID", help="its id, or the first characters of it")
WORDS = argument("words", nargs="+", metavar="WORDS")
DUE = argument("--due", metavar="WHEN", help='"tomorrow at 5pm", "in 2 hours", "2026-11-23T17:00"; in update "" removes it')
REPEAT = argument("--repeat", metavar="RULE", help='such as "daily", "every weekday at 9", "every 2 weeks on Monday"')
LABEL = argument("--label", help="one label")
CONTENT = argument("--content", metavar="TEXT", help="the text below the title")
ITEM = argument("--item", action="append", metavar="TEXT", help="a checklist item; may be repeated")
SESSION = argument("session", metavar="SID")
FOLDER = argument("--folder", help="the mail folder")


def add_todos(todos):
    todos.add("list", lambda args: Call("GET", with_query(TODOS, archived=args.archived, label=args.label,
                                                          limit=args.limit, cursor=args.cursor)),
              "list todos, pinned first", LABEL,
              argument("--archived", action="store_const", const="true", help="archived ones instead"),
              argument("--limit", type=int, metavar="N"), argument("--cursor", help="next_cursor of the page before"))
    todos.add("search", lambda args: post(TODOS, action="search", query=words(args)), "full-text search", WORDS)
    todos.add("get", on_todo("get"), "one todo with all its fields", ID)
    todos.add("add", todos_add, "add a todo; with --due it is a reminder that fires by itself", WORDS, DUE, REPEAT,
              LABEL, CONTENT, ITEM, argument("--pinned", action="store_const", const=True), KEY)
    todos.add("update", todos_update, "change the given fields; --item replaces the whole checklist", ID,
              argument("--title"), DUE, REPEAT, LABEL, CONTENT, ITEM,
              argument("--pinned", type=yes_or_no, metavar="yes|no"),
              argument("--archived", type=yes_or_no, metavar="yes|no"), KEY)
    for name, summary in (("complete", "mark as done"), ("uncomplete", "mark as not done"),
                          ("delete", "move to the trash"), ("restore", "take back from the trash")):
        todos.add(name, on_todo(name), summary, ID, KEY)
    todos.add("snooze", lambda args: post(TODOS, action="snooze", id=args.id, until=words(args)),
              "remind again at another time", ID, argument("words", nargs="+", metavar="WHEN"), KEY)
    todos.add("toggle", lambda args: post(TODOS, action="toggle_item", id=args.id, index=args.index),
              "tick or untick a checklist item", ID, argument("index", type=int, metavar="INDEX", help="from 0"), KEY)
    todos.add("append", lambda args: post(TODOS, action="append_item", id=args.id, text=words(args)),
              "add an item to the checklist", ID, WORDS, KEY)


def add_memory(memory):
    memory.add("list", lambda args: Call("GET", MEMORY), "list what is remembered")
    memory.add("search", lambda args: Call("GET", with_query(MEMORY, q=words(args))), "find by words and meaning", WORDS)
    memory.add("add", lambda args: post(MEMORY, text=words(args), category=args.category), "remember a fact", WORDS,
               argument("--category", help="fact, contact, task, preference, identity, project or goal"), KEY)
    memory.add("delete", below("DELETE", MEMORY), "forget a fact", ID, KEY)


def add_documents(documents):
    language = argument("--language", help="such as markdown or python")
    documents.add("list", lambda args: Call("GET", with_query(DOCUMENTS, search=" ".join(args.words) or None,
                                                              language=args.language, limit=args.limit,
                                                              offset=args.offset)), "those with all WORDS, or all",
                  argument("words", nargs="*", metavar="WORDS"), language, argument("--limit", type=int, metavar="N"),
                  argument("--offset", type=int, metavar="N"))
    documents.add("read", below("GET", DOCUMENTS), "one document, whole", ID)
    documents.add("create", lambda args: post(DOCUMENTS, title=words(args), language=args.language,
                                              content=sys.stdin.buffer.read().decode("utf-8-sig")),
                  "make a document titled WORDS; its text is read from standard input", WORDS, language, KEY)
    documents.add("edit", lambda args: post(DOCUMENTS + "/" + segment(args.id) + "/edit",
                                            edits=[{"find": args.find, "replace": args.replace}]), "replace a text that stands in it exactly once", ID,
                  argument("find", metavar="FIND"), argument("replace", metavar="REPLACE"), KEY)
    documents.add("delete", below("DELETE", DOCUMENTS), "move to the trash", ID, KEY)


def add_emails(emails):
    emails.add("list", lambda args: Call("GET", with_query(PREFIX + "emails", folder=args.folder, limit=args.n,
                                                           offset=args.offset, filter=args.filter)),
               "list mails, newest first", argument("n", nargs="?", type=int, default=10),
               argument("--folder", default="INBOX"), argument("--offset", type=int, default=0),
               argument("--filter", default="all", help="all, unread, favorites, unanswered, ..."))
    emails.add("read", lambda args: Call("GET", with_query(PREFIX + "emails/" + segment(args.uid), folder=args.folder)),
               "read one mail", argument("uid", metavar="UID"), FOLDER)


def add_cookbook(cookbook):
    for name in ("tasks", "servers", "presets"):
        cookbook.add(name, lambda args, name=name: Call("GET", COOKBOOK + name), "list the " + name)
    cookbook.add("cached", lambda args: Call("GET", with_query(COOKBOOK + "cached", host=args.host or None)),
                 "list the models on a host", argument("host", nargs="?", metavar="HOST"))
    cookbook.add("output", lambda args: Call("GET", with_query(COOKBOOK + "output/" + segment(args.session),
                                                               tail=args.tail)), "the last lines of a task", SESSION,
                 argument("tail", nargs="?", type=int, default=400))
    cookbook.add("serve", lambda args: post(COOKBOOK + "serve", repo_id=args.repo, cmd=args.cmd,
                                            remote_host=args.remote or None), "start a model server", argument("repo", metavar="REPO"),
                 argument("cmd", metavar="CMD"), argument("remote", nargs="?", metavar="REMOTE"), KEY)
    cookbook.add("preset", lambda args: Call("POST", COOKBOOK + "preset/" + quote(args.name)),
                 "start a saved preset", argument("name", metavar="NAME"), KEY)
    cookbook.add("adopt", lambda args: post(COOKBOOK + "adopt", tmux_session=args.session, model=args.model,
                                            host=args.host or None, port=args.port), "take over a running tmux session", SESSION,
                 argument("model", metavar="MODEL"), argument("host", nargs="?", metavar="HOST"),
                 argument("port", nargs="?", type=int, metavar="PORT"), KEY)
    cookbook.add("stop", lambda args: Call("POST", COOKBOOK + "stop/" + segment(args.session)), "stop a task",
                 SESSION, KEY)


def build_parser():
    parser = Parser(prog="odysseus_api.py", description=DESCRIPTION, epilog=EPILOG)
    commands = Commands(parser, "command")
    commands.add("capabilities", lambda args: Call("GET", PREFIX + "capabilities"),
                 "what this server has and this token may do")
    add_todos(commands.group("todos", "todos, checklists and reminders"))
    add_memory(commands.group("memory", "what is remembered about the person"))
    add_documents(commands.group("documents", "documents with versions"))
    add_emails(commands.group("emails", "mail"))
    add_cookbook(commands.group("cookbook", "model servers"))
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        commands.add(method, free_form, "free form: %s PATH [JSON]" % method,
                     argument("path", metavar="PATH", help="begins with %s; may hold a query" % PREFIX),
                     argument("json", nargs="?", metavar="JSON", help="the body; - reads it from standard input"),
                     KEY, aliases=[method.lower()])
    return parser


def environment():
    """The server's address without a trailing slash, and the token."""
    url = os.environ.get("ODYSSEUS_URL", "").strip()
    token = os.environ.get("ODYSSEUS_API_TOKEN", "").strip()
    missing = [name for name, value in (("ODYSSEUS_URL", url), ("ODYSSEUS_API_TOKEN", token)) if not value]
    if missing:
        raise UsageError("%s not set. Do not guess: ask the person to make a token in Odysseus under "
                         "Settings -> Integrations and to set both variables" % " and ".join(missing))
    if not re.fullmatch(r"https?://(\[[0-9a-fA-F:.]+\]|[^\s/:@?#\[\]]+)(:\d+)?(/[^\s?#]*)?", url):
        raise UsageError("ODYSSEUS_URL must look like https://odysseus.example.org or http://127.0.0.1:7000")
    return url.rstrip("/"), header_value("ODYSSEUS_API_TOKEN", token)


def header_value(name, text):
    if not re.fullmatch(r"[\x21-\x7e]+", text):
        raise UsageError("%s may hold only visible ASCII characters" % name)
    return text


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """The token goes to ODYSSEUS_URL and nowhere else, so no redirect is followed."""

    def redirect_request(self, *_):
        return None


def exchange(url, method, headers, body):
    """Status, headers and body of the answer, whatever the status."""
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    opener = urllib.request.build_opener(NoRedirect)
    try:
        with opener.open(request, timeout=TIME_LIMIT_SECONDS) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers, answer.read()


def send(call, key):
    """Like `exchange`, with one limit over everything: the socket's own limit starts anew with every byte."""
    base, token = environment()
    headers = {"Accept": "application/json", "Authorization": "Bearer " + token, "User-Agent": "odysseus-api"}
    if key is not None:
        headers["Idempotency-Key"] = header_value("--idempotency-key", key)
    body = None if call.body is None else call.body.encode("utf-8")
    if body is not None:
        headers["Content-Type"] = "application/json"
    outcome = queue.Queue()

    def work():
        try:
            outcome.put(exchange(base + call.path, call.method, headers, body))
        except Exception as error:  # whatever it is, it must end the wait
            outcome.put(error)

    threading.Thread(target=work, daemon=True).start()
    try:
        result = outcome.get(timeout=TIME_LIMIT_SECONDS)
    except queue.Empty:
        raise NoAnswer("no answer within %s seconds" % TIME_LIMIT_SECONDS)
    if isinstance(result, Exception):
        raise NoAnswer("%s does not answer: %s" % (base, getattr(result, "reason", None) or result))
    return result


def exit_code(status):
    if 200 <= status < 300:
        return OK
    if 400 <= status < 500:
        return {401: UNAUTHENTICATED, 403: FORBIDDEN, 428: APPROVAL_NEEDED}.get(status, REFUSED)
    return SERVER_FAILED if status >= 500 else NO_ANSWER


def explain(status, headers, body):
    """What the person at the terminal, or the agent, should know about a failure."""
    try:
        problem = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        problem = None
    detail = problem.get("detail") or problem.get("error") if isinstance(problem, dict) else None
    lines = ["HTTP %d%s" % (status, ": %s" % detail if isinstance(detail, str) else "")]
    lines += [ADVICE[status]] if status in ADVICE else []
    if headers.get("Retry-After"):
        lines.append("Retry-After: " + headers["Retry-After"])
    if exit_code(status) == NO_ANSWER:
        lines.append("Redirects are not followed. ODYSSEUS_URL should be the server's own address; it points to "
                     + headers.get("Location", "another place"))
    return "\n".join(lines)


def write_out(body):
    try:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # the reader, `head` for one, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main():
    sys.stdout.reconfigure(encoding="utf-8")
    sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")
    call = None
    try:
        # The bytes of the command line are UTF-8, whatever the locale made of them.
        args = build_parser().parse_args([os.fsencode(word).decode("utf-8") for word in sys.argv[1:]])
        call = args.call(args)
        status, headers, body = send(call, getattr(args, "idempotency_key", None))
    except (UsageError, UnicodeError) as error:
        print("odysseus_api.py: %s" % error, file=sys.stderr)
        return USAGE
    except NoAnswer as error:
        print("odysseus_api.py: %s" % error, file=sys.stderr)
        if call.method != "GET":
            print(UNCERTAIN, file=sys.stderr)
        return NO_ANSWER
    write_out(body)
    code = exit_code(status)
    if code != OK:
        print(explain(status, headers, body), file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())

# Answers every request on --port, and behaves as it is told:
#   --after PATH     not before that file is there
#   --deaf A,B       does not hear these signals
#   --detached       it is a child in a session of its own that answers, and hears no HUP
#   --leaving        the same, and it ends itself, well
#   --slipping       such a child of which nobody can know whence it came holds the port, too
#   --filling PATH   writes there until the disk is full, in place of answering
import argparse
import os
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

# Whatever goes wrong with the story, nothing of this outlives it for long.
LONGEST = 300

told = argparse.ArgumentParser()
told.add_argument("--port", type=int)
for name in ("--after", "--deaf", "--filling"):
    told.add_argument(name, default="")
for name in ("--detached", "--leaving", "--slipping"):
    told.add_argument(name, action="store_true")
told = told.parse_args()


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


def slip_away(what):
    """Has a grandchild do it, out of the session, the way of daemons."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            signal.alarm(LONGEST)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            what()
        os._exit(0)
    os.wait()


signal.alarm(LONGEST)
for name in filter(None, told.deaf.split(",")):
    signal.signal(getattr(signal, "SIG" + name), signal.SIG_IGN)
print("up", flush=True)
while told.after and not os.path.exists(told.after):
    time.sleep(0.02)
if told.filling:
    with open(told.filling, "ab", 0) as file:
        try:
            while True:
                file.write(bytes(4096))
        finally:
            # The last block of the log has some room left.
            print("there is no more room\n" * 200, flush=True)
server = HTTPServer(("127.0.0.1", told.port), Answer)
if told.slipping:
    os.set_inheritable(server.fileno(), True)
    hold = [sys.executable, "-c", "import time; time.sleep(%d)" % LONGEST, __file__]
    slip_away(lambda: os.execve(sys.executable, hold, {}))
if told.detached or told.leaving:
    slip_away(server.serve_forever)
    server.socket.close()
    while told.detached:
        time.sleep(1)
    sys.exit()
server.serve_forever()

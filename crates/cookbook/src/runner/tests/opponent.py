# Does what it can to stay. Writes the port it listens on into the file $1 once everything of it runs.
import os, signal, socket, sys, time

# Whatever goes wrong with the test, nothing of this outlives it for long.
END = time.time() + 120

def fork(what):
    if os.fork() == 0:
        try:
            what()
        finally:
            os._exit(0)

def stay():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    live()

def live():
    while time.time() < END:
        time.sleep(1)
    os._exit(0)

# Leaves parents, terminal and group, the way of daemons.
def slip_away(what):
    def child():
        os.setsid()
        fork(what)
    fork(child)

def serve():
    listener = socket.socket()
    listener.bind(('127.0.0.1', 0))
    listener.listen()
    with open(sys.argv[1] + '.new', 'w') as file:
        file.write(str(listener.getsockname()[1]))
    os.rename(sys.argv[1] + '.new', sys.argv[1])
    stay()

# Writes over its own environment, as programs do that change their title.
def lose_the_mark():
    fields = open('/proc/self/stat').read().rsplit(')', 1)[1].split()
    begin, end = int(fields[47]), int(fields[48])
    with open('/proc/self/mem', 'r+b', 0) as memory:
        memory.seek(begin)
        memory.write(bytes(end - begin))
    stay()

# Each lives for a moment only, and has an heir.
def dynasty():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while time.time() < END:
        time.sleep(0.03)
        if os.fork():
            os._exit(0)

def breed():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in range(60):
        fork(stay)
        time.sleep(0.02)
    stay()

def freeze():
    os.kill(os.getpid(), signal.SIGSTOP)
    stay()

def more(*_):
    fork(stay)
    slip_away(stay)

signal.signal(signal.SIGTERM, more)
signal.signal(signal.SIGHUP, more)
for kind in (stay, lose_the_mark, breed, freeze):
    fork(kind)
for kind in (stay, dynasty, serve):
    slip_away(kind)
live()

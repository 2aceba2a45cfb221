# Starts $2 processes that only wait, in several ways, and writes the file $1 once all of them do.
import gc, os, signal, sys

COUNT = int(sys.argv[2])
gc.freeze()
read, write = os.pipe()

def wait():
    # Whatever goes wrong with the test, nothing of this outlives it for long.
    signal.alarm(180)
    os.write(write, b'.')
    while True:
        signal.pause()

def plain():
    wait()

def deaf():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    wait()

def apart():
    os.setsid()
    wait()

# As daemons do it.
def gone():
    os.setsid()
    if os.fork() == 0:
        deaf()

def fork(what):
    if os.fork() == 0:
        try:
            what()
        finally:
            os._exit(0)

KINDS = (plain, deaf, apart, gone)

# Each level has a tenth of what is left to start.
def level(count):
    signal.alarm(180)
    first = max(1, count // 10)
    for number in range(min(first, count)):
        fork(KINDS[number % len(KINDS)])
    if count > first:
        fork(lambda: level(count - first))
    while True:
        signal.pause()

fork(lambda: level(COUNT))
started = 0
while started < COUNT:
    started += len(os.read(read, 4096))
open(sys.argv[1], 'w').close()
signal.alarm(180)
while True:
    signal.pause()

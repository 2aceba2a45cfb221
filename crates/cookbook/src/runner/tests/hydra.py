# For every child that dies it starts two others, $2 times in all; writes the file $1 once it has begun.
import os, signal, sys, time

# Each life is a byte in here; who finds none starts nothing any more.
lives, more = os.pipe()
os.set_blocking(lives, False)
os.write(more, b'.' * int(sys.argv[2]))

def grow():
    try:
        if not os.read(lives, 1):
            return
    except BlockingIOError:
        return
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.alarm(180)
        # Out of reach of who kills by group.
        os.setsid()
        while True:
            signal.pause()

def keep():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.alarm(180)
    for _ in range(5):
        grow()
    while True:
        try:
            os.wait()
        except ChildProcessError:
            time.sleep(0.01)
            continue
        grow()
        grow()

for _ in range(10):
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        keep()
open(sys.argv[1], 'w').close()
keep()

# Runs a program for at most 2 s, where there is a way to: a tmux server may have been suspended, and who reads what a
# process that hangs in the kernel was started with hangs as well. Such a tmux has been handed the output of who asks it,
# and keeps that open: nobody may wait for the end of it.
if timeout -s KILL 1 sleep 0 2>/dev/null; then
    limited() { timeout -s KILL 2 "$@"; }
else
    limited() { "$@"; }
fi

# Runs a program for at most 2 s, where there is a way to: a tmux server may have been suspended, and who reads what a
# process that hangs in the kernel was started with hangs as well. Such a tmux has been handed the output of who asks it,
# and keeps that open: nobody may wait for the end of it.
if command -v timeout >/dev/null; then
    limited() {
        timeout -s KILL 2 "$@"
        limited=$?
        # An old one of busybox's takes the time for the program.
        if [ "$limited" = 127 ]; then "$@"; else return "$limited"; fi
    }
else
    limited() { "$@"; }
fi

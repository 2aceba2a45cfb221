# Programs that may hang are asked in the background, all together and for a limited time:
#   ask NAME PROGRAM ...   starts it; what it writes goes to $answers/NAME.out and $answers/NAME.err
#   collect SECONDS [NAME] waits for those that were started, or for that one alone, and kills what takes longer; the
#                          exit status is in $answers/NAME.status, or the word `late`
#   ask_login              asks the person's login shell for its variables, as `login`
#   said NAME              the value of a variable there, once collected; nothing where it has none
#   tidy                   removes the answers (no EXIT trap: bash runs that in a child which is killed early, too)
# The answers go to files, never to our own output: a program that hangs in the kernel and cannot be killed would
# keep that open.
for place in "${XDG_RUNTIME_DIR:-}" /dev/shm "${TMPDIR:-/tmp}" /tmp; do
    [ -n "$place" ] && answers=$(mktemp -d "$place/odysseus.XXXXXX" 2>/dev/null) && break
done
if [ -z "${answers:-}" ]; then
    echo "No directory for temporary files can be written to." >&2
    return 1
fi
asked=

ask() {
    ask_name=$1
    shift
    "$@" >"$answers/$ask_name.out" 2>"$answers/$ask_name.err" </dev/null &
    asked="$asked $ask_name:$!"
}

collect() {
    # Not every `sleep` takes fractions.
    sleep 0.01 2>/dev/null || set -- "${1%.*}" "${2:-}"
    collect_late=
    # POSIX, `wait`: a trapped signal ends it at once. The signal is repeated for what even KILL does not end.
    trap 'collect_late=yes' USR1
    (
        trap 'kill "$nap"; exit' TERM
        sleep "$1" &
        nap=$!
        wait "$nap"
        while kill -USR1 $$; do
            sleep 1 &
            nap=$!
            wait "$nap"
        done
    ) >/dev/null 2>&1 </dev/null &
    collect_guard=$!
    collect_asked=$asked
    asked=
    for collect_each in $collect_asked; do
        if [ "${collect_each%%:*}" != "${2:-${collect_each%%:*}}" ]; then
            asked="$asked $collect_each"
            continue
        fi
        collect_pid=${collect_each##*:}
        collect_status=127
        [ -n "$collect_late" ] || { wait "$collect_pid"; collect_status=$?; }
        if [ -n "$collect_late" ]; then
            # Those that lead a process group of their own, with what they started.
            kill -KILL "-$collect_pid" || kill -KILL "$collect_pid"
            wait "$collect_pid"
            collect_status=$?
            # What had ended by itself before has its own status; the others were killed (137), or live on.
            [ "$collect_status" -lt 129 ] || collect_status=late
        fi
        echo "$collect_status" >"$answers/${collect_each%%:*}.status"
    done 2>/dev/null
    trap '' USR1
    kill "$collect_guard" 2>/dev/null
    wait "$collect_guard" 2>/dev/null
    trap - USR1
}

# What is where is often said in the person's shell start-up files. An interactive shell needs a session without a
# terminal, or it would take the terminal that Odysseus was started from.
ask_login() {
    if command -v setsid >/dev/null 2>&1; then
        ask login setsid "${SHELL:-sh}" -l -i -c env
    else
        ask login "${SHELL:-sh}" -l -c env
    fi
}

said() {
    sed -n "s/^$1=//p" "$answers/login.out" | tail -n 1
}

tidy() {
    rm -rf "$answers"
}

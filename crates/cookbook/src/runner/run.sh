# Runs one program in a pane of tmux, keeps what it prints, and notes how it ended.
#
# $1: the directory of logs and status files
# $2: the session
# <session>.words there: the program's environment and argument vector, as a script that sets them
#
# The program has a process group of its own, so that what it does to its group does not reach this shell, and no
# terminal to read from. What a person types to end it (Ctrl-C, Ctrl-\) and the end of the session are passed on to it.

# Becomes the program, with the argument vector that <session>.words sets.
# shellcheck disable=SC2120
program() {
    exec </dev/null >&5 2>&1 5>&- 6>&-
    odysseus_secrets='' odysseus_path=$PATH
    # shellcheck disable=SC1090 # written by launch.sh
    . "$words" || exit 126
    if [ -n "$odysseus_secrets" ]; then
        # shellcheck disable=SC1090
        . "$odysseus_secrets" || exit 126
    fi
    rm -f "$words" "$odysseus_secrets"
    umask "$mask"
    # shellcheck disable=SC3045 # known to every sh that is in use
    ulimit -c 0
    PATH=$odysseus_path
    export PATH
    exec "$@"
}

# Passes a signal on to the program and all of its group.
# shellcheck disable=SC2317 # called by traps
pass_on() {
    interrupted=yes
    if [ -n "$pid" ]; then kill "-$1" "-$pid"; else exit 1; fi
}

# How often the kernel ended a process of this cgroup for want of memory, or of the machine where there is no telling:
# memory.events of cgroup v2, memory.oom_control of v1, /proc/vmstat; all have a line `oom_kill N`.
oom_kills() {
    count=''
    while [ -z "$count" ] && IFS=: read -r number controllers group; do
        case $number:,$controllers, in
            0:,,) file=/sys/fs/cgroup$group/memory.events ;;
            *:*,memory,*) file=/sys/fs/cgroup/memory$group/memory.oom_control ;;
            *) continue ;;
        esac
        count=$(sed -n 's/^oom_kill //p' "$file")
    done </proc/self/cgroup
    [ -n "$count" ] || count=$(sed -n 's/^oom_kill //p' /proc/vmstat)
    printf '%s\n' "${count:-0}"
}

# Writes the status file. Each has room to spare, so that on a full disk the next can still be written in its place. Where
# somebody has deleted the directory, it is made again.
note() {
    [ -d "${status%/*}" ] || mkdir -p "${status%/*}"
    text="$1
################################################################################################################"
    printf '%s\n' "$text" >"$status.new"
    if [ "$(wc -c <"$status.new")" -gt "${#text}" ] && mv -f "$status.new" "$status"; then return; fi
    rm -f "$status.new"
    printf '%s\n' "$text" 1<>"$status"
}

run() {
    session=$2
    cd "$1" || exit 1
    words=$1/$session.words log=$1/$session.log status=$1/$session.status pipe=$1/$session.pipe
    mask=$(umask)
    umask 077
    # Neither Ctrl-S nor Ctrl-Z shall make the program wait for somebody who looks at it.
    terminal=$(stty -g)
    stty -ixon susp undef
    exec 6>&2 2>/dev/null

    pid='' interrupted=''
    for signal in HUP INT QUIT TERM; do
        # shellcheck disable=SC2064 # the signal's name is meant now
        trap "pass_on $signal" "$signal"
    done

    # What reads the output must not end before the program does, whatever ends that; the pipe goes with it.
    rm -f "$pipe"
    mkfifo "$pipe" || exit 1
    (
        trap '' HUP INT QUIT TERM
        tee -a "$log" <"$pipe"
        rm -f "$pipe"
    ) &
    logger=$!
    exec 5>"$pipe"
    kills=$(oom_kills)
    cd "${HOME:-/}" || cd / || exit 1

    set -m
    # shellcheck disable=SC2119
    program &
    pid=$!
    set +m
    begun="pid=$pid
runner=$$
logger=$logger
start=$(date +%s)"
    note "$begun"

    # A signal that is passed on interrupts the waiting. Some shells know of a process that they have told about already
    # (127), others do not.
    code=127 interrupted=yes
    while [ -n "$interrupted" ]; do
        interrupted=''
        wait "$pid"
        waited=$?
        [ "$waited" -eq 127 ] || code=$waited
    done
    end=$(date +%s)

    signal='' oom=''
    if [ "$code" -gt 128 ] && [ "$code" -le 192 ]; then signal=$(kill -l "$code"); fi
    if [ "$signal" = KILL ] && [ "$(oom_kills)" -gt "$kills" ]; then oom=1; fi

    trap '' PIPE
    printf '\n=== Process exited with code %s ===\n' "$code" >&5
    exec 5>&-
    # Something that the program left behind may hold the pipe open for ever.
    tries=0
    while [ -p "$pipe" ] && [ "$tries" -lt 10 ]; do
        tries=$((tries + 1))
        sleep 0.1 || sleep 1
    done

    stopped=''
    while IFS= read -r line; do
        if [ "$line" = stopped=1 ]; then stopped=1; fi
    done <"$status"
    note "$begun
end=$end
code=$code${signal:+
signal=$signal}${oom:+
oom=1}${stopped:+
stopped=1}"
    [ -z "$stopped" ] || exit 0

    trap - HUP INT QUIT TERM PIPE
    umask "$mask"
    exec 2>&6 6>&-
    stty "$terminal"
    # An account of a service may have no shell that stays.
    shell=${SHELL:-/bin/sh}
    case ${shell##*/} in nologin | false) shell=/bin/sh ;; esac
    [ -x "$shell" ] || shell=/bin/sh
    exec "$shell"
}

run "$@"
exit

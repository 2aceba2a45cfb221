# Ends a program with everything that it started, and makes sure of it.
#
# $1: the tmux socket's name, empty for the default one   $2: the session
# $3: the port that must be free afterwards, or nothing   $4: how many seconds it may take to end by itself
# $5: how many seconds all of this may take               $6: what /sys is below of (nothing but in tests)
#
# Prints `survivor PID NAME` for each process that is left, `session left` (or `session unknown` where tmux does not
# answer), `port taken`, `holder PID NAME`, `foreign yes` when the port was another program's all along, `gpu PID MIB GPU`
# for each process that still holds memory of a GPU, `code N` and `signal NAME` as the runner noted them, and at last
# `done yes`.

socket=$1 session=$2 port=$3 patience=$(($4 * 10)) limit=$(($5 * 10)) root=$6

mux() {
    # By its name, also where Odysseus itself was started in another tmux, which `TMUX` then names.
    limited tmux -L "${socket:-default}" -f /dev/null "$@"
}

# Whether there is time left, but for so many tenths of a second, before the last looks have to be taken.
early() {
    within $((limit - 10 - 3 * slow - $1))
}

# Kills $pids and $groups.
# shellcheck disable=SC2086 # numbers
kill_them() {
    # What is held cannot start another while its like are killed.
    [ -z "$pids" ] || kill -STOP $pids
    [ -z "$groups" ] || kill -KILL $groups
    [ -z "$pids" ] || kill -KILL $pids
}

# Adds a line to the status file, where the session has one; the last of its kind counts.
note() {
    if [ -f "$kept.status" ]; then echo "$1" >>"$kept.status"; fi
}

case $session in '' | *[!A-Za-z0-9_.-]*) return 1 ;; esac
state=${XDG_STATE_HOME:-}
case $state in /*) ;; *) state=$HOME/.local/state ;; esac
kept=$state/odysseus/serve/$session

leader='' runner='' logger='' ended='' held_before='' left_before=''
while IFS= read -r line; do
    case $line in
        pid=*) leader=${line#pid=} ;;
        runner=*) runner=${line#runner=} ;;
        logger=*) logger=${line#logger=} ;;
        end=*) ended=yes ;;
        left=*) left_before=${line#left=} ;;
        gpu=*) held_before=${line#gpu=} ;;
    esac
done <"$kept.status"
# First it is seen whether it answers.
panes=' ' session_state=''
mux has-session -t "=$session" >/dev/null
case $? in
    0) panes=" $(mux list-panes -s -t "=$session" -F '#{pane_pid}' | tr '\n' ' ') " ;;
    # It was killed after its time (POSIX 2.8.2). Where all processes are gone, so is their session once tmux sees it.
    137) session_state=unknown ;;
esac
shells="$panes$runner "

told='' groups='' slow=0 watched='' seen="$held_before $leader"
if gpus; then watched=yes; fi
look
# The runner and what writes the log may have outlived their pane. They count as long as they are seen to belong here.
for pid in $runner $logger; do
    case " $there " in *" $pid "*) panes="$panes$pid " ;; esac
done
foreign='' remains=''
if [ -n "$port" ]; then
    holder=$(listener "$port")
    case " $there " in
        *" ${holder%% *} "*) ;;
        *) if [ -n "$holder" ]; then foreign=yes; fi ;;
    esac
fi

# Before anything is signalled, so that nobody takes the end for a crash.
[ -n "$ended" ] || note stopped=1

while [ -n "$pids" ] && { [ -z "$told" ] || { within "$patience" && early 40; }; }; do
    # shellcheck disable=SC2086 # numbers
    if [ -n "$fresh" ]; then
        kill -TERM $fresh
        kill -CONT $fresh
        told="$told $fresh"
    fi
    pause
    look
done

# Once is not enough: a process may have started another just behind the look. However slow the machine, twice it is done.
quiet=0 rounds=0
while [ "$quiet" -lt 2 ]; do
    kill_them
    look
    if [ -n "$pids" ]; then quiet=0; else quiet=$((quiet + 1)); fi
    rounds=$((rounds + 1))
    [ "$rounds" -lt 2 ] || early 30 || break
done

# The runner notes how it ended and leaves, where it is there and has not done so before.
noted() {
    [ -n "$ended" ] || grep -q '^end=' "$kept.status"
}
case $panes in *" ${runner:--} "*)
    while early 20 && kill -0 "$runner" && ! noted; do pause; done
    ;;
esac
if [ -z "$session_state" ]; then
    mux kill-session -t "=$session" >/dev/null
    if [ $? -eq 137 ]; then session_state=unknown; fi
fi

look
while [ -n "$there" ]; do
    pause
    look
    kill_them
    # The shells of the panes, too, once their session is gone.
    # shellcheck disable=SC2086 # numbers
    [ -z "$there" ] || kill -KILL $there
    if ! early 0; then
        look
        break
    fi
done

if [ -n "$port" ]; then
    holder=$(listener "$port")
    while [ -n "$holder" ] && [ -z "$foreign" ] && early 0; do
        pause
        holder=$(listener "$port")
    done
    if [ -n "$holder" ]; then
        echo "port taken"
        [ "$holder" = - ] || echo "holder $holder"
        [ -z "$foreign" ] || echo "foreign yes"
    fi
fi

if [ -n "$watched" ]; then
    memory=$(held)
    while [ -n "$memory" ] && early 0; do
        pause
        memory=$(held)
    done
    [ -z "$memory" ] || printf '%s\n' "$memory"
    # The next stop has to look at the same ones, whose numbers only this one knows.
    holders=$(printf '%s\n' "$memory" | awk 'NF { print $2 }' | tr '\n' ' ')
    if [ "$holders" != "$held_before" ]; then note "gpu=$holders"; fi
fi

rm -f "$kept.words" "$kept.secrets" "$kept.pipe" "${XDG_RUNTIME_DIR:-/nowhere}/odysseus-$session.secrets"
while IFS= read -r line; do
    case $line in code=?* | signal=?*) echo "${line%%=*} ${line#*=}" ;; esac
done <"$kept.status"
if [ -n "$there" ]; then
    printf '%s\n' "$sorted" | sed '1,4d; s/^/survivor /'
    remains=yes
fi
if [ -z "$session_state" ] && mux has-session -t "=$session" >/dev/null; then session_state=left; fi
[ -z "$session_state" ] || echo "session $session_state"
# Whoever looks later does not see those that have left the session.
if [ "$remains" != "$left_before" ]; then note "left=$remains"; fi
echo "done yes"
return 0

# Ends a program with everything that it started, and makes sure of it.
#
# $1: the tmux socket's name, empty for the default one   $2: the session
# $3: the port that must be free afterwards, or nothing   $4: how many seconds it may take to end by itself
#
# Prints `survivor PID NAME` for each process that is left, `session left`, `port taken`, `holder PID NAME`,
# `foreign yes` when the port was another program's all along, `code N` and `signal NAME` as the runner noted them, and
# at last `done yes`.

socket=$1 session=$2 port=$3 patience=$4
PATH=${PATH:-/usr/bin:/bin}:/usr/local/bin:/opt/homebrew/bin:/usr/sbin:/sbin
LC_ALL=C
export LC_ALL
exec 2>/dev/null

mux() {
    if [ -n "$socket" ]; then tmux -L "$socket" -f /dev/null "$@"; else tmux "$@"; fi
}

# Every process as `PID PARENT GROUP SESSION STATE NAME`. proc(5): a name stands between parentheses and may contain
# anything. Elsewhere than on Linux ps tells no number of a session.
snapshot() {
    if [ -r /proc/self/stat ]; then
        cat /proc/[0-9]*/stat | awk '
            {
                pid = $1
                name = $0
                sub(/^[^(]*\(/, "", name)
                sub(/\)[^)]*$/, "", name)
                sub(/^.*\) /, "")
            }
            pid ~ /^[0-9]+$/ && $3 ~ /^[0-9]+$/ { print pid, $2, $3, $4, $1, name }'
    else
        ps -A -o pid= -o ppid= -o pgid= -o stat= -o comm= | awk '
            {
                head = $1 " " $2 " " $3 " 0 " $4
                sub(/^ *[0-9]+ +[0-9]+ +[0-9]+ +[^ ]+ +/, "")
                print head, $0
            }'
    fi
}

# The processes that bear the session's mark, whatever became of their parents. Only Linux lets us see it.
marked() {
    grep -l -z -x "ODYSSEUS_SESSION=$session" /proc/[0-9]*/environ | while IFS=/ read -r _ _ pid _; do
        echo "$pid"
    done
}

# Prints `PID GROUP NAME` for each process of the session (GROUP is - where others share it): those of its panes, those that bear its mark, and those in the group
# and the session of its program (some programs write their title over their mark); all that descend from these, and all
# that share a group or a session with one. Never this shell and what it descends from, never a tmux server. What has
# ended and only waits for its parent to notice is no process any more. Without the process $1 and its children.
members() {
    snapshot | awk -v without="${1:--}" -v self="$$" -v seeds="$panes $(marked | tr '\n' ' ')" -v leader="$leader" -v runner="$runner" '
        {
            parent[$1] = $2
            group[$1] = $3
            session[$1] = $4
            gone[$1] = $5 ~ /^[ZX]/
            pid = $1
            sub(/^[0-9]+ [0-9]+ [0-9]+ [0-9]+ [^ ]+ /, "")
            name[pid] = $0
        }
        function spare(p) {
            spared[p] = 1
            theirs[group[p]] = 1
            theirs[session[p]] = 1
        }
        function fits(p) {
            return (p in parent) && p > 1 && !gone[p] && !(p in spared) && !(p in member)
        }
        function add(p) {
            member[p] = 1
            if (!(group[p] in theirs)) groups[group[p]] = 1
            if (!(session[p] in theirs)) sessions[session[p]] = 1
        }
        END {
            theirs[0] = theirs[1] = 1
            for (p in name) if (name[p] ~ /^tmux/) spare(p)
            for (p = self; p in parent && p > 1; p = parent[p]) spare(p)
            n = split(seeds, seed, " ")
            for (i = 1; i <= n; i++) if (fits(seed[i])) add(seed[i])
            for (p in parent) if (leader && group[p] == leader && session[p] == runner && fits(p)) add(p)
            do {
                more = 0
                for (p in parent) {
                    if (!fits(p)) continue
                    if (parent[p] in member || group[p] in groups || session[p] in sessions) {
                        add(p)
                        more = 1
                    }
                }
            } while (more)
            for (p in member) if (p != without && parent[p] != without) print p, ((group[p] in groups) ? group[p] : "-"), name[p]
        }'
}

# Leaves in $pids what is to be signalled. Shells of panes and our runner are not: they end with their session, and the
# runner notes before how the program ended. What writes the log ends by itself when nobody is left that prints. $groups
# remembers the groups: who forks all the time is gone before it can be named, yet stays in its group.
look() {
    pids=''
    while read -r pid group name; do
        case $shells:$name in
            *" $pid "*:*sh | *" $pid "*:busybox) continue ;;
        esac
        pids="$pids${pid:+ $pid}"
        case "$shells$groups - " in
            *" $group "*) ;;
            *) groups="$groups$group " ;;
        esac
    done <<EOF
$(members "$logger")
EOF
}

# Kills $pids and $groups.
kill_them() {
    # What is held cannot start another while its like are killed.
    # shellcheck disable=SC2086 # numbers
    [ -z "$pids" ] || kill -STOP $pids
    for group in $groups; do kill -KILL "-$group"; done
    # shellcheck disable=SC2086
    [ -z "$pids" ] || kill -KILL $pids
}

# Whether there is time left until second $1 since the beginning.
within() {
    now=$(date +%s)
    [ $((now - began)) -lt "$1" ]
}

pause() {
    sleep 0.1 || sleep 1
}

case $session in '' | *[!A-Za-z0-9_.-]*) return 1 ;; esac
began=$(date +%s)
state=${XDG_STATE_HOME:-}
case $state in /*) ;; *) state=$HOME/.local/state ;; esac
kept=$state/odysseus/serve/$session

leader='' runner='' logger='' ended=''
while IFS= read -r line; do
    case $line in
        pid=*) leader=${line#pid=} ;;
        runner=*) runner=${line#runner=} ;;
        logger=*) logger=${line#logger=} ;;
        end=*) ended=yes ;;
    esac
done <"$kept.status"
panes=" $(mux list-panes -s -t "=$session" -F '#{pane_pid}' | tr '\n' ' ') "
shells="$panes$runner "

at_first=$(members)
# Where one look takes long, as with thousands of processes, the last ones begin earlier, so that the answer comes in time.
slow=$((($(date +%s) - began) * 2))
# The runner and what writes the log may have outlived their pane. They count as long as they are seen to belong here.
for pid in $runner $logger; do
    if echo "$at_first" | grep -q "^$pid "; then panes="$panes$pid "; fi
done
foreign=''
if [ -n "$port" ]; then
    holder=$(listener "$port")
    if [ -n "$holder" ] && ! echo "$at_first" | grep -q "^${holder%% *} "; then foreign=yes; fi
fi

# Before anything is signalled, so that nobody takes the end for a crash.
if [ -f "$kept.status" ] && [ -z "$ended" ]; then echo stopped=1 >>"$kept.status"; fi

told=' ' groups=' '
look
while [ -n "$pids" ] && within $((patience + 1)); do
    for pid in $pids; do
        case $told in *" $pid "*) continue ;; esac
        kill -TERM "$pid"
        kill -CONT "$pid"
        told="$told$pid "
    done
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
    [ "$rounds" -lt 2 ] || within $((patience + 3 - slow)) || break
done

# The runner notes how it ended and leaves, where it is there and has not done so before.
noted() {
    [ -n "$ended" ] || grep -q '^end=' "$kept.status"
}
case $panes in *" ${runner:--} "*)
    while within $((patience + 4 - slow)) && kill -0 "$runner" && ! noted; do pause; done
    ;;
esac
mux kill-session -t "=$session"

left=$(members)
while [ -n "$left" ]; do
    pause
    look
    kill_them
    # The shells of the panes, too, once their session is gone.
    echo "$left" | while read -r pid _; do kill -KILL "$pid"; done
    left=$(members)
    within $((patience + 5 - slow)) || break
done

if [ -n "$port" ]; then
    holder=$(listener "$port")
    while [ -n "$holder" ] && [ -z "$foreign" ] && within $((patience + 5 - slow)); do
        pause
        holder=$(listener "$port")
    done
    if [ -n "$holder" ]; then
        echo "port taken"
        [ "$holder" = - ] || echo "holder $holder"
        [ -z "$foreign" ] || echo "foreign yes"
    fi
fi

rm -f "$kept.words" "$kept.secrets" "$kept.pipe" "${XDG_RUNTIME_DIR:-/nowhere}/odysseus-$session.secrets"
[ -z "$left" ] || printf '%s\n' "$left" | sed 's/^\([0-9]*\) [^ ]* /survivor \1 /'
while IFS= read -r line; do
    case $line in code=?* | signal=?*) echo "${line%%=*} ${line#*=}" ;; esac
done <"$kept.status"
if mux has-session -t "=$session"; then echo "session left"; fi
echo "done yes"
return 0

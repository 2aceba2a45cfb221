# Looks once at everything this machine has to say about its sessions.
#
# $1: a word that nobody on this machine knows: each record begins on a line of its own with it, so that no log and no
#     command line can pass for one
# $2: the instance
# then five words for each session that is watched: its name, its socket (ours, default), its port or nothing, the
# health paths to ask there (in order, between spaces), how many bytes of its log's end are wanted

nonce=$1 instance=$2
shift 2
PATH=${PATH:-/usr/bin:/bin}:/usr/local/bin:/opt/homebrew/bin:/usr/sbin:/sbin

wanted=: logs='' recorded='' ports='' asked=''

record() {
    printf '\n%s %s\n' "$nonce" "$*"
}

# What the runner keeps of a session of ours.
kept() {
    case $session in '' | *[!A-Za-z0-9_-]*) return ;; esac
    if [ -f "$session.status" ]; then
        record status
        pid=''
        while IFS= read -r line || [ -n "$line" ]; do
            printf '%s\n' "$line"
            case $line in pid=*) pid=${line#pid=} ;; esac
        done <"$session.status"
        case $pid in
            '' | *[!0-9]*) ;;
            *)
                recorded="$recorded $pid"
                if kill -0 "$pid"; then record alive; fi
                ;;
        esac
    fi
    if [ -f "$session.log" ]; then
        logs="$logs ./$session.log"
        record log
        tail -c "$bytes" "./$session.log"
    fi
}

watched() {
    record watched "$socket" "$session"
    wanted="$wanted$socket:$session:"
    if [ "$socket" = ours ] && [ -n "$store" ]; then kept; fi
    if [ -n "$port" ]; then
        ports="$ports $port"
        asked="$asked$port $paths
"
    fi
}

# What the two tmux servers, ours and the default one, say of their panes, and how that ended.
listings() {
    for server in "odysseus-$instance" default; do
        limited tmux -u -L "$server" -f /dev/null list-panes -a \
            -F '#{pane_pid}:#{session_created}:#{pane_dead}:#{pane_tty}:#{session_name}' 2>&1
        printf '\nstatus %s\n' $?
    done
}

# Reads that, and no further: the end of it does not come where a server hangs. No name of a session contains a colon.
# $1: whose (ours, default)
panes() {
    listed=''
    while IFS= read -r line; do
        case $line in 'status '*) break ;; esac
        listed="$listed$line
"
        pid=${line%%:*} rest=${line#*:*:}
        case $pid:${rest%%:*} in *[!0-9]*:* | :* | *:1) continue ;; esac
        name=${rest#*:*:}
        case $name in
            serve-* | cookbook-*) roots="$roots $pid" ;;
            *) case $wanted in *":$1:$name:"*) roots="$roots $pid" ;; esac ;;
        esac
    done
    status=${line#status }
    # It was killed after its time (POSIX 2.8.2).
    if [ "$status" = 137 ]; then listed='tmux did not answer within 2 s.'; fi
    record panes "$1" "$status"
    printf '%s\n' "$listed"
}

# What is kept of the sessions, what they are, and what they do.
look() {
    record clock "$(date +%s)"
    boot=''
    read -r boot </proc/sys/kernel/random/boot_id || boot=$(sysctl -n kern.bootsessionuuid)
    record boot "$boot"

    store=${XDG_STATE_HOME:-}
    case $store in /*) ;; *) store=$HOME/.local/state ;; esac
    store=$store/odysseus/serve
    cd "$store" || store=''
    field=0
    for word; do
        case $field in
            0) session=$word ;;
            1) socket=$word ;;
            2) port=$word ;;
            3) paths=$word ;;
            4)
                bytes=$word
                watched
                ;;
        esac
        field=$(((field + 1) % 5))
    done
    if [ -n "$logs" ]; then
        record logs
        # GNU and busybox know -c, BSD and macOS -f, which is something else to GNU.
        # shellcheck disable=SC2086 # names of our own making, without spaces
        sizes=$(stat -c '%s %Y %n' $logs) || [ -n "$sizes" ] || sizes=$(stat -f '%z %m %N' $logs)
        printf '%s\n' "$sizes"
    fi

    roots=''
    panes ours
    panes default
    # shellcheck disable=SC2086 # lists of numbers
    processes $roots $recorded
    if [ -n "$ports" ]; then
        # shellcheck disable=SC2086,SC2154 # `processes` sets it
        listeners "$ports" $tree
        probes "$asked"
    fi
    record end
}

exec 2>/dev/null
# The servers are asked while the rest is looked at.
listings | look "$@"

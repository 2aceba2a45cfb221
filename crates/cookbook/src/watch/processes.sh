# Functions that tell which processes run and which of them listen.

# Prints `PID PARENT SECONDS [COMMAND LINE]` for those of $roots and for all that descend from them.
descendants='
END {
    for (p in parent) children[parent[p]] = children[parent[p]] " " p
    n = split(roots, queue, " ")
    for (i = 1; i <= n; i++) {
        p = queue[i]
        if (!(p in parent) || (p in seen)) continue
        seen[p] = 1
        printf "%d %d %d %s\n", p, parent[p], (seconds[p] > 0 ? seconds[p] : 0), line[p]
        m = split(children[p], c, " ")
        for (j = 1; j <= m; j++) queue[++n] = c[j]
    }
}'

# proc(5): the name stands between parentheses and may contain any of them. Ticks are 100 a second to programs, whatever
# the kernel counts in.
from_proc='
{
    pid = $1
    sub(/^.*\) /, "")
    if ($1 == "Z" || $1 == "X") next
    parent[pid] = $2
    seconds[pid] = up - $20 / 100
}'

# POSIX ps, with the time since the start as [[dd-]hh:]mm:ss.
from_ps='
{
    pid = $1
    if ($3 ~ /^Z/) next
    parent[pid] = $2
    n = split($4, t, /[-:]/)
    days = (index($4, "-") ? t[1] : 0)
    seconds[pid] = days * 86400 + (n > 2 ? t[n - 2] * 3600 : 0) + t[n - 1] * 60 + t[n]
    sub(/^ *[0-9]+ +[0-9]+ +[^ ]+ +[^ ]+ */, "")
    line[pid] = $0
}'

# The processes $@ and all that descend from them. Leaves their numbers in $tree.
processes() {
    tree=''
    if [ -r /proc/self/cmdline ]; then
        read -r up _ </proc/uptime
        listed=$(cat /proc/[0-9]*/stat | LC_ALL=C awk -v up="$up" -v roots="$*" "$from_proc $descendants") || return
    else
        listed=$(ps -A -o pid= -o ppid= -o stat= -o etime= -o args= |
            LC_ALL=C awk -v roots="$*" "$from_ps $descendants") || return
    fi
    record processes
    printf '%s\n' "$listed"
    words=''
    while read -r pid _; do
        tree="$tree $pid"
        words="$words /proc/self/environ /proc/$pid/cmdline"
    done <<EOF
$listed
EOF
    if [ -r /proc/self/cmdline ] && [ "$tree" != ' ' ]; then
        # Each command line is NUL-separated and may contain anything. One cat prints them all; what separates them is
        # its own environment, which is nothing but the beginning of a record.
        # shellcheck disable=SC2086
        env -i "
$nonce words=
" "$(command -v cat)" $words
        for pid in $tree; do told_where; done
    fi
}

# Ollama is told in its environment where to listen.
told_where() {
    name=''
    read -r name <"/proc/$pid/comm"
    if [ "$name" = ollama ]; then
        host=$(tr '\0' '\n' <"/proc/$pid/environ" | sed -n 's/^OLLAMA_HOST=//p')
        if [ -n "$host" ]; then
            record ollama_host "$pid"
            printf '%s\n' "$host"
        fi
    fi
}

# Prints `PORT PID HOST`: the sockets of /proc/net/tcp (state 0A) that are bound to one of $ports, who holds them by what
# `ls -l` shows of the open files, and where they answer.
from_sockets='
function decimal(hex) {
    return 16 * (index(digits, substr(hex, 1, 1)) - 1) + index(digits, substr(hex, 2, 1)) - 1
}
function host(hex) {
    if (hex == "00000000000000000000000001000000") return "[::1]"
    if (length(hex) == 32 && substr(hex, 1, 24) == "0000000000000000FFFF0000") hex = substr(hex, 25)
    if (length(hex) != 8 || hex == "00000000") return "127.0.0.1"
    return decimal(substr(hex, 7)) "." decimal(substr(hex, 5)) "." decimal(substr(hex, 3)) "." decimal(hex)
}
BEGIN {
    digits = "0123456789ABCDEF"
    n = split(ports, list, " ")
    for (i = 1; i <= n; i++) port_of[sprintf("%04X", list[i])] = list[i]
}
$4 == "0A" && NF >= 10 {
    split($2, address, ":")
    if (address[2] in port_of) { port[$10] = port_of[address[2]]; at[$10] = host(address[1]) }
    next
}
/^\/proc\/[0-9]+\/fd:$/ { split($0, path, "/"); pid = path[3]; next }
match($0, /socket:\[[0-9]+\]$/) {
    inode = substr($0, RSTART + 8, RLENGTH - 9)
    if ((inode in port) && !(inode in holder)) holder[inode] = pid
}
END {
    for (i in port) if (!(port[i] in best) || at[i] == "127.0.0.1") best[port[i]] = at[i]
    for (i in port) print port[i], ((i in holder) ? holder[i] : "-"), best[port[i]]
}'

# The same from lsof, where there is no /proc.
from_lsof='
BEGIN { n = split(ports, list, " "); for (i = 1; i <= n; i++) wanted[list[i]] = 1 }
/^p/ { pid = substr($0, 2) }
/^n/ {
    port = $0; sub(/^.*:/, "", port)
    host = substr($0, 2, length($0) - length(port) - 2)
    if (host == "*") host = "127.0.0.1"
    if (port in wanted) print port, pid, host
}'

sockets() {
    { cat /proc/net/tcp /proc/net/tcp6; ls -ln /dev/null "$@"; } | LC_ALL=C awk -v ports="$ports" "$from_sockets"
}

# Who listens on the ports $1; the processes $2… are looked at first, and all others only where these do not explain it.
# Leaves the lines in $listening, each after a line end; it is not set when there is no telling.
listeners() {
    unset listening
    ports=$1
    shift
    found=''
    if [ -r /proc/net/tcp ]; then
        folders=''
        for pid; do folders="$folders /proc/$pid/fd"; done
        # shellcheck disable=SC2086
        found=$(sockets $folders) || return
        case $found in *' - '*) found=$(sockets /proc/[0-9]*/fd) ;; esac
    elif command -v lsof >/dev/null; then
        found=$(lsof -nP -iTCP -sTCP:LISTEN -Fpn | LC_ALL=C awk -v ports="$ports" "$from_lsof") || return
    else
        return
    fi
    record listeners
    printf '%s\n' "$found"
    listening="
$found"
}

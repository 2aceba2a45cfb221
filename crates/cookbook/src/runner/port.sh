# Who listens on the TCP port $1: prints `PID NAME`, or `-` for one of another user, which cannot be told; nothing when
# nobody does. Answers 2 when there is no way to find out.
listener() {
    if [ -r /proc/net/tcp ]; then
        # proc(5): addresses in hexadecimal, state 0A is LISTEN, the tenth field is the socket.
        inodes=$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
            awk -v port=":$(printf %04X "$1")" '$4 == "0A" && substr($2, length($2) - 4) == port { printf "%s ", $10 }')
        [ -n "$inodes" ] || return 0
        # shellcheck disable=SC2012 # ls shows the open files of many processes at once
        holder=$(ls -ln /proc/[0-9]*/fd 2>/dev/null | awk -v inodes="$inodes" '
            BEGIN { n = split(inodes, list, " "); for (i = 1; i <= n; i++) wanted["socket:[" list[i] "]"] = 1 }
            /^\/proc\/[0-9]+\/fd:$/ { split($0, path, "/"); next }
            $NF in wanted { print path[3]; exit }')
        if [ -n "$holder" ] && read -r name <"/proc/$holder/comm"; then
            echo "$holder $name"
        else
            echo -
        fi
    elif command -v lsof >/dev/null; then
        lsof -nP "-iTCP:$1" -sTCP:LISTEN -Fpc 2>/dev/null | awk '
            /^p/ { pid = substr($0, 2) }
            /^c/ { print pid, substr($0, 2); exit }'
    elif command -v netstat >/dev/null; then
        netstat -an 2>/dev/null | awk -v port="[.:]$1\$" '/LISTEN/ && $4 ~ port { print "-"; exit }'
    else
        return 2
    fi
}

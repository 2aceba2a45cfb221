# Functions that ask ports over HTTP, all at once, for at most 2 s.

# Asks each line `PORT HOST PATH …` of $1 for its first path; prints ` PORT=CODE ` for each, 000 where no answer came.
ask() {
    if command -v curl >/dev/null; then
        answers=$(ask_together "$1")
        # 2: a curl older than 7.66, which cannot do several things at once.
        if [ $? != 2 ]; then
            printf '%s' "$answers"
            return
        fi
    fi
    while read -r port host path _; do
        if [ -n "$port" ]; then ask_one & fi
    done <<EOF
$1
EOF
    wait
}

ask_together() {
    lines=$1
    set -- -q -s -g -Z --parallel-max 300 --noproxy '*' -m 2 -w '%{http_code} %{url_effective}\n'
    while read -r port host path _; do
        if [ -n "$port" ]; then set -- "$@" -o /dev/null "http://$host:$port$path"; fi
    done <<EOF
$lines
EOF
    replies=$(curl "$@")
    status=$?
    while read -r code url; do
        url=${url#http://}
        url=${url%%/*}
        if [ -n "$url" ]; then printf ' %s=%s ' "${url##*:}" "$code"; fi
    done <<EOF
$replies
EOF
    return $status
}

ask_one() {
    unset http_proxy HTTP_PROXY all_proxy ALL_PROXY
    request="GET $path HTTP/1.0\r\nHost: $host\r\n\r\n"
    if command -v curl >/dev/null; then
        reply="HTTP/1.1 $(curl -q -s -g --noproxy '*' -m 2 -o /dev/null -w '%{http_code}' "http://$host:$port$path")"
    elif ! command -v timeout >/dev/null; then
        return
    elif command -v wget >/dev/null; then
        reply=$(timeout 2 wget -S -O /dev/null "http://$host:$port$path" 2>&1)
    elif command -v bash >/dev/null; then
        # shellcheck disable=SC2016 # for bash to expand
        reply=$(timeout 2 bash -c 'exec 3<>"/dev/tcp/$1/$2" && printf "$3" >&3 && read -r line <&3 && printf %s "$line"' \
            bash "$host" "$port" "$request")
    elif command -v nc >/dev/null; then
        # shellcheck disable=SC2059 # the request is made of escapes
        reply=$(printf "$request" | timeout 2 nc "$host" "$port")
    else
        return
    fi
    case $reply in
        *HTTP/1.[01]\ [1-5][0-9][0-9]*)
            code=${reply#*HTTP/1.? }
            code=${code%%[!0-9]*}
            ;;
        *) code=000 ;;
    esac
    printf ' %s=%s ' "$port" "$code"
}

# Asks the lines `PORT PATH …` of $1, where the port is known to be listened on or nobody knows; prints `PORT CODE`. A
# path that a server does not know is followed by the next.
probes() {
    pending=''
    while read -r port rest; do
        host=127.0.0.1
        if [ "${listening+known}" ]; then
            holder=${listening#*"
$port "}
            if [ "$holder" = "$listening" ]; then continue; fi
            host=${holder#* }
            host=${host%%
*}
        fi
        if [ -n "$rest" ]; then
            pending="$pending$port $host $rest
"
        fi
    done <<EOF
$1
EOF
    record http
    while [ -n "$pending" ]; do
        answered=$(ask "$pending")
        lines=$pending
        pending=''
        while read -r port host path rest; do
            code=${answered#*" $port="}
            if [ "$code" = "$answered" ]; then continue; fi
            code=${code%% *}
            case $code:$rest in
                404:?* | 405:?* | 501:?*)
                    pending="$pending$port $host $rest
"
                    ;;
                *) printf '%s %s\n' "$port" "$code" ;;
            esac
        done <<EOF
$lines
EOF
    done
}

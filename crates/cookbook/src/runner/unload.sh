# Has an Ollama server unload a model, and makes sure of it: https://docs.ollama.com/api, `POST /api/generate` with
# `keep_alive` 0 and without a prompt, and `GET /api/ps`.
#
# $1: the server's host, as it stands in a URL   $2: its port   $3: the model as the server lists it, in small letters
# $4: the request   $5: the session   $6: how many seconds all of this may take
#
# Prints `model WORD`: `idle` when it was not loaded, `unloaded`, `loaded` when it still is, `silent` when no answer came,
# `unknown` when there is no program here to ask with.

host=$1 port=$2 model=$3 request=$4 session=$5 limit=$(($6 * 10))
unset http_proxy HTTP_PROXY all_proxy ALL_PROXY

# Prints what the server answers to `GET $1`, or to `POST $1` with the JSON $2; fails unless all is well.
ask() {
    url=http://$host:$port$1
    if command -v curl >/dev/null; then
        if [ $# -gt 1 ]; then
            curl -q -s -g -f --noproxy '*' -m 2 -H 'Content-Type: application/json' --data-binary "$2" "$url"
        else
            curl -q -s -g -f --noproxy '*' -m 2 "$url"
        fi
    elif ! command -v timeout >/dev/null; then
        return 99
    elif command -v wget >/dev/null; then
        if [ $# -gt 1 ]; then
            limited wget -q -O - --header 'Content-Type: application/json' --post-data "$2" "$url"
        else
            limited wget -q -O - "$url"
        fi
    elif command -v bash >/dev/null; then
        # shellcheck disable=SC2016 # for bash to expand
        message "$@" | limited bash -c 'exec 3<>"/dev/tcp/$1/$2" && cat >&3 && cat <&3' bash "$bare" "$port" | body
    elif command -v nc >/dev/null; then
        message "$@" | limited nc "$bare" "$port" | body
    else
        return 99
    fi
}

# The request as it goes over the wire. HTTP/1.0: the answer comes in one piece, and ends with the connection.
message() {
    if [ $# -gt 1 ]; then
        printf 'POST %s HTTP/1.0\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s' \
            "$1" "$host" "${#2}" "$2"
    else
        printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$1" "$host"
    fi
}

# The body of an answer that says that all is well.
body() {
    awk '
        NR == 1 && $2 != 200 { failed = 1; exit }
        inside { print }
        /^\r?$/ { inside = 1 }
        END { exit failed || !inside }'
}

# Whether the server has it loaded: 0 yes, 1 no, 99 nobody can ask, else it does not say.
loaded() {
    listed=$(ask /api/ps)
    case $? in
        0) ;;
        99) return 99 ;;
        *) return 2 ;;
    esac
    listed=$(printf %s "$listed" | tr -d ' \t\r\n' | tr '[:upper:]' '[:lower:]')
    case $listed in
        *'"name":"'"$model"'"'* | *'"model":"'"$model"'"'*) return 0 ;;
        *'"models":'*) return 1 ;;
        *) return 2 ;;
    esac
}

bare=${host#\[}
bare=${bare%\]}
latest=$((limit - 25))
loaded
case $? in
    0)
        word=loaded
        # A server that is just busy with it answers when it is done, and unloads it then.
        ask /api/generate "$request" >/dev/null
        while [ "$word" = loaded ] && within "$latest"; do
            loaded
            if [ $? -eq 1 ]; then word=unloaded; else pause; fi
        done
        ;;
    1) word=idle ;;
    99) word=unknown ;;
    *) word=silent ;;
esac
echo "model $word"

state=${XDG_STATE_HOME:-}
case $state in /*) ;; *) state=$HOME/.local/state ;; esac
status=$state/odysseus/serve/$session.status
if [ -f "$status" ]; then
    case $word in
        loaded) echo "model=$model" >>"$status" ;;
        *) if grep -q '^model=' "$status"; then echo "model=" >>"$status"; fi ;;
    esac
fi
return 0

# Starts a program in a tmux session of its own.
#
# $1: the tmux socket's name   $2: the session   $3: PATH   $4: none, venv or conda   $5: where that is
# $6: the GPUs   $7: the command as it may be shown   $8: the runner's version   $9: the runner
# then a number and as many NAME=value to export, the same again for secrets, and the argument vector
#
# Prints `failed KIND`, or `log PATH`, `pid NUMBER`, `link PATH` as far as there are any.

socket=$1 session=$2 path=$3 kind=$4 prefix=$5 gpus=$6 shown=$7 version=$8 runner=$9
shift 9
quote="'"
case $session in '' | *[!A-Za-z0-9_-]*)
    echo "failed name"
    return 1
    ;;
esac

# Prints $1 so that a shell reads it as this one word.
quoted() {
    rest=$1
    printf "'"
    while :; do
        case $rest in
            *"$quote"*) printf %s "${rest%%"$quote"*}'\\''" ;;
            *) break ;;
        esac
        rest=${rest#*"$quote"}
    done
    printf %s "$rest'"
}

# Leaves $1 in $word, `~/` at its beginning, or at that of a long flag's value, replaced by the home.
expanded() {
    word=$1
    case $word in
        \~/*) word=$HOME/${word#??} ;;
        --*=*)
            value=${word#*=}
            case $value in \~/*) word=${word%%=*}=$HOME/${value#??} ;; esac
            ;;
    esac
}

# Prints the first $1 of the words NAME=value that follow as exports.
exports() {
    left=$1
    while [ "$left" -gt 0 ]; do
        shift
        left=$((left - 1))
        case ${1%%=*} in '' | [0-9]* | *[!A-Za-z0-9_]*) return 1 ;; esac
        expanded "${1#*=}"
        printf 'export %s=' "${1%%=*}"
        quoted "$word"
        echo
    done
}

# Removes what is kept of programs that ended more than 30 days ago, and then the oldest while the logs of all that
# ended take more than 5 GiB.
tidy() {
    find . -name '*.status' -mtime +30 | while IFS= read -r file; do
        name=${file#./}
        name=${name%.status}
        if ended "$name"; then forget "$name"; fi
    done
    find . -name 'run-*.sh' -mtime +30 -exec rm -f {} +
    total=0
    # shellcheck disable=SC2012 # the names are our own; ls alone gives age and size everywhere
    ls -lnt . | while read -r _ _ _ _ size _ _ _ name; do
        case $name in *.log) name=${name%.log} ;; *) continue ;; esac
        if [ ! -f "$name.status" ] || ! ended "$name"; then continue; fi
        total=$((total + size))
        if [ "$total" -gt 5368709120 ]; then forget "$name"; fi
    done
}

# The log where people look for it. The directory is everybody's: nothing that stands there is followed or replaced.
link() (
    place=/tmp/odysseus-tmux
    [ -e "$place" ] || mkdir -m 1777 "$place"
    real=$(cd -P /tmp && pwd -P) && cd -P "$place" && [ "$(pwd -P)" = "$real/odysseus-tmux" ] || return
    if [ -e "$session.log" ] || [ -L "$session.log" ]; then return 1; fi
    ln -sn "$log" "$session.log" && echo "link $place/$session.log"
)

state=${XDG_STATE_HOME:-}
case $state in /*) ;; *) state=$HOME/.local/state ;; esac
dir=$state/odysseus/serve
mask=$(umask)
umask 077
if ! { mkdir -p "$dir" && chmod 700 "$dir" && cd "$dir"; }; then
    echo "failed write"
    return 1
fi
log=$dir/$session.log
if [ -e "$log" ]; then
    echo "failed taken"
    return 1
fi
if ! (set -C && : >"$log"); then
    echo "failed write"
    return 1
fi

# From here on everything is undone when something fails.
start() {
    printf '$ %s\n' "$shown" >>"$log" || return
    # So much room is kept on the disk for how it ends.
    printf '%0200d\n' 0 >"$session.status" || return
    run=run-$version.sh
    if [ "$(cat "$run" 2>/dev/null)" != "$runner" ]; then
        printf '%s\n' "$runner" >"$session.run" && mv -f "$session.run" "$run" || return
    fi
    touch "$run"

    variables=$1
    shift
    {
        echo 'unset VIRTUAL_ENV CONDA_PREFIX CONDA_DEFAULT_ENV PYTHONHOME TMUX TMUX_PANE'
        exports 3 "ODYSSEUS_SESSION=$session" PYTHONUNBUFFERED=1 FLASHINFER_DISABLE_VERSION_CHECK=1
        case $kind in
            venv) exports 1 "VIRTUAL_ENV=$prefix" ;;
            conda) exports 2 "CONDA_PREFIX=$prefix" "CONDA_DEFAULT_ENV=${prefix##*/}" ;;
        esac
        [ -z "$gpus" ] || exports 1 "CUDA_VISIBLE_DEVICES=$gpus"
        exports "$variables" "$@" || return
        shift "$variables"
        hidden=$1
        shift
        if [ "$hidden" -gt 0 ]; then
            rm -f "$secrets"
            (set -C && exports "$hidden" "$@" >"$secrets") || return
            shift "$hidden"
            printf 'odysseus_secrets='
            quoted "$secrets"
            echo
        fi
        printf 'odysseus_path='
        quoted "$path"
        printf '\nset --'
        for word; do
            expanded "$word"
            printf ' '
            quoted "$word"
        done
        echo
    } >"$session.words" || return

    unset TMUX TMUX_PANE
    tmux=$(PATH=$path:$PATH && command -v tmux) || {
        failure=tmux
        return 1
    }
    failure=session
    (
        umask "$mask"
        exec "$tmux" -L "$socket" -f /dev/null new-session -d -s "$session" -x 220 -y 50 sh "$dir/$run" "$dir" "$session"
    ) || return

    tries=0
    while ! grep -q '^pid=' "$session.status"; do
        tries=$((tries + 1))
        "$tmux" -L "$socket" has-session -t "=$session" || return
        # A machine with too much to do takes longer; it is watched from here on.
        [ "$tries" -le 50 ] || return 0
        sleep 0.1 || sleep 1
    done
}

# Memory rather than a disk, where there is such a place.
secrets=$dir/$session.secrets
if [ -d "${XDG_RUNTIME_DIR:-}" ] && [ -w "$XDG_RUNTIME_DIR" ]; then
    secrets=$XDG_RUNTIME_DIR/odysseus-$session.secrets
fi
failure='write'
if ! start "$@"; then
    rm -f "$secrets" "$session.run"
    forget "$session"
    echo "failed $failure"
    return 1
fi
echo "log $log"
while IFS= read -r line; do
    case $line in pid=*) echo "pid ${line#pid=}" ;; esac
done <"$session.status"
link 2>/dev/null
tidy 2>/dev/null
return 0

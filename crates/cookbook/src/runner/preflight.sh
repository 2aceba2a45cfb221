# Looks whether a program can be launched here. Nothing is changed.
#
# $1: none, venv or conda   $2: the environment's directory or name   $3: the program, a name or a path
# $4: the python module that it runs, or nothing   $5: its port, or nothing   $6: the model's path, or nothing
# $7: the model as org/name, or nothing   then NAME=value for each variable of the command
#
# Prints a line `key value` for each fact.

kind=$1 place=$2 program=$3 module=$4 port=$5 model=$6 repo=$7
shift 7
PATH=${PATH:-/usr/bin:/bin}

say() {
    printf '%s %s\n' "$1" "$2"
}

# Leaves $1 in $word, `~/` at its beginning replaced by the home.
expanded() {
    case $1 in
        \~) word=$HOME ;;
        \~/*) word=$HOME/${1#??} ;;
        *) word=$1 ;;
    esac
}

# Runs "$@" for at most $limit seconds, and then ends it and its group. It has a session of its own where that can be
# had, so that an interactive shell cannot take the terminal from whoever started Odysseus.
bounded() {
    if command -v setsid >/dev/null; then
        setsid "$@" </dev/null 2>/dev/null &
    else
        "$@" </dev/null 2>/dev/null &
    fi
    child=$!
    (
        sleep "$limit"
        kill -KILL "-$child" || kill -KILL "$child"
    ) >/dev/null 2>&1 &
    watchdog=$!
    wait "$child" 2>/dev/null
    outcome=$?
    kill "$watchdog" 2>/dev/null
    return "$outcome"
}

# What the person's own shell has set; whatever else its start-up files print is passed over. A line of our own ends the
# reading, since something that they left running may hold the pipe.
# shellcheck disable=SC2016 # for that shell to expand
shell_variables() {
    show='
printf "\nodysseus:PATH=%s\n" "$PATH"
printf "odysseus:HF_HOME=%s\n" "$HF_HOME"
printf "odysseus:HF_HUB_CACHE=%s\n" "$HF_HUB_CACHE"
printf "odysseus:HUGGINGFACE_HUB_CACHE=%s\n" "$HUGGINGFACE_HUB_CACHE"
printf "odysseus:CUDA_HOME=%s\n" "$CUDA_HOME"
printf "odysseus:LD_LIBRARY_PATH=%s\n" "$LD_LIBRARY_PATH"
printf "odysseus:end\n"'
    shell=${SHELL:-/bin/sh}
    options=-lic
    if ! command -v setsid >/dev/null && (: </dev/tty) 2>/dev/null; then options=-lc; fi
    {
        limit=3
        TERM=dumb bounded "$shell" "$options" "$show"
        printf '\nodysseus:end\n'
    } | sed -n '/^odysseus:end/q; s/^odysseus://p'
}

# Sets those of the variables that tell where models are, from a line NAME=value.
take() {
    case $1 in
        HF_HOME=*) HF_HOME=${1#*=} ;;
        HF_HUB_CACHE=*) HF_HUB_CACHE=${1#*=} ;;
        HUGGINGFACE_HUB_CACHE=*) HUGGINGFACE_HUB_CACHE=${1#*=} ;;
    esac
}

# Prints where the program $1 is found on $path.
found() {
    rest=$path:
    while [ -n "$rest" ]; do
        folder=${rest%%:*}
        rest=${rest#*:}
        case $folder in /*) ;; *) continue ;; esac
        if [ -f "$folder/$1" ] && [ -x "$folder/$1" ]; then
            printf '%s\n' "$folder/$1"
            return
        fi
    done
    return 1
}

is_environment() {
    [ -x "$1/bin/python" ] || [ -x "$1/bin/python3" ] || [ -d "$1/conda-meta" ]
}

# Prints the directory of the conda environment $1 without running what activates it.
conda_prefix() {
    case $1 in
        /*)
            printf '%s\n' "$1"
            return
            ;;
    esac
    if tool=$(found conda); then
        limit=4
        base=$(bounded "$tool" info --base | tail -n 1)
    fi
    for base in "${CONDA_ROOT:-}" "${base:-}" "$HOME/miniconda3" "$HOME/anaconda3" "$HOME/miniforge3" \
        "$HOME/mambaforge" "$HOME/micromamba" /opt/conda /opt/miniconda3 /opt/anaconda3 /opt/miniforge3 "$HOME/.conda"; do
        [ -n "$base" ] || continue
        if [ "$1" = base ]; then candidate=$base; else candidate=$base/envs/$1; fi
        if is_environment "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    # conda lists there what was made elsewhere.
    while IFS= read -r candidate; do
        if [ "${candidate##*/}" = "$1" ] && is_environment "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done <"$HOME/.conda/environments.txt"
}

# Prints how many KiB are free where $1 is or would be.
free_kib() {
    folder=$1
    while [ ! -d "$folder" ] && [ "${folder%/*}" != "$folder" ]; do folder=${folder%/*}; done
    df -Pk "${folder:-/}" | awk 'NR > 1 && $(NF - 2) ~ /^[0-9]+$/ { print $(NF - 2); exit }'
}

say platform "$(uname -s)"
say user "$(id -un)"
say home "$HOME"

path=''
lines=$(shell_variables)
while IFS= read -r line; do
    case $line in
        PATH=*) path=${line#PATH=} ;;
        *=?*)
            say variable "$line"
            take "$line"
            ;;
    esac
done <<EOF
$lines
EOF
if [ -z "$path" ]; then
    path=$PATH
    say shell silent
fi
for folder in "$HOME/.local/bin" "$HOME/bin" /opt/homebrew/bin /usr/local/bin /usr/bin /bin /usr/sbin /sbin; do
    case :$path: in *":$folder:"*) ;; *) if [ -d "$folder" ]; then path=$path:$folder; fi ;; esac
done
for line; do take "$line"; done

exec 2>/dev/null
prefix=''
expanded "$place"
case $kind in
    venv) prefix=$word ;;
    conda) prefix=$(conda_prefix "$word") ;;
esac
if [ -n "$prefix" ] && is_environment "$prefix"; then
    path=$prefix/bin:$path
    say prefix "$prefix"
fi
say path "$path"

if tmux=$(found tmux); then say tmux "$("$tmux" -V)"; fi

binary=''
expanded "$program"
case $word in
    */*) if [ -f "$word" ] && [ -x "$word" ]; then binary=$word; fi ;;
    python3) binary=$(found python3 || found python) ;;
    python) binary=$(found python || found python3) ;;
    *) binary=$(found "$word") ;;
esac
if [ -n "$binary" ]; then
    say binary "$binary"
    interpreter=$(LC_ALL=C sed -n '1s/^#! *//p; q' "$binary" | tr -d '\0')
    interpreter=${interpreter%% *}
    case $interpreter in /*) [ -x "$interpreter" ] || say broken "$interpreter" ;; esac
    case ${binary##*/} in
        python*)
            # As the program will: in the home, with what it imports from there.
            limit=3
            (cd "$HOME" && bounded "$binary" -c '
import sys
print("python %d.%d.%d" % sys.version_info[:3])
if sys.argv[1]:
    import importlib.util
    print("module", "missing" if importlib.util.find_spec(sys.argv[1]) is None else "there")
' "${module%%.*}")
            ;;
    esac
fi

if [ -n "$port" ]; then
    if holder=$(listener "$port"); then
        if [ -n "$holder" ]; then say port "$holder"; else say port free; fi
    fi
fi

state=${XDG_STATE_HOME:-}
case $state in /*) ;; *) state=$HOME/.local/state ;; esac
say logs "$(free_kib "$state/odysseus/serve")"

cache=${HF_HUB_CACHE:-${HUGGINGFACE_HUB_CACHE:-${HF_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/huggingface}/hub}}
expanded "$cache"
cache=$word
if [ -n "$model" ]; then
    expanded "$model"
    if [ -e "$word" ]; then say model present; else say model absent; fi
    say free "$(free_kib "$word")"
else
    case $repo in
        '') ;;
        */*)
            folder=$cache/models--${repo%%/*}--${repo#*/}
            set -- "$folder"/snapshots/*/*
            there=$1
            set -- "$folder"/blobs/*.incomplete
            if [ -e "$1" ]; then
                say model partial
            elif [ -e "$there" ]; then
                say model present
            else
                say model absent
            fi
            say cache "$cache"
            ;;
    esac
    say free "$(free_kib "$cache")"
fi
return 0

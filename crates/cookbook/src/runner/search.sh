# Where programs are looked for: as the person's own shell does, and in a Python environment. What is found out is told
# by a line `key value` for each fact, and left in variables: $path to search, $prefix of the environment if it is there.

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

# Leaves in $binary where the program $1 is, a name or a path; nothing where it is not.
resolve() {
    binary=''
    expanded "$1"
    case $word in
        */*) if [ -f "$word" ] && [ -x "$word" ]; then binary=$word; fi ;;
        python3) binary=$(found python3 || found python) ;;
        python) binary=$(found python || found python3) ;;
        *) binary=$(found "$word") ;;
    esac
}

# Leaves in $interpreter what the script $1 is run by, and nothing for other programs.
interpret() {
    interpreter=$(LC_ALL=C sed -n '1s/^#! *//p; q' "$1" | tr -d '\0')
    interpreter=${interpreter%% *}
}

# Leaves in $cache where Hugging Face's client keeps models.
hub_cache() {
    expanded "${HF_HUB_CACHE:-${HUGGINGFACE_HUB_CACHE:-${HF_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/huggingface}/hub}}"
    cache=$word
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

# Asks the person's shell where it looks for programs, and where models are.
read_shell() {
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
}

# Looks into the environment of the kind $1 (none, venv or conda) at $2 first.
enter_environment() {
    prefix=''
    expanded "$2"
    case $1 in
        venv) prefix=$word ;;
        conda) prefix=$(conda_prefix "$word") ;;
    esac
    if [ -n "$prefix" ] && is_environment "$prefix"; then
        path=$prefix/bin:$path
        say prefix "$prefix"
    else
        prefix=''
    fi
    say path "$path"
}

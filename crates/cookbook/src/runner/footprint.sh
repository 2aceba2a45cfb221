# Looks how large the model of a program is, and which version of its engine runs. Nothing is changed.
#
# $1: none, venv or conda   $2: the environment's directory or name   $3: the program, a name or a path
# $4: its engine's Python package as its folder is called, or nothing   $5: the model's path, or nothing
# $6: the model as org/name, or nothing   then NAME=value for each variable of the command
#
# Prints a line `key value` for each fact.

kind=$1 place=$2 program=$3 package=$4 model=$5 repo=$6
shift 6
PATH=${PATH:-/usr/bin:/bin}

# How many bytes the files in these have together, those that links point to included.
size() {
    if [ -e "$1" ]; then
        say size "$(find -L "$@" -type f -exec ls -lnL {} + | awk '/^-/ { sum += $5 } END { printf "%.0f\n", sum }')"
    fi
}

read_shell
for line; do take "$line"; done

exec 2>/dev/null
enter_environment "$kind" "$place"
resolve "$program"
if [ -n "$binary" ]; then
    if [ -n "$package" ]; then
        base_of "$binary"
        if version_of "$package" "$base"; then say version "$version"; fi
    else
        said_version "$binary" said
    fi
fi

expanded "$model"
case $word in
    '')
        if [ -n "$repo" ]; then
            hub_cache
            folder=$cache/models--${repo%%/*}--${repo#*/}
            # What the name without a revision stands for.
            if read -r revision <"$folder/refs/main" || [ -n "${revision:-}" ]; then size "$folder/snapshots/$revision"; fi
        fi
        ;;
    *-00001-of-[0-9]*.gguf) size "${word%-00001-of-*}"-[0-9]*-of-"${word##*-of-}" ;;
    *) size "$word" ;;
esac
say complete yes
return 0

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

# Prints how many KiB are free where $1 is or would be.
free_kib() {
    folder=$1
    while [ ! -d "$folder" ] && [ "${folder%/*}" != "$folder" ]; do folder=${folder%/*}; done
    df -Pk "${folder:-/}" | awk 'NR > 1 && $(NF - 2) ~ /^[0-9]+$/ { print $(NF - 2); exit }'
}

say platform "$(uname -s)"
say user "$(id -un)"
say home "$HOME"

read_shell
for line; do take "$line"; done

exec 2>/dev/null
enter_environment "$kind" "$place"

if tmux=$(found tmux); then say tmux "$("$tmux" -V)"; fi

resolve "$program"
if [ -n "$binary" ]; then
    say binary "$binary"
    interpret "$binary"
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

hub_cache
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

# Looks which engines there are here, and what could install others. Nothing is changed.
#
# $1: none, venv or conda   $2: the environment's directory or name   then three words for each engine: its name, its
# programs with spaces between them, and its Python package as its folder is called, or nothing
#
# Prints a line `key value` for each fact; of an engine NAME: `at NAME PATH`, `version NAME VERSION`, `said NAME LINE`.

kind=$1 place=$2
shift 2
PATH=${PATH:-/usr/bin:/bin}

say platform "$(uname -s)"
say machine "$(uname -m)"
say user "$(id -un)"
read_shell

exec 2>/dev/null
enter_environment "$kind" "$place"
own=$prefix
if [ -z "$own" ] && own=$(found python3 || found python); then own=${own%/bin/*}; fi

for tool in uv brew nvcc; do
    if found "$tool" >/dev/null; then say tool "$tool"; fi
done
if version_of pip "$own"; then say tool pip; fi

while [ $# -ge 3 ]; do
    name=$1 package=$3 where=''
    # shellcheck disable=SC2086 # several words
    for program in $2; do
        if where=$(found "$program"); then break; fi
    done
    shift 3
    if [ -z "$package" ]; then
        if [ -n "$where" ]; then said_version "$where" "said $name"; fi
    else
        base=$own
        if [ -n "$where" ]; then base_of "$where"; fi
        if version_of "$package" "$base"; then say "version $name" "$version"; fi
        where=${where:-$site}
    fi
    if [ -n "$where" ]; then say "at $name" "$where"; fi
done
say complete yes
return 0

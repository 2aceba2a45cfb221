# Lists the files of a model that `hf download` has begun and not finished, for `unfinished.rs` to read.
# $1: since when, in seconds since 1970; $2: what the model's folder in a cache is called; $3...: the directories that
# such files are in, where they are known: absolute, or with ~/. Without any, this machine's caches are looked at.
# Each file is a line `part`.

# shellcheck disable=SC2088,SC2154 # quoted on purpose; `answers` is of asking.sh
LC_ALL=C
export LC_ALL
since=$1
folder=$2
shift 2

# Seconds: GNU and busybox, or BSD and macOS.
if stat -c %Y / >/dev/null 2>&1; then
    flag=-c format='%Y %n'
else
    flag=-f format='%m %N'
fi

# One that was given up may lie beside the file that came later (TAG.incomplete, TAG.SOMETHING.incomplete), and one of
# another revision may lie there for ever: nobody has written to it since.
look() {
    case $1 in
        '~/'*) directory=$HOME/${1#'~/'} ;;
        *) directory=$1 ;;
    esac
    [ -d "$directory" ] || return 0
    find "$directory" -type f -name '*.incomplete' -exec stat "$flag" "$format" {} + |
        while read -r modified part; do
            name=${part##*/}
            [ "$modified" -lt "$since" ] || [ -f "${part%/*}/${name%%.*}" ] || echo part
        done
}

if [ $# -gt 0 ]; then
    for place; do
        look "$place"
    done
else
    # Which of them the program took depends on how its session came about.
    ask_login
    collect 3
    caches=$(
        for cache in "${HF_HUB_CACHE:-}" "$(said HF_HUB_CACHE)" "${HUGGINGFACE_HUB_CACHE:-}" "$(said HUGGINGFACE_HUB_CACHE)" \
            "${HF_HOME:-}/hub" "$(said HF_HOME)/hub" "${XDG_CACHE_HOME:-}/huggingface/hub" "$(said XDG_CACHE_HOME)/huggingface/hub" \
            "$HOME/.cache/huggingface/hub"; do
            cd "$cache/$folder/blobs" 2>/dev/null && pwd -P
        done | sort -u
    )
    while read -r cache; do
        [ -z "$cache" ] || look "$cache"
    done <<END
$caches
END
    tidy
fi

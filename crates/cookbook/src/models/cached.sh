# Lists the files of this machine's model stores, for `listing.rs` to read. $@: further directories.
# Each line is a word and tab-separated fields; what may contain anything but a line feed comes last.

# shellcheck disable=SC2016,SC2088,SC2154 # quoted on purpose; `answers` is of asking.sh
LC_ALL=C
export LC_ALL
tab=$(printf '\t')
line_feed='
'

ask_login
collect 3

ollama_at=$(said OLLAMA_HOST)
ollama_at=${ollama_at:-${OLLAMA_HOST:-}}
ollama_port=${ollama_at##*:}
case $ollama_port in '' | *[!0-9]*) ollama_port=11434 ;; esac
tags="http://127.0.0.1:$ollama_port/api/tags"
if command -v curl >/dev/null 2>&1; then
    ask tags curl --silent --fail --noproxy '*' --max-time 2 "$tags"
elif command -v wget >/dev/null 2>&1; then
    ask tags env http_proxy= wget -q -T 2 -O - "$tags"
fi

# Sizes: GNU and busybox, or BSD and macOS.
if stat -c %s / >/dev/null 2>&1; then
    flag=-c format="f${tab}%s${tab}%F${tab}%n"
else
    flag=-f format="f${tab}%z${tab}%HT${tab}%N"
fi

# An index of weights, and the files that it names: every string value in it. $1: the index, $2: a tab, then as above.
shards='
[ -f "$1" ] || exit
stat -L "$3" "$4" "$1"
printf "i\t%s\n" "$1"
tr "," "\n" <"$1" | sed -n "s/.*:[[:space:]]*\"\([^\"]*\)\".*/s$2\1/p" | sort -u'

# Answers each directory once, whatever it is called: KIND DIRECTORY.
seen=$line_feed
enter() {
    case $2 in
        '~') directory=$HOME ;;
        '~/'*) directory=$HOME/${2#'~/'} ;;
        /*) directory=$2 ;;
        *) directory= ;;
    esac
    if [ ! -d "$directory" ]; then
        printf 'missing\t%s\t%s\n' "$1" "$2"
        return 1
    fi
    directory=$(cd "$directory" && pwd -P) || return 1
    case $directory/ in
        // | /sys/* | /proc/* | /dev/* | /run/* | *"$line_feed"*)
            printf 'refused\t%s\t%s\n' "$1" "$2"
            return 1
            ;;
    esac
    case $seen in *"$line_feed$directory$line_feed"*) return 1 ;; esac
    seen=$seen$directory$line_feed
    printf '%s\t%s\n' "$1" "$directory"
}

# busybox runs `-exec … +` only where it is in no parentheses.
# Hidden folders are skipped, but for the one where `hf download --local-dir` keeps what is not finished.
walk() {
    case $2 in *"$line_feed"*) return ;; esac
    enter "$1" "$2" || return
    (
        cd "$directory" || exit
        find . -mindepth 1 -maxdepth 7 \
            -type d \( -name '.?*' ! -name .cache \
            -o -path '*/.cache/*' ! -path '*/.cache/huggingface' ! -path '*/.cache/huggingface/download*' \
            -o -name 'datasets--*' -o -name 'spaces--*' \) -prune \
            -o -path "*$line_feed*" -prune \
            -o -name '*.index.json' -exec sh -c "$shards" sh {} "$tab" "$flag" "$format" \; \
            -o \( -type f -o -type l \) -exec stat -L "$flag" "$format" {} +
    ) | head -n 200000
}

for store in "$(said HF_HUB_CACHE)" "$(said HUGGINGFACE_HUB_CACHE)" "${HF_HUB_CACHE:-}" "${HUGGINGFACE_HUB_CACHE:-}"; do
    [ -z "$store" ] || walk hub "$store"
done
for store in "$(said HF_HOME)" "${HF_HOME:-}"; do
    [ -z "$store" ] || walk hub "$store/hub"
done
for store in "$(said XDG_CACHE_HOME)" "${XDG_CACHE_HOME:-}" "$HOME/.cache"; do
    [ -z "$store" ] || walk hub "$store/huggingface/hub"
done
for store; do
    walk folder "$store"
done

# Ollama's own word; where it does not run, what it keeps on the disk.
collect 3
if [ -s "$answers/tags.out" ]; then
    printf 'tags\t%s\n' "$(head -c 4000000 "$answers/tags.out" | tr -d '\n')"
else
    for store in "$(said OLLAMA_MODELS)" "${OLLAMA_MODELS:-}" "$HOME/.ollama/models" /usr/share/ollama/.ollama/models; do
        [ -n "$store" ] || continue
        enter ollama "$store/manifests" || continue
        (
            cd "$directory" || exit
            find . -type f ! -name '.*' ! -path "*$line_feed*" -size -128 -exec sh -c '
for manifest; do
    printf "m\t%s\nj\t" "$manifest"
    tr -d "\n" <"$manifest"
    echo
done' sh {} +
        )
    done
fi
tidy
echo end

# What the scripts know of the files that are kept of a session, in the directory where they stand.

# Whether the session's program has ended, or went with a machine that was switched off.
ended() {
    pid=''
    while IFS= read -r line; do
        case $line in
            end=*) return 0 ;;
            pid=*) pid=${line#pid=} ;;
        esac
    done <"$1.status"
    case $pid in '' | *[!0-9]*) return 1 ;; esac
    ! kill -0 "$pid" 2>/dev/null
}

forget() {
    rm -f "$1.log" "$1.status" "$1.status.new" "$1.words" "$1.secrets" "$1.pipe"
    if [ -L "/tmp/odysseus-tmux/$1.log" ]; then rm -f "/tmp/odysseus-tmux/$1.log"; fi
}

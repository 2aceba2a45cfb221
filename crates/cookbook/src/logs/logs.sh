# Lists the logs that are kept on this machine, running or ended.
#
# Prints `directory PATH`; for each log `log SESSION SIZE MODIFIED`, the lines of its status file after `status `, and
# `running` where the program that it names is there; and `end`.

exec 2>/dev/null
store=${XDG_STATE_HOME:-}
case $store in /*) ;; *) store=$HOME/.local/state ;; esac
store=$store/odysseus/serve
printf 'directory %s\n' "$store"
if cd "$store"; then
    # GNU and busybox know -c, BSD and macOS -f, which is something else to GNU.
    sizes=$(find . ! -name . -prune -type f -name '*.log' -exec stat -c '%s %Y %n' {} +)
    [ -n "$sizes" ] || sizes=$(find . ! -name . -prune -type f -name '*.log' -exec stat -f '%z %m %N' {} +)
    while read -r size modified file; do
        session=${file#./}
        session=${session%.log}
        case $session in '' | *[!A-Za-z0-9_-]*) continue ;; esac
        printf 'log %s %s %s\n' "$session" "$size" "$modified"
        [ -f "$session.status" ] || continue
        pid='' over=''
        while IFS= read -r line; do
            case $line in
                pid=*) pid=${line#pid=} ;;
                end=*) over=yes ;;
                start=* | code=* | signal=* | oom=* | stopped=*) ;;
                *) continue ;;
            esac
            printf 'status %s\n' "$line"
        done <"$session.status"
        case $over$pid in
            '' | *[!0-9]*) ;;
            *) if kill -0 "$pid"; then echo running; fi ;;
        esac
    done <<EOF
$sizes
EOF
fi
echo end

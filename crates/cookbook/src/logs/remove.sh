# Removes what is kept of a session that has ended.
#
# $1: the session
#
# Prints `removed`, `running` where its program is there, or `none` where there is no such log.

session=$1
case $session in '' | *[!A-Za-z0-9_-]*) return 1 ;; esac
store=${XDG_STATE_HOME:-}
case $store in /*) ;; *) store=$HOME/.local/state ;; esac
if ! cd "$store/odysseus/serve" 2>/dev/null || [ ! -f "$session.log" ]; then
    echo none
elif [ -f "$session.status" ] && ! ended "$session"; then
    echo running
else
    forget "$session" && echo removed
fi

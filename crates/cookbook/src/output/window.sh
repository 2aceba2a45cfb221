# A part of a session's log, or what tmux remembers of its pane.
# $1 session  $2 our tmux socket  $3 `end`, `since`, or `pane` for its pane alone  $4 lines, or the offset
# $5 bytes at most
# Answers `source`, `path`, `size`, `from`, an empty line, and then the bytes: of whole blocks, so a few more than asked
# for, or a few less where the log has just been emptied.
LC_ALL=C
export LC_ALL
log=${XDG_STATE_HOME:-$HOME/.local/state}/odysseus/serve/$1.log
block=4096

# Mode, owner and size in one POSIX command that reads nothing of the file (`wc -c` of busybox reads all of it).
set -f
about=''
[ "$3" = pane ] || about=$(ls -ldn "$log" 2>/dev/null)
set -- "$1" "$2" "$3" "$4" "$5" $about
case $6 in
-*)
  if [ "$8" != "$(id -u)" ]; then
    printf '%s is not read: it is not ours.\n' "$log" >&2
    return 3
  fi
  case $6 in
  ?????w* | ????????w*)
    printf '%s is not read: it is writable by others.\n' "$log" >&2
    return 3
    ;;
  esac
  size=${10}
  if [ "$3" = since ]; then
    from=$4
    [ "$from" -le "$size" ] || from=0
    from=$((from / block * block))
    count=$(($5 / block + 1))
  else
    # Twice as much until the lines are all in it.
    most=$((($5 + block - 1) / block))
    last=$(((size + block - 1) / block))
    count=$(($4 / 32 + 1))
    while :; do
      [ "$count" -le "$most" ] || count=$most
      [ "$count" -le "$last" ] || count=$last
      from=$(((last - count) * block))
      if [ "$count" -ge "$most" ] || [ "$count" -ge "$last" ]; then break; fi
      found=$(dd if="$log" bs=$block skip=$((from / block)) count=$count 2>/dev/null | wc -l | tr -d ' ')
      [ "$found" -le "$4" ] || break
      count=$((count * 2))
    done
  fi
  printf 'source log\npath %s\nsize %s\nfrom %s\n\n' "$log" "$size" "$from"
  # Some read everything where nothing is to be read.
  [ "$size" = 0 ] || dd if="$log" bs=$block skip=$((from / block)) count=$count 2>/dev/null
  return 0
  ;;
?*)
  printf '%s is not read: it is no regular file.\n' "$log" >&2
  return 3
  ;;
esac

lines=$4
[ "$3" != since ] || lines=4000
# -u: the locale is not for the pane.
# By its name, also where Odysseus itself was started in another tmux, which `TMUX` then names.
if pane=$(tmux -u -L "$2" capture-pane -p -J -t "=$1:" -S "-$lines" 2>/dev/null) ||
  pane=$(tmux -u -L default capture-pane -p -J -t "=$1:" -S "-$lines" 2>/dev/null); then
  printf 'source pane\npath %s\n\n%s\n' "$log" "$pane"
else
  printf 'source none\npath %s\n\n' "$log"
fi

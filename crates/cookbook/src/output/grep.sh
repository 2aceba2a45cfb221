# The last lines of a session's log that contain a text, upper and lower case being the same.
# $1 session  $2 text  $3 lines at most  $4 bytes of each at most
# Answers `source`, `path`, `from`, an empty line, and lines of `offset:line`, offsets counted from `from`.
LC_ALL=C
export LC_ALL
set -f
log=${XDG_STATE_HOME:-$HOME/.local/state}/odysseus/serve/$1.log
block=1048576
blocks=256

about=$(ls -ldn "$log" 2>/dev/null)
set -- "$1" "$2" "$3" "$4" $about
case $5 in
'')
  printf 'source none\npath %s\n\n' "$log"
  return 0
  ;;
-????w* | -???????w*)
  printf '%s is not read: it is writable by others.\n' "$log" >&2
  return 3
  ;;
-*) ;;
*)
  printf '%s is not read: it is no regular file.\n' "$log" >&2
  return 3
  ;;
esac
if [ "$7" != "$(id -u)" ]; then
  printf '%s is not read: it is not ours.\n' "$log" >&2
  return 3
fi

skip=$((${9} / block - blocks))
[ "$skip" -gt 0 ] || skip=0
printf 'source log\npath %s\nfrom %s\n\n' "$log" $((skip * block))

found() {
  # busybox has no -b.
  if printf 'x\n' | grep -b x >/dev/null 2>&1; then
    grep -F -i -b -e "$1"
  else
    # Through the environment: -v would read backslashes.
    text=$1 awk 'BEGIN { text = tolower(ENVIRON["text"]) }
      index(tolower($0), text) { printf "%.0f:%s\n", at, $0 }
      { at += length($0) + 1 }'
  fi
}

# Progress bars make one line of everything, and so do the zeros of a log that was emptied while it was written.
dd if="$log" bs=$block skip=$skip 2>/dev/null |
  tr '\r\000' '\n\n' |
  found "$2" |
  tail -n "$3" |
  cut -b "1-$4"
return 0

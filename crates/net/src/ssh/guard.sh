# Runs one connection ("$@", an ssh in the foreground) for as long as somebody holds the other end of this shell's input: it is
# closed when Odysseus lets go of the connection, and also when Odysseus ends in whatever way.
# $1: the directory of the control socket, which is removed at the end.
directory=$1
shift
exec 3<&0
"$@" </dev/null 3<&- &
ssh=$!
{ read -r _; kill "$ssh"; } <&3 2>/dev/null &
guard=$!
exec 3<&-
wait "$ssh"
status=$?
kill "$guard" 2>/dev/null
rm -f "$directory/s"
rmdir "$directory" 2>/dev/null
exit "$status"

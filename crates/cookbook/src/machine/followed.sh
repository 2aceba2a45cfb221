# One compound command: the shell must have read all of it before somebody else waits for the end of its input.
{
	exec 3<&0
	odysseus_call </dev/null 3<&- &
	program=$!
	{
		read -r _
		# The whole process group where it is the script's own, as it is after signing in by ssh.
		group=$(ps -o pgid= -p $$ 2>/dev/null | tr -d ' ')
		if [ "$group" = $$ ]; then kill -s TERM -- "-$$"; else kill -s TERM "$program"; fi
	} <&3 >/dev/null 2>&1 &
	watcher=$!
	exec 3<&-
	wait "$program"
	status=$?
	kill "$watcher" 2>/dev/null
	exit "$status"
}

# Prints the first TCP port from $1 on that nobody listens on, of 64; nothing where there is no way to tell.

port=$1 last=$(($1 + 63))
while [ "$port" -le "$last" ] && [ "$port" -le 65535 ]; do
    holder=$(listener "$port") || return 0
    if [ -z "$holder" ]; then
        echo "$port"
        return 0
    fi
    port=$((port + 1))
done

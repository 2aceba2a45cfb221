# Prints the first TCP port from $1 on that nobody listens on and that is not among $2…, of 64; nothing where there is no
# way to tell.

port=$1 last=$(($1 + 63))
shift
while [ "$port" -le "$last" ] && [ "$port" -le 65535 ]; do
    case " $* " in
        *" $port "*) ;;
        *)
            holder=$(listener "$port") || return 0
            if [ -z "$holder" ]; then
                echo "$port"
                return 0
            fi
            ;;
    esac
    port=$((port + 1))
done

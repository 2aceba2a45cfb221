# Functions for scripts that have to be done by a certain time.

PATH=${PATH:-/usr/bin:/bin}:/usr/local/bin:/opt/homebrew/bin:/usr/sbin:/sbin:/usr/lib/wsl/lib
LC_ALL=C
export LC_ALL
exec 2>/dev/null

# Leaves in $now how many tenths of a second have passed since some moment. The clock of the day may be set meanwhile.
if [ -r /proc/uptime ]; then
    tenths() {
        read -r now _ </proc/uptime
        now=${now%?}
        now=${now%.*}${now#*.}
    }
else
    tenths() { now=$(date +%s)0; }
fi
tenths
began=$now

# Whether there is time left until so many tenths of a second since the beginning.
within() {
    tenths
    [ $((now - began)) -lt "$1" ]
}

pause() {
    sleep 0.1 || sleep 1
}

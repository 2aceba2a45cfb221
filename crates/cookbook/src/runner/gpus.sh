# Functions that tell whether processes that have ended still hold memory of a GPU: drivers take a moment to give it back,
# and one that hangs never does.
#
# $root: what /sys is below of (nothing but in tests)   $seen: the processes in question   $there: those of them that
# still run

# Whether there is a driver that tells who uses a GPU.
gpus() {
    command -v nvidia-smi >/dev/null || [ -d "$root/sys/class/kfd/kfd/proc" ]
}

# Prints what `nvidia-smi` says of the processes that use GPUs, for at most 4 s. It is asked in the background: when the
# driver hangs, not even KILL ends who waits for it.
nvidia() {
    folder=$(mktemp -d) || return
    (
        trap 'kill -KILL "$asked"; exit' TERM
        nvidia-smi --format=csv,noheader,nounits --query-compute-apps=pid,used_memory,gpu_uuid,gpu_name >"$folder/said" &
        asked=$!
        wait "$asked"
        : >"$folder/whole"
    ) </dev/null >/dev/null &
    tenths
    latest=$((now - began + 40))
    while [ ! -e "$folder/whole" ] && within "$latest"; do pause; done
    if [ -e "$folder/whole" ]; then cat "$folder/said"; else kill "$!"; fi
    rm -rf "$folder"
}

# Prints `gpu PID MIB GPU` for each process on each GPU; MIB is - where the driver does not say how much it holds.
users() {
    if command -v nvidia-smi >/dev/null; then
        # Of what it cannot tell it says `[N/A]`, `[Insufficient Permissions]` and the like.
        nvidia | awk -F ', *' '$1 ~ /^ *[0-9]+$/ { print "gpu", $1 + 0, ($2 ~ /^[0-9]+$/ ? $2 : "-"), $4 " (" $3 ")" }'
    fi
    # https://docs.kernel.org/gpu/amdgpu/driver-core.html, the compute driver's part of sysfs: bytes for each GPU.
    for file in "$root"/sys/class/kfd/kfd/proc/*/vram_*; do
        bytes=''
        if [ -r "$file" ]; then read -r bytes <"$file"; fi
        case $bytes in '' | 0 | *[!0-9]*) continue ;; esac
        pid=${file%/vram_*}
        echo "gpu ${pid##*/} $((bytes / 1048576)) AMD GPU ${file##*/vram_}"
    done
}

# The lines of `users` for processes in question. A number that now belongs to another process says nothing of the one
# that had it before.
held() {
    # shellcheck disable=SC2086 # numbers
    {
        printf 'seen %s\n' $seen
        printf 'left %s\n' $there
        users
        echo processes
        processes
    } | awk '
        part != "processes" {
            if ($1 == "processes") part = $1
            if ($1 == "seen") seen[$2] = 1
            if ($1 == "left") left[$2] = 1
            if ($1 == "gpu" && ($2 in seen)) { holder[++n] = $2; line[n] = $0 }
            next
        }
        '"$from_processes"'
        { runs[pid] = $1 !~ /^[ZX]/ }
        END { for (i = 1; i <= n; i++) if (!runs[holder[i]] || (holder[i] in left)) print line[i] }'
}

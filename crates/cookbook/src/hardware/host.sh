# Looks at this machine, for `answer.rs` to read. $1: what /proc and /sys are below of (nothing but in tests);
# $2: the Python environment to look into, or nothing; further: directories whose disks matter.
# Each line is a word and tab-separated fields; what may contain anything but a line feed comes last.

# shellcheck disable=SC2012,SC2088,SC2154 # names of packages are tame; quoted on purpose; `answers` is of asking.sh
LC_ALL=C
export LC_ALL
root=$1
environment=$2
case $environment in '~/'*) environment=$HOME/${environment#'~/'} ;; esac
shift 2

# The first line of a file, or nothing.
first() {
    first_line=
    { [ -r "$1" ] && read -r first_line <"$1"; } 2>/dev/null
    printf '%s' "$first_line"
}

ask_login
PATH=$PATH:/usr/sbin:/sbin:/usr/lib/wsl/lib
if command -v nvidia-smi >/dev/null 2>&1; then
    ask nvidia nvidia-smi --format=csv,noheader,nounits \
        --query-gpu=index,uuid,memory.total,memory.used,memory.free,utilization.gpu,temperature.gpu,driver_version,name
    ask programs nvidia-smi --format=csv,noheader,nounits --query-compute-apps=gpu_uuid,pid,used_memory,process_name
fi
number=0
for directory; do
    case $directory in '~' | '~/'*) directory=$HOME${directory#'~'} ;; esac
    while [ -n "$directory" ] && [ ! -e "$directory" ]; do directory=${directory%/*}; done
    number=$((number + 1))
    ask "disk$number" df -Pk "${directory:-/}"
done

system=$(uname -s)
printf 'system\t%s\n' "$system"
printf 'release\t%s\n' "$(uname -r)"
printf 'machine\t%s\n' "$(uname -m)"
printf 'name\t%s\n' "$(uname -n)"
case ${PREFIX:-} in *com.termux*) echo termux ;; esac
if [ "$system" = Darwin ]; then
    printf 'cores\t%s\n' "$(sysctl -n hw.ncpu)"
    printf 'cpu\t%s\n' "$(sysctl -n machdep.cpu.brand_string)"
    printf 'flags\t%s\n' "$(sysctl -n machdep.cpu.features machdep.cpu.leaf7_features 2>/dev/null | tr '\nA-Z' ' a-z')"
    printf 'bytes\t%s\n' "$(sysctl -n hw.memsize)"
    vm_stat | sed -n "s/^/vm_stat	/p"
    printf 'load\t%s\n' "$(sysctl -n vm.loadavg)"
    printf 'boot\t%s\t%s\n' "$(date +%s)" "$(sysctl -n kern.boottime)"
else
    printf 'cores\t%s\n' "$(getconf _NPROCESSORS_ONLN 2>/dev/null || nproc 2>/dev/null || grep -c '^processor' "$root/proc/cpuinfo")"
    sed -n "s/^model name[^:]*: */cpu	/p; s/^Model[^:]*: */cpu	/p" "$root/proc/cpuinfo" 2>/dev/null | head -n 1
    sed -n "s/^flags[^:]*: */flags	/p; s/^Features[^:]*: */flags	/p" "$root/proc/cpuinfo" 2>/dev/null | head -n 1
    sed -n "s/^Mem[A-Z]/meminfo	&/p" "$root/proc/meminfo" 2>/dev/null
    printf 'load\t%s\n' "$(first "$root/proc/loadavg")"
    printf 'uptime\t%s\n' "$(first "$root/proc/uptime")"
fi

# AMD's driver: https://docs.kernel.org/gpu/amdgpu/driver-misc.html
for card in "$root"/sys/class/drm/card[0-9]*; do
    device=$card/device
    case ${card##*/} in *-*) continue ;; esac
    [ "$(first "$device/vendor")" = 0x1002 ] || continue
    [ -r "$device/mem_info_vram_total" ] || continue
    printf 'card\t%s\n' "${card##*/}"
    for field in mem_info_vram_total mem_info_vram_used gpu_busy_percent unique_id product_name; do
        printf 'amd\t%s\t%s\n' "$field" "$(first "$device/$field")"
    done
    sed -n "s/^PCI_SLOT_NAME=/amd	slot	/p" "$device/uevent" 2>/dev/null
    for sensor in "$device"/hwmon/hwmon*/temp1_input; do
        printf 'amd\ttemperature\t%s\n' "$(first "$sensor")"
    done
    # libdrm's table of marketing names: DEVICE, REVISION, NAME in upper-case hexadecimal.
    identity=$(printf '%s,%s' "$(first "$device/device")" "$(first "$device/revision")" | sed 's/0x//g' | tr a-f A-F)
    identity="${identity%,*},[[:space:]]*${identity#*,}"
    for table in "$root"/usr/share/libdrm/amdgpu.ids "$root"/opt/amdgpu/share/libdrm/amdgpu.ids; do
        [ -r "$table" ] && sed -n "s/^$identity,[[:space:]]*/amd	name	/p" "$table" | head -n 1
    done
done
# Who uses them: https://docs.kernel.org/gpu/amdgpu/driver-core.html, the compute driver's part of sysfs.
for node in "$root"/sys/class/kfd/kfd/topology/nodes/*; do
    [ -r "$node/gpu_id" ] || continue
    printf 'node\t%s\t%s\n' "$(first "$node/gpu_id")" "$(sed -n 's/^location_id //p' "$node/properties" 2>/dev/null)"
done
for used in "$root"/sys/class/kfd/kfd/proc/*/vram_*; do
    [ -r "$used" ] || continue
    process=${used%/vram_*}
    process=${process##*/}
    printf 'vram\t%s\t%s\t%s\t%s\n' "${used##*/vram_}" "$process" "$(first "$used")" "$(first "$root/proc/$process/comm")"
done

# The programs as the person's own shell finds them.
collect 1 login
path=$(said PATH)
PATH=${environment:+$environment/bin:}${path:-$PATH}:$HOME/.local/bin
for tool in tmux python3 uv pip hf huggingface-cli vllm sglang llama-server ollama lmdeploy nvcc cmake git curl; do
    found=$(command -v "$tool") || continue
    printf 'tool\t%s\t%s\n' "$tool" "$found"
    # Those that answer within milliseconds; a Python program takes seconds to say what its folder is called.
    case $tool in
        tmux) ask tmux "$found" -V ;;
        python3 | uv | llama-server | ollama | nvcc) ask "$tool" "$found" --version ;;
    esac
    case $tool in
        vllm | sglang | hf | lmdeploy) ls -d "${found%/bin/*}"/lib/python3*/site-packages/*.dist-info 2>/dev/null ;;
    esac | sed -n 's|.*/|package	|p'
done
if [ -n "$environment" ]; then
    ls -d "$environment"/lib/python3*/site-packages/*.dist-info 2>/dev/null | sed -n 's|.*/|package	|p'
fi

collect 1.5
for answer in "$answers"/*.status; do
    name=${answer##*/}
    name=${name%.status}
    [ "$name" = login ] && continue
    printf 'answer\t%s\t%s\n' "$name" "$(first "$answer")"
    sed "s/^/out	/" "$answers/$name.out"
    sed "s/^/err	/" "$answers/$name.err"
done
tidy
echo end

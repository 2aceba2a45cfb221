# What a session's log gets, as it comes, until nobody reads it any more.
# $1 session  $2 offset to begin at  $3 mark  $4 the file that was read until there, as `file` named it, or nothing
# $5 how many bytes a reader may be behind, and $6 how many of the newest are kept then
# Answers lines of the mark and one of `file NAME`, `emptied`, `at OFFSET`, `end`, `quiet`, `gone`. The log's bytes stand
# between `at` and `end`, from the offset on; some may stand there again, as whole blocks are read.
LC_ALL=C
export LC_ALL
set -f
log=${XDG_STATE_HOME:-$HOME/.local/state}/odysseus/serve/$1.log
block=4096
position=$2
mark=$3
file=$4
behind=$5
kept=$6
me=$(id -u)

while :; do
  more=no
  word=gone
  # Inode, mode, links, owner, group, size.
  # shellcheck disable=SC2046
  set -- $(ls -ldin "$log" 2>/dev/null)
  [ $# -eq 0 ] || word=quiet
  case ${2-} in
  -????w* | -???????w*) ;;
  -*)
    if [ "$4" = "$me" ]; then
      if [ -n "$file" ] && [ "$file" != "$1" ]; then
        position=0
      elif [ "$6" -lt "$position" ]; then
        position=0
        printf '\n%s emptied\n' "$mark" || return 0
      fi
      if [ "$file" != "$1" ]; then
        file=$1
        printf '\n%s file %s\n' "$mark" "$file" || return 0
      fi
      [ $(($6 - position)) -le "$behind" ] || position=$(($6 - kept))
      if [ "$6" -gt "$position" ]; then
        skip=$((position / block))
        printf '\n%s at %s\n' "$mark" $((skip * block)) || return 0
        dd if="$log" bs=$block skip=$skip count=64 2>/dev/null
        printf '\n%s end\n' "$mark" || return 0
        position=$(((skip + 64) * block))
        if [ "$position" -lt "$6" ]; then more=yes; else position=$6; fi
      fi
    fi
    ;;
  esac
  if [ $more = no ]; then
    printf '\n%s %s\n' "$mark" "$word" || return 0
    sleep 1
  fi
done

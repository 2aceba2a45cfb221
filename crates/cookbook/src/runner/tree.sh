# Functions that tell which processes are a session's.
#
# $session: the session   $panes: the processes of its panes   $leader: its program, $runner: what looks after that,
# $logger: what writes its log, as its status file names them   $shells: the panes and the runner
#
# `look` leaves its processes in $there, in $pids what of them is to be signalled, in $fresh those of it that are not among
# the $told, in $groups what to kill besides, and in $slow how many tenths of a second the slowest look took.

# Every process, a line for each, as proc(5) has it: `PID (NAME) STATE PARENT GROUP SESSION …`. Elsewhere than on Linux ps
# tells no number of a session.
processes() {
    if [ -r /proc/self/stat ]; then
        cat /proc/[0-9]*/stat
    else
        ps -A -o pid= -o ppid= -o pgid= -o stat= -o comm= | awk '
            {
                tail = $4 " " $2 " " $3 " 0"
                pid = $1
                sub(/^ *[0-9]+ +[0-9]+ +[0-9]+ +[^ ]+ +/, "")
                print pid, "(" $0 ")", tail
            }'
    fi
}

# Reads these lines. A name stands between parentheses and may contain anything, even the end of a line. Programs of awk
# that go on after this have the number in `pid` and the name in `name`, and the fields from the state on as $1 and so on.
from_processes='
    {
        $0 = begun $0
        begun = ""
        if ($0 !~ /\) [A-Za-z][^ ]* -?[0-9]+ -?[0-9]+ -?[0-9]+/) {
            begun = $0 "?"
            next
        }
        pid = $1
        name = $0
        sub(/^[^(]*\(/, "", name)
        sub(/\)[^)]*$/, "", name)
        sub(/^.*\) /, "")
    }'

# The processes of a session: those of its panes, those that bear its mark, and those in the group and the session of its
# program (some programs write their title over their mark); all that descend from these, and all that share a group or a
# session with one. Never this shell and what it descends from, never a tmux server. What has ended and only waits for its
# parent to notice is no process any more.
#
# Prints four lines of numbers and then `PID NAME` for each: all of them; those that are to be signalled; those of these
# that are not among the $told; their groups, as kill wants them, with the $groups of before: who forks all the time is
# gone before it can be named, yet stays in its group. Not to be signalled are the shells of panes and our runner: they end
# with their session, and the runner notes before how the program ended. Nor is what writes the log: it ends by itself when
# nobody is left that prints.
members='
    part != "processes" {
        if ($1 == "processes") part = $1
        else if ($0 ~ /^.proc.[0-9]+.environ$/) seeds[++seeded] = substr($0, 7, length($0) - 14)
        else if ($2 == "") next
        else if ($1 == "seed") seeds[++seeded] = $2
        else if ($1 == "shell") shell[$2] = 1
        else if ($1 == "told") told[$2] = 1
        else if ($1 == "group") group_of_old[$2] = 1
        next
    }
'"$from_processes"'
    {
        parent[pid] = $2
        group[pid] = $3
        session[pid] = $4
        named[pid] = name
        gone[pid] = $1 ~ /^[ZX]/
        # The others of its kind, as lists: the first of each, and for each the next.
        child_after[pid] = first_child[$2]
        first_child[$2] = pid
        grouped_after[pid] = first_grouped[$3]
        first_grouped[$3] = pid
        seated_after[pid] = first_seated[$4]
        first_seated[$4] = pid
    }
    function spare(p) {
        spared[p] = 1
        theirs[group[p]] = 1
        theirs[session[p]] = 1
    }
    function add(p) {
        if (!(p in parent) || p <= 1 || gone[p] || (p in spared) || (p in member)) return
        member[p] = 1
        queue[++last] = p
    }
    function spread(p,    q) {
        for (q = first_child[p]; q != ""; q = child_after[q]) add(q)
        if (!(group[p] in theirs) && !(group[p] in groups)) {
            groups[group[p]] = 1
            for (q = first_grouped[group[p]]; q != ""; q = grouped_after[q]) add(q)
        }
        if (!(session[p] in theirs) && !(session[p] in sessions)) {
            sessions[session[p]] = 1
            for (q = first_seated[session[p]]; q != ""; q = seated_after[q]) add(q)
        }
    }
    END {
        theirs[0] = theirs[1] = 1
        for (p in named) if (named[p] ~ /^tmux/) spare(p)
        for (p = self; p in parent && p > 1; p = parent[p]) spare(p)
        for (i = 1; i <= seeded; i++) add(seeds[i])
        if (leader) for (p in parent) if (group[p] == leader && session[p] == runner) add(p)
        for (i = 1; i <= last; i++) spread(queue[i])
        for (i = 1; i <= last; i++) {
            p = queue[i]
            there = there " " p
            names = names "\n" p " " named[p]
            if ((p in shell) && (named[p] ~ /sh$/ || named[p] == "busybox")) continue
            if (p == logger || parent[p] == logger) continue
            pids = pids " " p
            if (!(p in told)) fresh = fresh " " p
            if ((group[p] in groups) && !(group[p] in shell)) group_of_old["-" group[p]] = 1
        }
        for (p in group_of_old) all = all " " p
        print there "\n" pids "\n" fresh "\n" all names
    }'

# Looks at the session. Lists that may be long are read, since a word is limited to 128 KiB; each process is looked at once,
# however many there are, and as few programs as can be are started, since all of them wait for a machine that is busy.
look() {
    tenths
    looked=$now
    # shellcheck disable=SC2086 # numbers
    sorted=$({
        printf 'seed %s\n' $panes
        printf 'shell %s\n' $shells
        printf 'told %s\n' $told
        printf 'group %s\n' $groups
        limited grep -l -z -x "ODYSSEUS_SESSION=$session" /proc/[0-9]*/environ
        echo processes
        processes
    } | awk -v self="$$" -v leader="$leader" -v runner="$runner" -v logger="${logger:--}" "$members")
    {
        read -r there
        read -r pids
        read -r fresh
        read -r groups
    } <<LISTS
$sorted
LISTS
    if [ -n "$watched" ]; then seen="$seen $fresh"; fi
    # The slowest one counts: the machine may be just as busy at the end.
    tenths
    if [ $((now - looked)) -gt "$slow" ]; then slow=$((now - looked)); fi
}

//! A machine without `/proc`, such as a Mac, is seen through `ps`, `lsof` and its own `stat`. They answer here as those of
//! macOS do; `/proc` is taken away, for which this test has to be root.

use std::net::TcpListener;

use super::host::{Host, ours};
use crate::watch::{Listening, Presence, Probe, Socket, Watched, candidates};

const WITHOUT_PROC: &str = "#!/bin/dash
exec unshare --mount /bin/dash -c 'mount -t tmpfs none /proc && exec /bin/dash -s'
";

const STAT: &str = "#!/bin/dash
[ \"$1 $2\" = \"-f %z %m %N\" ] || { echo 'stat: illegal option -- c' >&2; exit 1; }
shift 2
exec /usr/bin/stat -c '%s %Y %n' \"$@\"
";

#[tokio::test]
async fn a_machine_without_proc_is_seen_by_other_means() {
    let host = Host::new();
    host.session(Socket::Ours, "serve-00000001", "sleep 1000");
    let pane = host.pane(Socket::Ours, "serve-00000001");
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    host.keep("serve-00000001.status", format!("pid={pane}\nstart=10\n"));
    host.keep("serve-00000001.log", "Loading");
    host.program("sh", WITHOUT_PROC);
    host.program("stat", STAT);
    let ps = format!(
        "#!/bin/dash
[ \"$*\" = '-A -o pid= -o ppid= -o stat= -o etime= -o args=' ] || exit 1
cat <<'EOF'
    1     0 Ss   12-01:02:03 /sbin/launchd
{pane:5}     1 Ss      03:04 sh run.sh
99998 {pane} S+   01-02:03:04 /opt/homebrew/bin/llama-server  -m m.gguf --port {port}
99999 {pane} Z+       00:00 (sleep)
EOF
"
    );
    host.program("ps", &ps);
    let lsof = format!(
        "#!/bin/dash
printf 'p501\\nf9\\nn*:5000\\nf10\\nn[::1]:{port}0\\np99998\\nf5\\nn127.0.0.1:{port}\\nf6\\nn*:7000\\n'
"
    );
    host.program("lsof", &lsof);

    let watched = Watched {
        port: Some(port),
        ..ours("serve-00000001")
    };
    let swept = host.sweep(&[watched]).await;
    let seen = swept.watched.first().unwrap();
    assert_eq!((seen.tmux, seen.alive), (Presence::There, true));
    assert_eq!(seen.log.as_ref().map(|log| log.size), Some(7));
    assert_eq!(
        (seen.listening, seen.http),
        (Listening::Process(99998), Probe::Silent)
    );
    assert!(seen.listens_itself());
    let processes: Vec<_> = seen
        .processes
        .iter()
        .map(|one| (one.pid, one.parent, one.seconds))
        .collect();
    assert_eq!(processes, [(pane, 1, 184), (99998, pane, 93_784)]);
    let found = candidates(&swept, &std::collections::HashSet::new());
    assert_eq!(
        found.first().and_then(|found| found.model.as_deref()),
        Some("m.gguf")
    );
}

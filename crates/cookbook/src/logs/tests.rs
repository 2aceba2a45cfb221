//! The scripts, in the shells of hosts.

use std::fs;
use std::process::Command;

use super::kept::{Kept, kept};
use crate::machine::house::{House, SHELLS};
use crate::machine::{Machine, Script};
use crate::runner::KEPT;

const STORE: &str = ".local/state/odysseus/serve";

async fn listed(house: &House) -> Kept {
    kept(&house.machines(), &Machine::Local, "this machine")
        .await
        .unwrap()
}

async fn removed(house: &House, session: &str) -> String {
    let script = Script::new(include_str!("remove.sh"))
        .with(KEPT)
        .word(session);
    let limit = std::time::Duration::from_secs(10);
    let reply = house.machines().run(&Machine::Local, &script, limit).await;
    String::from_utf8_lossy(&reply.unwrap().stdout)
        .trim()
        .to_owned()
}

#[tokio::test]
async fn all_logs_are_listed_with_how_they_ended() {
    for shell in SHELLS {
        let house = House::new(shell);
        assert_eq!(
            listed(&house).await.logs,
            [],
            "{shell}: nothing is kept yet"
        );
        let own = std::process::id();
        for (name, status, bytes, age) in [
            ("serve-00000001", format!("pid={own}\nstart=100\n"), 7, 1),
            (
                "serve-00000002",
                "pid=1\nstart=100\nend=160\ncode=137\nsignal=KILL\n####\n".to_owned(),
                5,
                2,
            ),
            (
                "cookbook-00000003",
                "pid=999999999\nstart=100\n".to_owned(),
                3,
                3,
            ),
        ] {
            house.text(&format!("{STORE}/{name}.status"), &status);
            house.file(&format!("{STORE}/{name}.log"), bytes);
            let file = house.path(&format!("{STORE}/{name}.log"));
            let time = format!("@{}", 1_700_000_000 - age);
            assert!(
                Command::new("touch")
                    .args(["-d", &time, &file])
                    .status()
                    .unwrap()
                    .success()
            );
        }
        house.file(&format!("{STORE}/strange name.log"), 1);
        house.file(&format!("{STORE}/below/serve-00000004.log"), 1);
        fs::create_dir(house.path(&format!("{STORE}/serve-00000005.log"))).unwrap();

        let kept = listed(&house).await;
        assert_eq!(kept.directory, house.path(STORE), "{shell}");
        let facts: Vec<_> = kept
            .logs
            .iter()
            .map(|log| (log.session.as_str(), log.bytes, log.modified, log.running))
            .collect();
        let expected = [
            ("serve-00000001", 7, 1_699_999_999, true),
            ("serve-00000002", 5, 1_699_999_998, false),
            ("cookbook-00000003", 3, 1_699_999_997, false),
        ];
        assert_eq!(facts, expected, "{shell}");
        let ended = &kept.logs[1].status;
        assert_eq!(
            (ended.start, ended.end, ended.code),
            (Some(100), Some(160), Some(137)),
            "{shell}"
        );
        assert_eq!(ended.signal.as_deref(), Some("KILL"), "{shell}");
    }
}

#[tokio::test]
async fn only_what_has_ended_is_removed() {
    for shell in SHELLS {
        let house = House::new(shell);
        let own = std::process::id();
        for (name, status) in [
            ("serve-00000001", format!("pid={own}\nstart=100\n")),
            (
                "serve-00000002",
                format!("pid={own}\nstart=100\nend=160\ncode=0\n"),
            ),
        ] {
            house.text(&format!("{STORE}/{name}.status"), &status);
            house.file(&format!("{STORE}/{name}.log"), 3);
        }
        house.file("kept.log", 3);
        for (session, answer) in [
            ("serve-00000001", "running"),
            ("serve-00000002", "removed"),
            ("serve-00000002", "none"),
            ("serve-00000003", "none"),
            ("../../../../kept", ""),
        ] {
            assert_eq!(removed(&house, session).await, answer, "{shell}: {session}");
        }
        let left: Vec<_> = listed(&house)
            .await
            .logs
            .into_iter()
            .map(|log| log.session)
            .collect();
        assert_eq!(left, ["serve-00000001"], "{shell}");
        assert!(fs::exists(house.path("kept.log")).unwrap(), "{shell}");
        let status = house.path(&format!("{STORE}/serve-00000002.status"));
        assert!(!fs::exists(status).unwrap(), "{shell}");
    }
}

//! A disk that is full.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;

use serde_json::json;

use super::super::house::{House, answer, free_port, kill};
use crate::support::run;

/// A disk of 1 MiB for the logs of a house. It is taken away with the story.
struct SmallDisk<'a>(&'a House);

impl<'a> SmallDisk<'a> {
    /// None where mounting is not permitted.
    fn new(house: &'a House) -> Option<Self> {
        fs::create_dir_all(house.kept()).unwrap();
        let mut mount = house.0.command("mount");
        mount.args(["-t", "tmpfs", "-o", "size=1m,mode=700", "none"]);
        let mounted = run(mount.arg(house.kept()), "");
        if mounted.code != 0 {
            println!(
                "left out: a disk cannot be mounted here: {}",
                mounted.stderr
            );
            return None;
        }
        Some(Self(house))
    }

    fn filler(&self) -> PathBuf {
        self.0.kept().join("filler")
    }

    fn fill(&self) {
        let mut file = File::create(self.filler()).unwrap();
        while file.write(&[0; 4096]).is_ok_and(|written| written > 0) {}
    }

    fn make_room(&self) {
        fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let mut umount = self.0.0.command("umount");
        let _ = umount.arg("-l").arg(self.0.kept()).output();
    }
}

#[tokio::test]
async fn on_a_full_disk_states_are_right_and_its_failures_are_told() {
    let house = House::new();
    let Some(disk) = SmallDisk::new(&house) else {
        return;
    };
    house.0.user("ann", "Asia/Tokyo", true);
    let server = house.start();
    let agent = house.agent(&server, "ann", "cookbook:launch");

    let [stays, crashes] = [(); 2].map(|()| {
        let launched = agent.ok(&["serve", "tiny", &house.serving(free_port())]);
        let warnings = launched["warnings"].to_string();
        assert!(warnings.contains("disk for logs"), "{launched}");
        launched["session_id"].as_str().unwrap().to_owned()
    });
    let go = house.0.path().join("go");
    let filling = format!(
        "--after {} --filling {}",
        go.display(),
        house.kept().join("more").display()
    );
    let fills = agent.serve(&[&house.behaving(free_port(), &filling)]);
    let doomed = [&stays, &crashes].map(|session| agent.until_status(session, "ready"));
    agent.until(&fills, |task| task["state"] == "loading");
    disk.fill();

    // What runs goes on, and how it ends is still noted.
    kill(&house, &doomed[1]);
    let task = agent.until_status(&crashes, "crashed");
    assert_eq!(task["signal"], "KILL", "{task}");
    let task = agent.until_status(&stays, "ready");
    assert_eq!(task["error"], json!(null), "{task}");
    answer(&task).await;

    // A program that fails for it, and whose last words have no room in the log.
    fs::write(&go, "").unwrap();
    let task = agent.until_status(&fills, "error");
    assert_eq!(
        (&task["exit_code"], &task["diagnosis"]["class"]),
        (&json!(1), &json!("disk_full")),
        "{task}"
    );
    let output = agent.ok(&["output", &fills]);
    assert!(
        output["notes"].to_string().contains("breaks off")
            && output["output"].to_string().contains("No space left"),
        "{output}"
    );

    let refused = agent.refused(&["serve", "tiny", &house.serving(free_port())], 6);
    let words = refused["detail"].as_str().unwrap_or_default();
    assert!(
        words.contains("disk") && words.contains("full"),
        "{refused}"
    );
    assert_eq!(agent.ok(&["tasks"])["tasks"].as_array().unwrap().len(), 3);
    agent.stop(&stays);

    disk.make_room();
    let again = agent.serve(&[&house.serving(free_port())]);
    agent.until_status(&again, "ready");
    agent.stop(&again);
    server.stop();
}

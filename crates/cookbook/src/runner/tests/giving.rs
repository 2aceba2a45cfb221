//! What a program is given: its environment, and its secrets, which nothing else gets to know.

use std::fs;

use super::house::{House, SHELLS, files, session, wait_for};
use crate::runner::Launch;

const SECRET: &str = "hf_verysecret'$(id)\\n";

#[tokio::test]
async fn secrets_reach_the_program_and_nothing_else() {
    for shell in SHELLS {
        let house = House::new(shell);
        let name = session();
        let secrets = [("HF_TOKEN".to_owned(), SECRET.to_owned())];
        let words = ["sh", "-c", "echo up; exec sleep 1000"].map(str::to_owned);
        let launched = house
            .start(&Launch {
                secrets: &secrets,
                words: &words,
                ..house.plain(&name)
            })
            .await
            .unwrap();
        wait_for("the program", || {
            house.log(&name).contains("up\n").then_some(())
        });
        let environment = fs::read(format!("/proc/{}/environ", launched.pid.unwrap())).unwrap();
        assert!(
            String::from_utf8_lossy(&environment).contains(&format!("HF_TOKEN={SECRET}\0")),
            "{shell}"
        );

        let mut seen = house.tmux(&["show-environment", "-g"]);
        seen += &house.tmux(&["show-environment", "-t", &name]);
        seen += &house.tmux(&["capture-pane", "-p", "-S", "-", "-t", &format!("={name}:")]);
        for path in files(house.directory.path())
            .into_iter()
            .filter(|path| path.is_file())
        {
            seen += &String::from_utf8_lossy(&fs::read(path).unwrap_or_default());
        }
        for pid in house.processes() {
            let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            seen += &String::from_utf8_lossy(&line);
        }
        assert!(
            seen.contains(&name) && !seen.contains("hf_verysecret"),
            "{shell}"
        );
    }
}

#[tokio::test]
async fn the_environment_is_what_was_asked_for() {
    let house = House::with(
        "dash",
        &[
            ("VIRTUAL_ENV", "/old"),
            ("PYTHONHOME", "/old"),
            ("CONDA_PREFIX", "/old"),
        ],
    );
    let home = house.home().to_str().unwrap().to_owned();
    let variables = [
        ("HF_HOME", "~/models"),
        ("VLLM_USE_V1", "1"),
        ("EMPTY", ""),
        ("ODD", "a'b\n$HOME `id`"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let out = house.directory.path().join("environment");
    let words = [
        "sh",
        "-c",
        &format!(
            "env -0 >{0}.new; ulimit -c >>{0}.new; mv {0}.new {0}",
            out.display()
        ),
    ]
    .map(str::to_owned);
    let cases = [
        ("none", None, "", vec![]),
        (
            "venv",
            Some("/opt/venv"),
            "0,1",
            vec!["VIRTUAL_ENV=/opt/venv", "CUDA_VISIBLE_DEVICES=0,1"],
        ),
        (
            "conda",
            Some("/opt/conda/envs/x"),
            "",
            vec!["CONDA_PREFIX=/opt/conda/envs/x", "CONDA_DEFAULT_ENV=x"],
        ),
    ];
    for (environment, environment_prefix, gpus, expected) in cases {
        let name = session();
        let path = format!("{}/tools:/usr/bin:/bin", house.directory.path().display());
        let launch = Launch {
            environment,
            environment_prefix,
            gpus,
            path: &path,
            variables: &variables,
            words: &words,
            ..house.plain(&name)
        };
        house.start(&launch).await.unwrap();
        house.ended(&name);
        let text = fs::read_to_string(&out).unwrap();
        let given: Vec<&str> = text.split('\0').collect();
        for line in [
            &format!("HF_HOME={home}/models"),
            "VLLM_USE_V1=1",
            "EMPTY=",
            "ODD=a'b\n$HOME `id`",
            "PYTHONUNBUFFERED=1",
            "FLASHINFER_DISABLE_VERSION_CHECK=1",
            &format!("ODYSSEUS_SESSION={name}"),
            &format!("PATH={path}"),
        ]
        .into_iter()
        .chain(expected)
        {
            assert!(
                given.contains(&line),
                "{environment}: {line} is not in {given:?}"
            );
        }
        assert!(
            !text.contains("=/old") && !text.contains("\0TMUX="),
            "{environment}: {given:?}"
        );
        assert_eq!(given.last(), Some(&"0\n"), "no core files");
    }
}

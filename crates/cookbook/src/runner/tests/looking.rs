//! What a machine is found to have before a launch.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;

use super::house::{House, SHELLS, wait_for};
use crate::machine::Machine;
use crate::runner::{Preflight, Question};

pub(super) const NOTHING: Question<'_> = Question {
    environment: "none",
    environment_path: "",
    program: "sh",
    module: None,
    port: None,
    model_path: None,
    repo_id: None,
    needed_bytes: None,
    variables: &[],
};

pub(super) async fn look(house: &House, question: &Question<'_>) -> Preflight {
    crate::runner::preflight(&house.machines, &Machine::Local, question)
        .await
        .unwrap()
}

/// The sentence of the refusal.
pub(super) fn refused(seen: &Preflight, question: &Question<'_>) -> String {
    let error = seen.judge(question, "gpu-box").unwrap_err();
    assert_eq!(error.kind, operation::Kind::Conflict);
    assert!(error.hint.is_some());
    error.message.clone()
}

#[tokio::test]
async fn the_machine_is_told() {
    for shell in SHELLS {
        let house = House::new(shell);
        let seen = look(&house, &NOTHING).await;
        assert!(
            seen.tmux
                .as_deref()
                .is_some_and(|tmux| tmux.starts_with("tmux ")),
            "{shell}: {seen:?}"
        );
        assert_eq!(seen.platform, "Linux", "{shell}");
        assert_eq!(seen.home, house.home().to_str().unwrap(), "{shell}");
        assert!(
            seen.free_bytes.is_some() && !seen.user.is_empty() && !seen.shell_silent,
            "{shell}: {seen:?}"
        );
        assert_eq!(
            seen.judge(&NOTHING, "gpu-box").unwrap(),
            Vec::<String>::new(),
            "{shell}"
        );
    }
}

/// The shells that people have, and start-up files that are in the way.
#[tokio::test]
async fn programs_are_found_as_the_persons_shell_finds_them() {
    let cases = [
        (
            "/bin/bash",
            ".bash_profile",
            "echo WELCOME\nexport PATH=$HOME/tools:$PATH HF_HOME=/data/hf\n",
        ),
        (
            "/bin/bash",
            ".bash_profile",
            "export PATH=$HOME/tools:$PATH HF_HOME=/data/hf\nsleep 100 &\nprintf unfinished\n",
        ),
        (
            "/bin/dash",
            ".profile",
            "export PATH=$HOME/tools:$PATH HF_HOME=/data/hf\n",
        ),
        (
            "/usr/bin/fish",
            ".config/fish/config.fish",
            "echo hello\nset -gx PATH $HOME/tools $PATH\nset -gx HF_HOME /data/hf\n",
        ),
    ];
    for (shell, file, text) in cases {
        let house = House::with("dash", &[("SHELL", shell)]);
        let tool = house.program("home/tools/vllm", "#!/bin/sh\n");
        house.program(&format!("home/{file}"), text);
        let seen = look(
            &house,
            &Question {
                program: "vllm",
                ..NOTHING
            },
        )
        .await;
        assert_eq!(seen.binary, Some(tool), "{shell} {text}");
        assert_eq!(
            seen.variables,
            [("HF_HOME".to_owned(), "/data/hf".to_owned())],
            "{shell} {text}"
        );
    }
}

#[tokio::test]
async fn a_shell_that_hangs_is_not_waited_for() {
    for shell in SHELLS {
        let house = House::with(shell, &[("SHELL", "/bin/bash")]);
        house.program("home/.bash_profile", "sleep 1000\n");
        let tool = house.program("home/.local/bin/vllm", "#!/bin/sh\n");
        let question = Question {
            program: "vllm",
            ..NOTHING
        };
        let seen = look(&house, &question).await;
        assert!(seen.shell_silent, "{shell}");
        assert_eq!(seen.binary, Some(tool), "{shell}");
        assert_eq!(
            seen.judge(&question, "gpu-box").unwrap().len(),
            1,
            "{shell}"
        );
        let sleeps = |pid: &u32| {
            let line = fs::read_to_string(format!("/proc/{pid}/cmdline"));
            line.is_ok_and(|line| line == "sleep\x001000\0")
        };
        // It was killed; a machine that is busy takes its time to end it.
        wait_for("the end of what hung", || {
            let left = house.processes();
            (!left.iter().any(sleeps)).then_some(())
        });
    }
}

#[tokio::test]
async fn environments_are_found() {
    for shell in SHELLS {
        let house = House::new(shell);
        let home = house.home();
        for place in ["venv", "miniconda3/envs/serving", "elsewhere/special"] {
            fs::create_dir_all(home.join(place).join("bin")).unwrap();
            symlink("/usr/bin/python3", home.join(place).join("bin/python3")).unwrap();
            house.program(&format!("home/{place}/bin/vllm"), "#!/bin/sh\n");
        }
        house.program(
            "home/.conda/environments.txt",
            &format!("/nowhere/special\n{}/elsewhere/special\n", home.display()),
        );
        let cases = [
            ("venv", "~/venv", Some("venv")),
            ("conda", "serving", Some("miniconda3/envs/serving")),
            (
                "conda",
                "~/miniconda3/envs/serving",
                Some("miniconda3/envs/serving"),
            ),
            ("conda", "special", Some("elsewhere/special")),
            ("venv", "~/nothing", None),
            ("conda", "unknown", None),
        ];
        for (environment, environment_path, place) in cases {
            let question = Question {
                environment,
                environment_path,
                program: "vllm",
                ..NOTHING
            };
            let seen = look(&house, &question).await;
            let prefix = place.map(|place| home.join(place).to_str().unwrap().to_owned());
            assert_eq!(
                seen.environment_prefix, prefix,
                "{shell}: {environment_path}"
            );
            match prefix {
                Some(prefix) => {
                    assert_eq!(seen.binary, Some(format!("{prefix}/bin/vllm")), "{shell}");
                    assert!(seen.path.starts_with(&format!("{prefix}/bin:")), "{shell}");
                    seen.judge(&question, "gpu-box").unwrap();
                }
                None => assert!(
                    refused(&seen, &question).contains(environment_path),
                    "{shell}"
                ),
            }
        }
    }
}

#[tokio::test]
async fn programs_that_cannot_run_are_refused() {
    let house = House::new("dash");
    house.program("home/bin/vllm", "#!/nowhere/python\n");
    fs::write(house.home().join("text"), "no program").unwrap();
    let cases = [
        (
            Question {
                program: "no-such-engine",
                ..NOTHING
            },
            "`no-such-engine` was not found on gpu-box",
        ),
        (
            Question {
                program: "/nowhere/vllm",
                ..NOTHING
            },
            "no program `/nowhere/vllm`",
        ),
        (
            Question {
                program: "~/text",
                ..NOTHING
            },
            "no program `~/text`",
        ),
        (
            Question {
                program: "~/bin/vllm",
                ..NOTHING
            },
            "`/nowhere/python` does not exist",
        ),
        (
            Question {
                program: "python3",
                module: Some("no_such_engine.server"),
                ..NOTHING
            },
            "no module `no_such_engine`",
        ),
    ];
    for (question, sentence) in cases {
        let seen = look(&house, &question).await;
        let message = refused(&seen, &question);
        assert!(message.contains(sentence), "{message}");
    }
    let question = Question {
        program: "python3",
        module: Some("http.server"),
        ..NOTHING
    };
    let seen = look(&house, &question).await;
    seen.judge(&question, "gpu-box").unwrap();
    assert!(seen.python.is_some_and(|version| version.starts_with("3.")));
}

#[tokio::test]
async fn without_tmux_nothing_is_launched() {
    let mut seen = look(&House::new("dash"), &NOTHING).await;
    seen.tmux = None;
    assert!(refused(&seen, &NOTHING).contains("tmux"));
}

#[tokio::test]
async fn python_goes_by_either_name() {
    let house = House::new("dash");
    let tools = house.directory.path().join("tools");
    house.program("tools/python", "#!/bin/sh\n");
    let seen = look(
        &house,
        &Question {
            program: "python",
            ..NOTHING
        },
    )
    .await;
    assert!(seen.binary.is_some_and(|binary| binary.contains("/python")));
    let only = House::with(
        "dash",
        &[(
            "PATH",
            &format!(
                "{}:{}",
                house.directory.path().join("bin").display(),
                tools.display()
            ),
        )],
    );
    let seen = look(
        &only,
        &Question {
            program: "python3",
            ..NOTHING
        },
    )
    .await;
    assert!(seen.binary.is_some());
}

#[tokio::test]
async fn a_port_that_nobody_listens_on_is_found() {
    for shell in SHELLS {
        let house = House::new(shell);
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        // Ours, or somebody else's already.
        let next = TcpListener::bind(("127.0.0.1", port.saturating_add(1)));
        let promised = [port + 3, port + 2];
        let free = crate::runner::free_port(&house.machines, &Machine::Local, port, &promised)
            .await
            .unwrap();
        assert!(
            free.is_some_and(|free| free > port + 3 && free < port + 64),
            "{shell}: {free:?} from {port}"
        );
        drop(next);
    }
}

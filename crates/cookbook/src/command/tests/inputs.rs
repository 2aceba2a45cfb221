//! The small types around a command, as inputs of operations.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::command::{
    Command, Environment, Gpus, HfToken, PackageSpec, RepoId, SessionName, SshPort,
};

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    serde_json::from_value(value.clone()).map_err(|error| error.to_string())
}

#[test]
fn environments() {
    let venv = |path: &str| Some(Environment::Venv(path.to_owned()));
    let conda = |name: &str| Some(Environment::Conda(name.to_owned()));
    for (text, environment) in [
        ("", Some(Environment::None)),
        ("  ", Some(Environment::None)),
        ("source /opt/venv/bin/activate", venv("/opt/venv")),
        ("source ~/venv/bin/activate &&", venv("~/venv")),
        (". '/a b/venv/bin/activate'", venv("/a b/venv")),
        ("conda activate vllm", conda("vllm")),
        (
            "conda activate /opt/conda/envs/x",
            conda("/opt/conda/envs/x"),
        ),
        (
            "eval \"$(conda shell.bash hook)\" && conda activate vllm",
            conda("vllm"),
        ),
        (
            "source ~/miniconda3/etc/profile.d/conda.sh && conda activate vllm",
            conda("~/miniconda3/envs/vllm"),
        ),
        (
            ". /opt/conda/etc/profile.d/conda.sh && conda activate base",
            conda("/opt/conda"),
        ),
        (
            ". /opt/conda/etc/profile.d/conda.sh && conda activate /e/x",
            conda("/e/x"),
        ),
        ("source venv/bin/activate", None),
        ("source ~/.bashrc", None),
        ("source /x.sh /opt/venv/bin/activate", None),
        ("conda activate -n", None),
        ("conda activate 'a b'", None),
        ("conda activate a; touch canary", None),
        ("eval \"$(touch canary)\" && conda activate a", None),
        ("touch canary && conda activate a", None),
        ("source \"$(touch canary)\"/bin/activate", None),
        ("source /a\n/bin/activate", None),
        ("& 'C:\\venv\\Scripts\\Activate.ps1'", None),
        ("export X=1", None),
    ] {
        let found = Environment::parse(text);
        if let Err(error) = &found {
            assert_eq!(error.field.as_deref(), Some("env_prefix"), "{text}");
        }
        assert_eq!(found.ok(), environment, "{text}");
    }
    assert!(
        Environment::parse("& 'C:\\x.ps1'")
            .unwrap_err()
            .message
            .contains("Windows")
    );
}

#[test]
fn environments_of_servers() {
    for (path, directory) in [
        ("/opt/venv", Some("/opt/venv")),
        ("/opt/venv/", Some("/opt/venv")),
        ("~/venv/bin/activate", Some("~/venv")),
        ("/opt/venv/bin", Some("/opt/venv")),
        ("venv", None),
        ("", None),
        ("/a\nb", None),
    ] {
        let stored = Environment::venv(path)
            .ok()
            .map(|environment| environment.stored());
        assert_eq!(
            stored,
            directory.map(|path| ("venv", path.to_owned())),
            "{path}"
        );
    }
    assert_eq!(
        Environment::conda("x").unwrap().stored(),
        ("conda", "x".to_owned())
    );
    assert!(Environment::conda("").is_err());
    assert_eq!(Environment::None.stored(), ("none", String::new()));
}

#[test]
fn models() {
    for (text, repository, name) in [
        ("Qwen/Qwen3-8B", Some(("Qwen", "Qwen3-8B")), "Qwen3-8B"),
        ("gpt2", None, "gpt2"),
        ("qwen3:8b", None, "qwen3:8b"),
        ("hf.co/a/b:Q4_K_M", None, "b:Q4_K_M"),
        ("a/b:Q4_K_M", None, "b:Q4_K_M"),
        ("/mnt/models/My Model/x.gguf", None, "x.gguf"),
        ("~/x", None, "x"),
        ("~/models/x/", None, "x"),
        ("vllm[audio]>=0.10", None, "vllm[audio]>=0.10"),
    ] {
        let model: RepoId = read(&json!(text)).unwrap();
        assert_eq!(model.repository(), repository, "{text}");
        assert_eq!(model.name(), name, "{text}");
        assert_eq!(model.to_string(), text);
    }
    let long = "a".repeat(202);
    for text in [
        "",
        "-x",
        "a//b",
        "../x",
        "a/../b",
        "a b",
        "a;b",
        "$(x)",
        "C:\\x",
        "/a\nb",
        long.as_str(),
    ] {
        assert!(read::<RepoId>(&json!(text)).is_err(), "{text}");
    }
}

#[test]
fn gpus_are_numbers() {
    for (text, shown) in [
        ("", Some("")),
        ("0", Some("0")),
        ("0,1,10", Some("0,1,10")),
        (" 2 ", Some("2")),
    ] {
        assert_eq!(
            read::<Gpus>(&json!(text))
                .ok()
                .map(|gpus| gpus.to_string())
                .as_deref(),
            shown
        );
    }
    for text in [
        "a", "0,", ",0", "0, 1", "-1", "+1", "0,0", "70000", "0;1", "0\n",
    ] {
        let refused = read::<Gpus>(&json!(text)).is_err();
        assert_eq!(refused, text.trim() != "0", "{text:?}");
    }
}

#[test]
fn tokens_are_not_printed() {
    let token: HfToken = read(&json!("hf_Abc-1.2_~+/=")).unwrap();
    assert_eq!(token.secret(), "hf_Abc-1.2_~+/=");
    assert_eq!(format!("{token:?}"), "HfToken(***)");
    assert!(read::<HfToken>(&json!("")).unwrap().is_empty());
    let error = read::<HfToken>(&json!("hf_secret x")).unwrap_err();
    assert!(!error.contains("hf_secret"), "{error}");
}

#[test]
fn names_of_sessions() {
    let longest = "x".repeat(64);
    for name in ["serve-1a2b3c4d", "_x", "A", longest.as_str()] {
        let read: SessionName = read(&json!(name)).unwrap();
        assert_eq!(read.as_str(), name);
        assert_eq!(serde_json::to_value(&read).unwrap(), json!(name));
    }
    let long = "x".repeat(65);
    for name in [
        "",
        "-x",
        "a b",
        "a.b",
        "a:b",
        "=a",
        "a\n",
        "é",
        long.as_str(),
    ] {
        let error = read::<SessionName>(&json!(name)).unwrap_err();
        assert!(error.contains("Invalid session id"), "{name}: {error}");
    }
}

#[test]
fn ports_come_as_numbers_and_as_text() {
    for value in [json!(22), json!("22"), json!(" 22 ")] {
        assert_eq!(read::<SshPort>(&value).unwrap().get(), Some(22));
    }
    // As the agent API shows the usual port of a server.
    assert_eq!(read::<SshPort>(&json!("")).unwrap().get(), None);
    for value in [
        json!(0),
        json!(65_536),
        json!(-1),
        json!("x"),
        json!(true),
        json!(1.5),
    ] {
        assert!(read::<SshPort>(&value).is_err(), "{value}");
    }
}

#[test]
fn packages_are_inputs_too() {
    assert_eq!(
        read::<PackageSpec>(&json!("vllm>=0.10"))
            .unwrap()
            .to_string(),
        "vllm>=0.10"
    );
    assert!(read::<PackageSpec>(&json!("-r x")).is_err());
}

#[test]
fn a_refused_command_reads_as_the_end_of_a_sentence() {
    let command: Command = read(&json!("vllm serve a/b")).unwrap();
    assert_eq!(command.text(), "vllm serve a/b");
    let error = read::<Command>(&json!("cd /x && vllm serve a/b")).unwrap_err();
    assert!(
        error.contains("`&&`") && error.ends_with("from `~/`"),
        "{error}"
    );
}

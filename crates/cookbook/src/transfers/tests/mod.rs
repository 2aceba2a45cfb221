//! Plans for made-up machines; in `real`, stories with the real tools: pip, a virtual environment, `hf download`.

mod hub;
mod real;

use super::*;
use crate::hardware::{self, Host, Look, Package, Tool};
use crate::machine::Machine;
use crate::machine::house::House;

/// This machine, as if it had these programs and packages.
async fn machine(tools: &[&str], packages: &[(&str, &str)]) -> Host {
    let machines = House::new("/bin/sh").machines();
    let host = hardware::host(&machines, &Machine::Local, &Look::default())
        .await
        .unwrap();
    let tool = |name: &&str| Tool {
        name: (*name).to_owned(),
        path: format!("/bin/{name}"),
        version: None,
    };
    let package = |(name, version): &(&str, &str)| Package {
        name: (*name).to_owned(),
        version: (*version).to_owned(),
    };
    Host {
        tools: tools.iter().map(tool).collect(),
        packages: packages.iter().map(package).collect(),
        ..host
    }
}

#[tokio::test]
async fn downloads_are_planned() {
    let host = machine(&["hf", "ollama"], &[]).await;
    let check = |download: Download, expected: &[&str]| {
        assert_eq!(download.plan(&host).unwrap().words, expected);
    };
    let of = |repo_id: &str| Download {
        repo_id: repo_id.to_owned(),
        ..Download::default()
    };
    check(of("org/name"), &["/bin/hf", "download", "org/name"]);
    check(of("qwen3:8b"), &["/bin/ollama", "pull", "qwen3:8b"]);
    check(of("llama3.2"), &["/bin/ollama", "pull", "llama3.2"]);
    check(
        of("hf.co/org/name:Q4_K_M"),
        &["/bin/ollama", "pull", "hf.co/org/name:Q4_K_M"],
    );
    check(
        Download {
            include: vec!["*Q4_K_M*.gguf".to_owned(), "--x".to_owned()],
            local_dir: Some("~/models/".to_owned()),
            revision: Some("v1.0".to_owned()),
            ..of("org/name")
        },
        &[
            "/bin/hf",
            "download",
            "org/name",
            "--include=*Q4_K_M*.gguf",
            "--include=--x",
            "--revision=v1.0",
            "--local-dir=~/models/name",
        ],
    );
    check(
        Download {
            local_dir: Some("/disk/name".to_owned()),
            ..of("org/name")
        },
        &["/bin/hf", "download", "org/name", "--local-dir=/disk/name"],
    );
}

#[tokio::test]
async fn what_cannot_be_downloaded_is_refused() {
    let host = machine(&["hf", "ollama"], &[]).await;
    let of = |repo_id: &str| Download {
        repo_id: repo_id.to_owned(),
        ..Download::default()
    };
    for repo_id in [
        "",
        "-x/y",
        "org/-y",
        "a/b/c",
        "org/na me",
        "org/..",
        "/etc/passwd",
        "org/name;ls",
        "--help",
        "a:b:c",
        "org/a\nb",
        "qwen:",
    ] {
        let error = of(repo_id).plan(&host).unwrap_err();
        assert_eq!(
            (error.kind, error.field.as_deref()),
            (operation::Kind::BadInput, Some("repo_id")),
            "{repo_id}"
        );
    }
    let check = |download: Download, field: &str| {
        let error = download.plan(&host).unwrap_err();
        assert_eq!(
            (error.kind, error.field.as_deref()),
            (operation::Kind::BadInput, Some(field)),
            "{download:?}"
        );
    };
    for pattern in ["", "a b", "$(x)", "a\nb"] {
        check(
            Download {
                include: vec![pattern.to_owned()],
                ..of("org/name")
            },
            "include",
        );
    }
    for directory in ["", "models", "../x", "/a/../b", "/a\nb", "~user/x"] {
        check(
            Download {
                local_dir: Some(directory.to_owned()),
                ..of("org/name")
            },
            "local_dir",
        );
    }
    check(
        Download {
            revision: Some("a b".to_owned()),
            ..of("org/name")
        },
        "revision",
    );
    check(
        Download {
            revision: Some("main".to_owned()),
            ..of("qwen3:8b")
        },
        "include",
    );
}

#[tokio::test]
async fn what_a_machine_lacks_is_said_with_what_mends_it() {
    let bare = machine(&["python3"], &[]).await;
    let error = Download {
        repo_id: "org/name".to_owned(),
        ..Download::default()
    }
    .plan(&bare)
    .unwrap_err();
    assert_eq!(error.kind, operation::Kind::Conflict);
    assert!(error.hint.as_deref().unwrap().contains("huggingface_hub"));
    let error = Download {
        repo_id: "qwen3:8b".to_owned(),
        ..Download::default()
    }
    .plan(&bare)
    .unwrap_err();
    assert!(error.hint.as_deref().unwrap().contains("ollama.com"));
    let error = Install {
        package: "vllm".to_owned(),
        upgrade: false,
    }
    .plan(&bare, None)
    .unwrap_err();
    assert!(error.hint.as_deref().unwrap().contains("python3 -m venv"));
    // The older name of the same program does as well.
    let older = machine(&["huggingface-cli"], &[]).await;
    let plan = Download {
        repo_id: "org/name".to_owned(),
        ..Download::default()
    }
    .plan(&older)
    .unwrap();
    assert_eq!(plan.words, ["/bin/huggingface-cli", "download", "org/name"]);
}

#[tokio::test]
async fn installs_are_planned() {
    let check =
        async |tools: &[&str], packages: &[(&str, &str)], package: &str, expected: &[&str]| {
            let host = machine(tools, packages).await;
            let install = Install {
                package: package.to_owned(),
                upgrade: package == "sglang",
            };
            assert_eq!(install.plan(&host, Some("/v/")).unwrap().words, expected);
        };
    let pip = ["/v/bin/python", "-m", "pip", "install", "--no-cache-dir"];
    check(&[], &[], "vllm", &[&pip[..], &["vllm"]].concat()).await;
    check(
        &[],
        &[("pip", "25.0")],
        "kernels<0.15",
        &[&pip[..], &["--progress-bar=raw", "kernels<0.15"]].concat(),
    )
    .await;
    check(
        &[],
        &[],
        "llama_cpp_python",
        &[&pip[..], &["llama-cpp-python[server]"]].concat(),
    )
    .await;
    check(
        &[],
        &[],
        "sglang",
        &[&pip[..], &["--upgrade", "sglang"]].concat(),
    )
    .await;
    let uv = [
        "/bin/uv",
        "pip",
        "install",
        "--no-cache",
        "--python",
        "/v/bin/python",
    ];
    check(
        &["uv"],
        &[("pip", "25.0")],
        "vllm==0.11.0",
        &[&uv[..], &["vllm==0.11.0"]].concat(),
    )
    .await;
    let host = machine(&[], &[]).await;
    for package in [
        "",
        "-r x",
        "--find-links",
        "git+https://x",
        "/tmp/x",
        "a;b",
        "./x.whl",
    ] {
        let error = Install {
            package: package.to_owned(),
            upgrade: false,
        }
        .plan(&host, Some("/v"))
        .unwrap_err();
        assert_eq!(
            (error.kind, error.field.as_deref()),
            (operation::Kind::BadInput, Some("package")),
            "{package}"
        );
    }
}

//! Engines that are found where a launch would find them, with the versions that pip noted or that they say.

use std::fs;
use std::os::unix::fs::symlink;

use super::house::{House, SHELLS};
use crate::command::Environment;
use crate::runner::engines::{Engines, engines};
use crate::servers::Target;

pub(super) fn here(environment: Environment) -> Target {
    Target {
        server_id: "local".to_owned(),
        server: "This machine".to_owned(),
        host: String::new(),
        port: None,
        environment,
        gpus: String::new(),
        platform: String::new(),
    }
}

/// A Python environment below the home, with these packages as pip notes them.
pub(super) fn environment(house: &House, place: &str, packages: &[(&str, &str)]) {
    let bin = house.home().join(place).join("bin");
    fs::create_dir_all(&bin).unwrap();
    symlink("/usr/bin/python3", bin.join("python3")).unwrap();
    for (package, version) in packages {
        let noted = format!(
            "home/{place}/lib/python3.11/site-packages/{package}-{version}.dist-info/METADATA"
        );
        house.program(
            &noted,
            &format!("Metadata-Version: 2.4\nName: {package}\nVersion: {version}\n\nVersion: 9\n"),
        );
    }
}

/// A program that Python runs.
pub(super) fn script(house: &House, path: &str, environment: &str) {
    let python = house.home().join(environment).join("bin/python3");
    house.program(path, &format!("#!{}\n", python.display()));
}

async fn look(house: &House, environment: Environment) -> Engines {
    engines(&house.machines, &here(environment)).await.unwrap()
}

fn of(seen: &Engines, name: &str) -> Option<(String, Option<String>)> {
    let mut found = seen.found.iter();
    let found = found.find(|found| found.name == name)?;
    Some((found.path.clone(), found.version.clone()))
}

#[tokio::test]
async fn engines_are_found_with_their_versions() {
    for shell in SHELLS {
        let house = House::new(shell);
        let home = house.home().display().to_string();
        environment(
            &house,
            "venv",
            &[
                ("vllm", "0.11.0+cu128"),
                ("vllm_nothing", "7.0"),
                ("llama_cpp_python", "0.3.9"),
                ("pip", "25.0"),
            ],
        );
        script(&house, "home/venv/bin/vllm", "venv");
        // One with an environment of its own, as pipx and uv make them.
        environment(&house, "tools/hub", &[("huggingface_hub", "1.1.4")]);
        script(&house, "home/tools/hub/bin/hf", "tools/hub");
        let bin = house.home().join(".local/bin");
        fs::create_dir_all(&bin).unwrap();
        symlink(house.home().join("tools/hub/bin/hf"), bin.join("hf")).unwrap();
        house.program(
            "home/.local/bin/llama-server",
            "#!/bin/sh\necho 'found 1 CUDA device: compute capability 8.9' >&2\necho 'version: 4589 (eb7cf15a)' >&2\n",
        );
        // It does not answer, and is there nevertheless.
        house.program("home/.local/bin/ollama", "#!/bin/sh\nexec sleep 100\n");

        let seen = look(&house, Environment::Venv("~/venv".to_owned())).await;
        assert_eq!(seen.prefix, Some(format!("{home}/venv")), "{shell}");
        assert_eq!(
            (seen.has("pip"), seen.warnings.len()),
            (true, 0),
            "{shell}: {seen:?}"
        );
        let at = |path: &str, version: Option<&str>| {
            Some((format!("{home}/{path}"), version.map(str::to_owned)))
        };
        for (name, expected) in [
            ("vllm", at("venv/bin/vllm", Some("0.11.0+cu128"))),
            (
                "llama-cpp-python",
                at("venv/lib/python3.11/site-packages", Some("0.3.9")),
            ),
            ("huggingface-hub", at(".local/bin/hf", Some("1.1.4"))),
            ("llama-server", at(".local/bin/llama-server", Some("4589"))),
            ("ollama", at(".local/bin/ollama", None)),
            ("sglang", None),
            ("mlx-lm", None),
        ] {
            assert_eq!(of(&seen, name), expected, "{shell}: {name}");
        }

        // What is in an environment is not there without it.
        let seen = look(&house, Environment::None).await;
        assert_eq!(
            (of(&seen, "vllm"), seen.prefix.as_deref()),
            (None, None),
            "{shell}"
        );
        assert_eq!(
            of(&seen, "huggingface-hub"),
            at(".local/bin/hf", Some("1.1.4")),
            "{shell}"
        );
        let seen = look(&house, Environment::Venv("~/nothing".to_owned())).await;
        assert_eq!(seen.prefix, None, "{shell}");
    }
}

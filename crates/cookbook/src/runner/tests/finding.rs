//! Ports that are taken, and models that are there.

use std::fs;
use std::net::TcpListener;

use super::house::{House, SHELLS};
use super::looking::{NOTHING, look, refused};
use crate::runner::Question;
use crate::runner::preflight::{Model, Port};

/// Listens on a port that the system gives to nobody by itself: when this is over, nobody has it.
fn listening(address: &str) -> TcpListener {
    let first = std::process::id();
    let mut ports = (0..1_000).map(|next| 10_000 + first.wrapping_add(next) % 1_000);
    let listener =
        ports.find_map(|port| TcpListener::bind((address, u16::try_from(port).unwrap())).ok());
    listener.unwrap()
}

#[tokio::test]
async fn a_port_that_is_taken_is_refused_with_its_holder() {
    for shell in SHELLS {
        let house = House::new(shell);
        for address in ["127.0.0.1", "0.0.0.0", "::1"] {
            let listener = listening(address);
            let port = listener.local_addr().unwrap().port();
            let question = Question {
                port: Some(port),
                ..NOTHING
            };
            let seen = look(&house, &question).await;
            let Port::Taken(Some(holder)) = &seen.port else {
                panic!("{shell}: {:?}", seen.port);
            };
            assert_eq!(holder.pid, std::process::id(), "{shell}");
            let message = refused(&seen, &question);
            assert!(
                message.contains(&port.to_string()) && message.contains(&holder.name),
                "{message}"
            );
            drop(listener);
            assert_eq!(look(&house, &question).await.port, Port::Free, "{shell}");
        }
    }
}

#[tokio::test]
async fn models_are_looked_for_where_they_would_be() {
    let house = House::new("dash");
    let home = house.home();
    for (cache, model, file) in [
        (
            ".cache/huggingface/hub",
            "models--org--whole",
            "snapshots/1/config.json",
        ),
        (
            ".cache/huggingface/hub",
            "models--org--part",
            "snapshots/1/config.json",
        ),
        (
            ".cache/huggingface/hub",
            "models--org--part",
            "blobs/1.incomplete",
        ),
        ("hf/hub", "models--org--there", "snapshots/1/config.json"),
        ("cache", "models--org--here", "snapshots/1/config.json"),
    ] {
        house.program(&format!("home/{cache}/{model}/{file}"), "");
    }
    let at = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    let (whole, none) = (home.join("m.gguf"), home.join("none.gguf"));
    fs::write(&whole, "").unwrap();
    let cases = [
        (None, Some("org/whole"), vec![], Model::Present, 0),
        (None, Some("org/part"), vec![], Model::Partial, 1),
        (None, Some("org/none"), vec![], Model::Absent, 1),
        (None, Some("org/there"), vec![], Model::Absent, 1),
        (
            None,
            Some("org/there"),
            at("HF_HOME", "~/hf"),
            Model::Present,
            0,
        ),
        (
            None,
            Some("org/here"),
            at("HF_HUB_CACHE", home.join("cache").to_str().unwrap()),
            Model::Present,
            0,
        ),
        (None, None, vec![], Model::Unknown, 0),
        (Some("~/m.gguf"), None, vec![], Model::Present, 0),
        (whole.to_str(), None, vec![], Model::Present, 0),
        (none.to_str(), None, vec![], Model::Absent, 1),
    ];
    for (model_path, repo_id, variables, model, warnings) in cases {
        let question = Question {
            model_path,
            repo_id,
            variables: &variables,
            ..NOTHING
        };
        let mut seen = look(&house, &question).await;
        assert_eq!(seen.model, model, "{question:?}");
        seen.free_bytes = Some(1 << 50);
        seen.free_for_logs = Some(1 << 50);
        assert_eq!(
            seen.judge(&question, "gpu-box").unwrap().len(),
            warnings,
            "{question:?}"
        );
        // What is there already takes no more room.
        let comes = repo_id.is_some() && model != Model::Present;
        let question = Question {
            needed_bytes: Some(u64::MAX),
            ..question
        };
        assert_eq!(
            seen.judge(&question, "gpu-box").unwrap().len(),
            warnings + usize::from(comes),
            "{question:?}"
        );
    }
}

#[tokio::test]
async fn a_disk_that_is_nearly_full_is_warned_of_and_a_full_one_refused() {
    for shell in SHELLS {
        let house = House::new(shell);
        let mut seen = look(&house, &NOTHING).await;
        assert!(seen.free_for_logs.is_some(), "{shell}");
        seen.free_bytes = Some(1 << 50);
        for (free, said) in [
            (Some(1 << 40), None),
            (None, None),
            (
                Some(5_000_000),
                Some("Only 5 MB are free on the disk for logs of gpu-box"),
            ),
        ] {
            seen.free_for_logs = free;
            let warnings = seen.judge(&NOTHING, "gpu-box").unwrap();
            assert_eq!(warnings.len(), said.into_iter().count(), "{warnings:?}");
            assert!(
                warnings.concat().contains(said.unwrap_or_default()),
                "{warnings:?}"
            );
        }
        seen.free_for_logs = Some(8192);
        let message = refused(&seen, &NOTHING);
        assert!(message.contains("only 8 kB are free"), "{message}");
    }
}

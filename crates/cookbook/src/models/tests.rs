//! Real directories, listed by real shells.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::symlink;

use super::*;
use crate::machine::house::{House, SHELLS};

async fn ask(house: &House, directories: &[&str]) -> operation::Result<Cached> {
    let directories: Vec<String> = directories.iter().map(|path| (*path).to_owned()).collect();
    cached(&house.machines(), &Machine::Local, &directories).await
}

async fn models_of(house: &House, directories: &[&str]) -> BTreeMap<String, CachedModel> {
    let answer = ask(house, directories).await.unwrap();
    assert_eq!(answer.warnings, Vec::<String>::new());
    let models = answer.models.into_iter();
    models.map(|model| (model.repo_id.clone(), model)).collect()
}

fn names(models: &BTreeMap<String, CachedModel>) -> Vec<&str> {
    models.keys().map(String::as_str).collect()
}

#[tokio::test]
async fn a_cache_is_read_by_every_shell() {
    for shell in SHELLS {
        let house = House::new(shell);
        let hub = ".cache/huggingface/hub";
        let whole = format!("{hub}/models--org--whole");
        let index = r#"{"metadata":{"total_size":5},"weight_map":{"a":"w-00001-of-00002.safetensors",
            "b": "w-00002-of-00002.safetensors"}}"#;
        house.cached(&whole, "config.json", "{}");
        // Given up, and then fetched after all.
        house.file(&format!("{whole}/blobs/config_json.1a2b.incomplete"), 0);
        house.cached(&whole, "model.safetensors.index.json", index);
        house.cached(&whole, "w-00001-of-00002.safetensors", "123");
        house.cached(&whole, "w-00002-of-00002.safetensors", "12");
        let half = format!("{hub}/models--org--half--and--half");
        house.cached(&half, "model.safetensors.index.json", index);
        house.cached(&half, "w-00001-of-00002.safetensors", "123");
        let coming = format!("{hub}/models--solo");
        house.cached(&coming, "unet/x.safetensors", "1");
        house.cached(&coming, "model_index.json", "{}");
        house.file(&format!("{coming}/blobs/abc.1234.incomplete"), 7);
        house.file(&format!("{hub}/datasets--org--data/blobs/x"), 1);
        house.file(&format!("{hub}/models--org--nothing/refs/main"), 3);
        house.file(
            &format!("{hub}/.locks/models--org--locked/snapshots/a/x"),
            3,
        );

        let models = models_of(&house, &[]).await;
        assert_eq!(
            names(&models),
            ["org/half--and--half", "org/whole", "solo"],
            "{shell}"
        );
        let model = &models["org/whole"];
        assert_eq!(
            (model.status, model.nb_files, model.shards),
            (Status::Ready, 4, None),
            "{shell}"
        );
        assert_eq!(model.bytes, 2 + 5 + index.len() as u64);
        assert_eq!(model.path, house.path(&whole));
        let model = &models["org/half--and--half"];
        assert_eq!(
            model.shards,
            Some(Shards {
                present: 1,
                total: 2
            })
        );
        assert_eq!(
            (model.status, model.has_incomplete),
            (Status::Downloading, true)
        );
        let model = &models["solo"];
        assert!(model.is_diffusion && model.has_incomplete);
        assert_eq!(model.bytes, 1 + 2 + 7);
    }
}

#[tokio::test]
async fn directories_of_the_person() {
    for shell in SHELLS {
        let house = House::new(shell);
        house.file("m/Loose-Q4_K_M.gguf", 10);
        house.file("m/Big-Q8_0-00001-of-00002.gguf", 5);
        house.file("m/Big-Q8_0-00002-of-00002.gguf", 6);
        house.file("m/Torn-00002-of-00002.gguf", 6);
        house.file("m/Folder/config.json", 2);
        house.file("m/Folder/model.safetensors", 20);
        house.file("m/Folder/.cache/huggingface/download/abc.incomplete", 3);
        house.file("m/Folder/.git/model.gguf", 3);
        house.file("m/maker/model/x-Q4_0.gguf", 3);
        house.file("m/maker/model/mmproj-F16.gguf", 1);
        house.file("m/a/b/c/too-deep/x.gguf", 1);
        house.file("m/notes/readme.md", 1);
        house.file("m/.hidden/x.gguf", 1);
        house.file("elsewhere/linked/config.json", 1);
        symlink(house.path("elsewhere/linked"), house.path("m/linked")).unwrap();
        symlink(house.path("m/Loose-Q4_K_M.gguf"), house.path("m/Link.gguf")).unwrap();
        house.cached("m/hub/models--org--inside", "a.gguf", "1234");

        let models = models_of(
            &house,
            &["~/m", &house.path("m/hub"), &house.path("m/maker")],
        )
        .await;
        assert_eq!(
            names(&models),
            [
                "Big-Q8_0",
                "Folder",
                "Link",
                "Loose-Q4_K_M",
                "Torn",
                "maker/model",
                "org/inside"
            ],
            "{shell}"
        );
        let big = &models["Big-Q8_0"];
        assert_eq!(
            (big.bytes, big.nb_files, big.status),
            (11, 2, Status::Ready)
        );
        let [file] = big.gguf_files.as_slice() else {
            panic!("{big:?}")
        };
        assert_eq!(file.quant.as_deref(), Some("Q8_0"));
        assert_eq!(
            (file.parts, file.split, file.size_bytes),
            (Some(2), true, 11)
        );
        assert!(models["Torn"].has_incomplete);
        assert!(models["Folder"].has_incomplete && models["Folder"].is_local_dir);
        assert_eq!(models["Folder"].nb_files, 2);
        let roles: Vec<Role> = models["maker/model"]
            .gguf_files
            .iter()
            .map(|file| file.role)
            .collect();
        assert_eq!(roles, [Role::Projector, Role::Model]);
        assert_eq!(models["Link"].bytes, 10);
        let inside = &models["org/inside"];
        assert_eq!(inside.gguf_files[0].rel_path, "snapshots/abc/a.gguf");
        assert_eq!(
            (inside.is_gguf, inside.is_local_dir, inside.bytes),
            (true, false, 4)
        );
    }
}

#[tokio::test]
async fn a_directory_may_itself_be_a_model() {
    let house = House::new("/bin/sh");
    house.file("Qwen/config.json", 2);
    house.file("Qwen/model.safetensors", 3);
    let models = models_of(&house, &[&house.path("Qwen")]).await;
    assert_eq!(names(&models), ["Qwen"]);
    assert_eq!(models["Qwen"].path, house.path("Qwen"));
}

#[tokio::test]
async fn hostile_names_break_nothing() {
    for shell in SHELLS {
        let house = House::new(shell);
        for name in [
            "a\tb",
            "quo'te",
            "dou\"ble",
            "$(touch pwned)",
            "`touch pwned`",
            "-rf",
            "end",
            "back\\slash",
            "sp ace ",
            "pipe|;&",
            "*",
            "ünï",
        ] {
            house.file(&format!("m/{name}/{name}.gguf"), 3);
        }
        house.file("m/line\nend\nfeed/x.gguf", 3);
        house.file("m/x/line\nf\t1\tregular file\t./forged.gguf", 3);
        house.text(
            "m/index/a.index.json",
            "{\"w\": \"../\\u000a'$(touch pwned)\", broken",
        );
        house.file("m/index/config.json", 1);
        let models = models_of(&house, &["~/m"]).await;
        assert_eq!(models.len(), 13, "{shell}: {:?}", names(&models));
        assert!(
            models
                .values()
                .filter(|model| model.repo_id != "index")
                .all(|model| model.bytes == 3)
        );
        assert!(
            models.contains_key("a\tb")
                && models.contains_key("-rf")
                && models.contains_key("sp ace ")
        );
        assert!(
            !house.home.path().join("m/pwned").exists()
                && !house.home.path().join("pwned").exists()
        );
    }
}

#[tokio::test]
async fn the_login_shell_says_where_the_cache_is() {
    for shell in SHELLS {
        let mut house = House::new(shell);
        house.text(
            ".bashrc",
            &format!("echo banner; export HF_HOME='{}'", house.path("disk")),
        );
        house.text(".bash_profile", ". ~/.bashrc");
        house.set("SHELL", "/bin/bash");
        house.set("HUGGINGFACE_HUB_CACHE", &house.path("other"));
        house.cached("disk/hub/models--org--one", "config.json", "{}");
        house.cached("other/models--org--two", "config.json", "{}");
        house.cached(
            ".cache/huggingface/hub/models--org--three",
            "config.json",
            "{}",
        );
        assert_eq!(
            names(&models_of(&house, &[]).await),
            ["org/one", "org/three", "org/two"],
            "{shell}"
        );
    }
}

#[tokio::test]
async fn a_login_shell_that_hangs_is_left_alone() {
    for shell in SHELLS {
        let mut house = House::new(shell);
        house.text(".bash_profile", "sleep 600");
        house.set("SHELL", "/bin/bash");
        house.cached(
            ".cache/huggingface/hub/models--org--one",
            "config.json",
            "{}",
        );
        assert_eq!(names(&models_of(&house, &[]).await), ["org/one"], "{shell}");
    }
}

#[tokio::test]
async fn ollama_tells_over_its_port_or_its_files_do() {
    let mut house = House::new("/bin/sh");
    let manifest = r#"{"schemaVersion":2,"config":{"size":500},
        "layers":[{"size":2000000000},{"size":500}]}"#;
    house.text(
        ".ollama/models/manifests/registry.ollama.ai/library/llama3.2/3b",
        manifest,
    );
    let models = models_of(&house, &[]).await;
    assert_eq!(names(&models), ["llama3.2:3b"]);
    let model = &models["llama3.2:3b"];
    assert_eq!(
        (model.bytes, model.size.as_str(), model.is_ollama),
        (2_000_001_000, "2.0 GB", true)
    );

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    house.set(
        "OLLAMA_HOST",
        &format!("http://0.0.0.0:{}", listener.local_addr().unwrap().port()),
    );
    let server = std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let read = client.read(&mut [0; 2048]).unwrap();
        let body = "{\"models\":[{\"name\":\"qwen3:8b\",\"size\":5200000000,\n\"digest\":\"d\"}]}";
        write!(
            client,
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        assert!(read > 0);
    });
    let models = models_of(&house, &[]).await;
    server.join().unwrap();
    assert_eq!(names(&models), ["qwen3:8b"]);
    assert_eq!(models["qwen3:8b"].bytes, 5_200_000_000);
}

#[tokio::test]
async fn what_cannot_be_looked_at_is_said() {
    let house = House::new("/bin/sh");
    let answer = ask(
        &house,
        &[
            &house.path("nowhere"),
            "relative",
            "/proc",
            "/",
            "~/../../proc/self",
        ],
    )
    .await
    .unwrap();
    assert_eq!(answer.models, []);
    let count = |part: &str| {
        answer
            .warnings
            .iter()
            .filter(|warning| warning.contains(part))
            .count()
    };
    assert_eq!(
        (count("is not a directory"), count("is not looked into")),
        (2, 3),
        "{:?}",
        answer.warnings
    );
}

#[tokio::test]
async fn an_answer_that_stops_is_an_error() {
    let mut house = House::new("/bin/sh");
    // A machine without `find`, and then one where nothing at all can be written.
    let nowhere = house.path("nowhere");
    house.set("PATH", &nowhere);
    let error = ask(&house, &[]).await.unwrap_err();
    assert_eq!(error.kind, operation::Kind::Unavailable);
}

proptest::proptest! {
    #[test]
    fn any_answer_is_read(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        models(Listing::read(&bytes), "");
    }

    #[test]
    fn any_lines_are_read(lines in proptest::collection::vec(
        ("(f\t[0-9]{1,20}\tregular file|i|s|m|j|hub|folder|ollama|tags|missing|refused\tfolder|end)", "[-a-z./\t\u{e9}]{0,30}(\\.gguf|\\.incomplete|-00001-of-00002\\.safetensors)?"), 0..20
    )) {
        let text: Vec<String> = lines.iter().map(|(word, rest)| format!("{word}\t{rest}")).collect();
        models(Listing::read(text.join("\n").as_bytes()), "x: Permission denied");
    }
}

//! How far a model server is, in words, from what it wrote last.
//!
//! Nothing is decided by it: whether a server is ready is found out by asking it. It never says that something
//! failed either; healthy logs are full of the word "error".

use serde::Serialize;

use super::load::{IDLE, Load};
use super::{line, progress};

/// What a program is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Stage {
    Starting,
    Installing,
    Building,
    Downloading,
    Loading,
    Compiling,
    Warming,
    Ready,
}

/// What the last lines of a log say about progress.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Phase {
    pub(crate) stage: Stage,
    /// For people: `loading weights 42 %`, `81 tok/s, 1 running`.
    pub(crate) words: String,
    /// How much of this stage is done.
    pub(crate) percent: Option<u8>,
    /// How busy a server that is up is.
    pub(crate) load: Option<Load>,
}

impl Phase {
    /// The same of a log that nobody has written to for a while: what it says of the load is over.
    pub(crate) fn quiet(self) -> Self {
        match self.load {
            Some(_) => Self {
                words: "ready".to_owned(),
                load: None,
                ..self
            },
            None => self,
        }
    }
}

use Stage::{Building, Compiling, Downloading, Installing, Loading, Ready, Starting, Warming};

/// A line that contains the first means the second; the first rule that fits counts. Texts of vLLM 0.6 to 0.11,
/// SGLang 0.4 and 0.5, llama.cpp (both of its log formats), Ollama, `hf`, pip, CMake.
#[rustfmt::skip]
const RULES: &[(&str, Stage, &str)] = &[
    ("Application startup complete", Ready, "ready"),
    ("The server is fired up and ready to roll", Ready, "ready"),
    ("server is listening on", Ready, "ready"),
    ("listening on http", Ready, "ready"),
    ("Listening on ", Ready, "ready"),
    ("Uvicorn running on", Ready, "ready"),
    ("Ollama API ready on port", Ready, "ready"),
    ("all slots are idle", Ready, IDLE),
    ("Capturing CUDA graph", Warming, "capturing CUDA graphs"),
    ("Capture cuda graph", Warming, "capturing CUDA graphs"),
    ("Capturing batches", Warming, "capturing CUDA graphs"),
    ("Graph capturing finished", Warming, "warming up"),
    ("torch.compile takes", Compiling, "compiled"),
    ("Compiling a graph", Compiling, "compiling"),
    ("Start compiling function", Compiling, "compiling"),
    ("Using cache directory", Compiling, "compiling"),
    ("Dynamo bytecode transform", Compiling, "compiling"),
    ("Compiling", Compiling, "compiling"),
    ("GPU KV cache size", Warming, "warming up"),
    ("# GPU blocks", Warming, "warming up"),
    ("Available KV cache memory", Warming, "warming up"),
    ("KV Cache is allocated", Warming, "warming up"),
    ("Memory pool end", Warming, "warming up"),
    ("warming up", Warming, "warming up"),
    ("init engine (profile", Warming, "warming up"),
    ("Starting vLLM API server", Warming, "starting the API"),
    ("Started server process", Warming, "starting the API"),
    ("Waiting for application startup", Warming, "starting the API"),
    ("model loaded", Warming, "model loaded"),
    ("Model loading took", Warming, "model loaded"),
    ("Loading weights took", Warming, "model loaded"),
    ("Load weight end", Warming, "model loaded"),
    ("llama_context:", Warming, "making the context"),
    ("llama_kv_cache", Warming, "making the context"),
    ("initializing, n_slots", Warming, "making the context"),
    ("Loading safetensors", Loading, "loading weights"),
    ("Multi-thread loading shards", Loading, "loading weights"),
    ("Loading pt checkpoint", Loading, "loading weights"),
    ("Loading checkpoint shards", Loading, "loading weights"),
    ("Starting to load model", Loading, "loading weights"),
    ("Load weight begin", Loading, "loading weights"),
    ("load_tensors:", Loading, "loading weights"),
    ("llama_model_loader:", Loading, "loading weights"),
    ("llama_model_load:", Loading, "loading weights"),
    ("load_model: loading model", Loading, "loading weights"),
    ("loading model", Loading, "loading weights"),
    ("starting llama server", Loading, "loading weights"),
    ("waiting for llama runner", Loading, "loading weights"),
    ("pulling ", Downloading, "downloading"),
    ("Downloading", Downloading, "downloading"),
    ("Fetching ", Downloading, "downloading"),
    ("Cloning into", Building, "cloning"),
    ("Receiving objects", Building, "cloning"),
    ("-- Configuring", Building, "configuring"),
    ("-- The C compiler", Building, "configuring"),
    ("Building C", Building, "building"),
    ("Linking C", Building, "building"),
    ("Building wheel", Installing, "building packages"),
    ("Collecting ", Installing, "installing packages"),
    ("Installing collected packages", Installing, "installing packages"),
    ("Initializing a V", Starting, "starting the engine"),
    ("vLLM API server version", Starting, "starting"),
    ("server_args=", Starting, "starting"),
    ("build_info:", Starting, "starting"),
    ("Automatically detected platform", Starting, "starting"),
];

/// Reads the last lines of a log, raw or cleaned. None where they say nothing known.
pub(crate) fn read(tail: &str) -> Option<Phase> {
    let mut load = Load::default();
    let mut stage = None;
    for raw in tail.rsplit(['\n', '\r']) {
        let said = line::read(raw);
        if load.read(&said.body) || is_access(&said.body) {
            stage.get_or_insert((Ready, "ready", None));
        } else if stage.is_none() {
            stage = of_line(&said.body);
        }
        // What a server that runs is busy with may stand further up.
        match stage {
            Some((Ready, words, _)) if words != IDLE && !load.is_known() => {}
            Some(_) => break,
            None => {}
        }
    }
    let (stage, words, percent) = stage?;
    Some(Phase {
        stage,
        words: match (stage, percent) {
            (Ready, _) => load.words().unwrap_or_else(|| words.to_owned()),
            (_, Some(percent)) => format!("{words} {percent} %"),
            _ => words.to_owned(),
        },
        percent,
        load: (stage == Ready && load.is_known()).then_some(load),
    })
}

fn of_line(body: &str) -> Option<(Stage, &'static str, Option<u8>)> {
    if let Some((_, stage, words)) = RULES.iter().find(|(text, ..)| body.contains(text)) {
        return Some((*stage, words, percent_of(*stage, body)));
    }
    if !body.is_empty() && body.len() >= 8 && body.bytes().all(|b| b == b'.') {
        return Some((Loading, "loading weights", percent_of_dots(body)));
    }
    let done = progress::read(body)?;
    let words = if [".safetensors", ".gguf", ".bin", ".json", ".whl", ".pt"]
        .iter()
        .any(|end| done.label.contains(end))
        || body.contains("B/s")
    {
        "downloading"
    } else {
        return None;
    };
    Some((Downloading, words, Some(done.percent)))
}

fn percent_of(stage: Stage, body: &str) -> Option<u8> {
    if matches!(stage, Starting | Ready) || body.contains(" took ") {
        return None;
    }
    progress::read(body)
        .map(|done| done.percent)
        .or_else(|| progress::percentage(body).map(|(_, percent)| percent))
        .or_else(|| {
            matches!(stage, Warming | Loading)
                .then(|| progress::amounts(body).map(|(_, percent)| percent))
                .flatten()
        })
}

/// llama.cpp draws a hundred dots while it loads.
fn percent_of_dots(body: &str) -> Option<u8> {
    u8::try_from(body.len().min(100)).ok()
}

/// `127.0.0.1:4100 - "POST /v1/chat/completions HTTP/1.1" 200 OK`: whoever answers is up.
fn is_access(body: &str) -> bool {
    ["\"GET /", "\"POST /", "\"HEAD /"]
        .iter()
        .any(|request| body.contains(request))
        && body.contains(" HTTP/1.")
        && body.contains("\" ")
}

#[cfg(test)]
mod tests;

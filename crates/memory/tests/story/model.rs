//! Models small enough to be written down: words and what they mean, in three numbers each. One as a
//! model2vec folder, for the real loader; one behind the OpenAI embeddings API.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What words mean: teeth, drinks, travel.
const WORDS: [(&str, [f32; 3]); 9] = [
    ("dentist", [1.0, 0.1, 0.0]),
    ("teeth", [0.9, 0.0, 0.1]),
    ("tea", [0.0, 1.0, 0.0]),
    ("coffee", [0.1, 0.9, 0.0]),
    ("drink", [0.0, 0.9, 0.1]),
    ("train", [0.0, 0.0, 1.0]),
    ("travel", [0.0, 0.1, 0.9]),
    ("memory", [0.5, 0.5, 0.5]),
    ("may", [0.1, 0.1, 0.1]),
];

/// Writes a model2vec folder.
pub(crate) fn write_folder(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let mut vocabulary = serde_json::Map::new();
    vocabulary.insert("[UNK]".to_owned(), json!(0));
    let mut numbers: Vec<f32> = vec![0.0; 3];
    for (index, (word, vector)) in WORDS.iter().enumerate() {
        vocabulary.insert((*word).to_owned(), json!(index + 1));
        numbers.extend(vector);
    }
    let tokenizer = json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
        "normalizer": { "type": "Lowercase" }, "pre_tokenizer": { "type": "Whitespace" },
        "post_processor": null, "decoder": null,
        "model": { "type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]" },
    });
    std::fs::write(folder.join("tokenizer.json"), tokenizer.to_string()).unwrap();
    std::fs::write(folder.join("config.json"), r#"{ "normalize": true }"#).unwrap();

    // The length of a header, the header, the numbers: <https://huggingface.co/docs/safetensors>.
    let data: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
    let tensor = json!({
        "dtype": "F32", "shape": [WORDS.len() + 1, 3], "data_offsets": [0, data.len()],
    });
    let header = json!({ "embeddings": tensor }).to_string();
    let mut file = u64::try_from(header.len()).unwrap().to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.extend(data);
    std::fs::write(folder.join("model.safetensors"), file).unwrap();
}

fn meaning(text: &str) -> [f32; 3] {
    let words: HashMap<&str, [f32; 3]> = WORDS.into_iter().collect();
    let mut sum = [0.01_f32; 3];
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
        for (sum, part) in sum.iter_mut().zip(words.get(word).unwrap_or(&[0.0; 3])) {
            *sum += part;
        }
    }
    sum
}

/// What a server does with a request.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mood {
    /// Answers.
    Well,
    /// Is overloaded.
    Busy,
    /// Refuses texts of more characters than this.
    Short(usize),
    /// Answers something else.
    Odd,
}

/// A server that speaks the OpenAI embeddings API.
pub(crate) struct Server {
    pub(crate) url: String,
    mood: Arc<Mutex<Mood>>,
    /// The `Authorization` of the requests that came.
    keys: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            url: format!("http://{}/v1", listener.local_addr().unwrap()),
            mood: Arc::new(Mutex::new(Mood::Well)),
            keys: Arc::default(),
        };
        let (mood, keys) = (Arc::clone(&server.mood), Arc::clone(&server.keys));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mood = *mood.lock().unwrap();
                tokio::spawn(serve(stream, mood, Arc::clone(&keys)));
            }
        });
        server
    }

    pub(crate) fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// The keys that were sent since the last look.
    pub(crate) fn keys(&self) -> Vec<String> {
        std::mem::take(&mut self.keys.lock().unwrap())
    }
}

async fn serve(mut stream: TcpStream, mood: Mood, keys: Arc<Mutex<Vec<String>>>) {
    let (head, body) = request(&mut stream).await;
    assert!(head.starts_with("POST /v1/embeddings HTTP/1.1"), "{head}");
    let field = |name: &str| {
        head.lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_owned())
    };
    keys.lock()
        .unwrap()
        .push(field("authorization").unwrap_or_default());
    assert_eq!(body["model"], "tiny");
    let texts: Vec<&str> = body["input"]
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap())
        .collect();
    let too_long = |most: usize| texts.iter().any(|text| text.chars().count() > most);
    let (status, answer) = match mood {
        Mood::Busy => ("503 Service Unavailable", json!({ "error": "busy" })),
        Mood::Short(most) if too_long(most) => ("400 Bad Request", json!({ "error": "too long" })),
        Mood::Odd => ("200 OK", json!({ "models": [] })),
        Mood::Well | Mood::Short(_) => {
            // In another order than asked for, as the API allows.
            let data: Vec<Value> = texts
                .iter()
                .enumerate()
                .rev()
                .map(|(index, text)| json!({ "index": index, "embedding": meaning(text) }))
                .collect();
            ("200 OK", json!({ "data": data, "model": "tiny" }))
        }
    };
    let answer = answer.to_string();
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
        answer.len()
    );
    stream.write_all(answer.as_bytes()).await.unwrap();
}

/// The head and the JSON of a request.
async fn request(stream: &mut TcpStream) -> (String, Value) {
    let mut bytes = Vec::new();
    loop {
        let read = stream.read_buf(&mut bytes).await.unwrap();
        assert!(read > 0, "the request ended early");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && let Ok(body) = serde_json::from_str(body)
        {
            return (head.to_owned(), body);
        }
    }
}

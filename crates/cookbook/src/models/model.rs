//! What callers see of a model.

use schemars::JsonSchema;
use serde::Serialize;

/// A model that a machine has.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(crate) struct CachedModel {
    /// `org/name`, an Ollama tag, or the name of a folder or file.
    pub(crate) repo_id: String,
    /// How much it takes on the disk, for people: `12.3 GB`, `345 MB`.
    pub(crate) size: String,
    /// The same in bytes.
    pub(crate) bytes: u64,
    /// How many files it consists of.
    pub(crate) nb_files: usize,
    /// Whether something of it is missing or half downloaded.
    pub(crate) has_incomplete: bool,
    /// Whether it can be served.
    pub(crate) status: Status,
    /// The folder it is in; an Ollama model has none.
    pub(crate) path: String,
    /// Whether it makes images.
    pub(crate) is_diffusion: bool,
    /// Whether it is a folder of its own rather than in a cache.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) is_local_dir: bool,
    /// Whether it is for llama.cpp.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) is_gguf: bool,
    /// Whether it is Ollama's.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) is_ollama: bool,
    /// The engine it is made for, where its files tell: `llama.cpp`, `ollama`, `diffusers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) backend: Option<&'static str>,
    /// Its GGUF files, those of one split model as one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) gguf_files: Vec<GgufFile>,
    /// How many of its weight files are there, where some are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shards: Option<Shards>,
}

/// Whether a model can be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    /// It is complete.
    Ready,
    /// Something is still to come, or was left out when a download ended early.
    Downloading,
}

/// A GGUF file, or several that are one model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct GgufFile {
    /// Its file name; of a split model that of the first part, which is the one to load.
    pub(crate) name: String,
    /// Where it is below the model's `path`.
    pub(crate) rel_path: String,
    /// How large it is, all parts together.
    pub(crate) size_bytes: u64,
    /// What it is for.
    pub(crate) role: Role,
    /// How its weights are stored, as its name tells: `Q4_K_M`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) quant: Option<String>,
    /// How many parts it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parts: Option<u32>,
    /// How many of them are there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parts_present: Option<u32>,
    /// Whether it is in parts.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) split: bool,
}

/// What a GGUF file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    /// The model itself.
    Model,
    /// What lets it see images (`--mmproj`).
    Projector,
}

/// How many of a model's weight files are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Shards {
    /// Those that are there.
    pub(crate) present: usize,
    /// Those that there should be.
    pub(crate) total: usize,
}

/// The size as people write it, in powers of ten as the hub and Ollama do.
pub(super) fn size(bytes: u64) -> String {
    const MEGA: u64 = 1_000_000;
    // From where one decimal of a gigabyte is rounded up to a whole one.
    if bytes >= 999_500_000 {
        let tenths = bytes.saturating_add(50 * MEGA) / (100 * MEGA);
        format!("{}.{} GB", tenths / 10, tenths % 10)
    } else {
        format!("{} MB", (bytes + MEGA / 2) / MEGA)
    }
}

// serde wants a reference.
#[expect(clippy::trivially_copy_pass_by_ref)]
fn is_false(value: &bool) -> bool {
    !value
}

#[cfg(test)]
mod tests {
    #[test]
    fn sizes_are_short() {
        let check = |bytes, expected: &str| assert_eq!(super::size(bytes), expected);
        check(0, "0 MB");
        check(499_999, "0 MB");
        check(345_400_000, "345 MB");
        check(999_499_999, "999 MB");
        check(999_500_000, "1.0 GB");
        check(12_349_999_999, "12.3 GB");
        check(u64::MAX, "18446744073.7 GB");
    }
}

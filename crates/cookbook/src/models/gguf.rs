//! What the names of GGUF files tell: parts, quantisation, role.
//!
//! The naming is llama.cpp's: <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md#gguf-naming-convention>.

use std::collections::BTreeMap;

use super::listing::File;
use super::model::{GgufFile, Role};

/// Whether it is one, by its name.
pub(super) fn is_gguf(path: &str) -> bool {
    has_extension(path, ".gguf")
}

/// Whether the path ends so, in upper or lower case.
pub(super) fn has_extension(path: &str, extension: &str) -> bool {
    let start = path.len().checked_sub(extension.len());
    start
        .and_then(|start| path.get(start..))
        .is_some_and(|end| end.eq_ignore_ascii_case(extension))
}

/// The GGUF files among these; parts of one model become one.
pub(super) fn merge(files: &[File]) -> Vec<GgufFile> {
    // By path without the part's number: where it begins, and how many parts there are to be.
    let mut models: BTreeMap<(&str, Option<u32>), GgufFile> = BTreeMap::new();
    let mut sorted: Vec<&File> = files.iter().filter(|file| is_gguf(&file.path)).collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    for file in sorted {
        let (stem, total) = match part(&file.path) {
            Some((stem, total)) => (stem, Some(total)),
            None => (file.path.as_str(), None),
        };
        let model = models.entry((stem, total)).or_insert_with(|| {
            let name = file.path.rsplit('/').next().unwrap_or(&file.path);
            GgufFile {
                name: name.to_owned(),
                rel_path: file.path.clone(),
                size_bytes: 0,
                role: if name.to_ascii_lowercase().contains("mmproj") {
                    Role::Projector
                } else {
                    Role::Model
                },
                quant: quant(stem),
                parts: total,
                parts_present: total.map(|_| 0),
                split: total.is_some(),
            }
        });
        model.size_bytes = model.size_bytes.saturating_add(file.bytes);
        model.parts_present = model.parts_present.map(|present| present + 1);
    }
    models.into_values().collect()
}

/// `NAME-00002-of-00003.gguf`: the name, and how many parts there are.
pub(super) fn part(path: &str) -> Option<(&str, u32)> {
    let stem = path.get(..path.len().checked_sub(".gguf".len())?)?;
    super::weights::numbered(stem)
}

/// The quantisation: the last word of the name that is one.
fn quant(path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let upper = name.to_ascii_uppercase();
    upper.split(['-', '.', ' ']).rev().find_map(|word| {
        // Some names join everything with `_`, which quantisations have within them.
        std::iter::successors(Some(word), |rest| {
            rest.split_once('_').map(|(_, rest)| rest)
        })
        .find(|word| is_quant(word))
        .map(str::to_owned)
    })
}

fn is_quant(word: &str) -> bool {
    if matches!(
        word,
        "F16" | "F32" | "F64" | "FP16" | "FP32" | "BF16" | "MXFP4" | "NVFP4"
    ) {
        return true;
    }
    let Some(bits) = word
        .strip_prefix("IQ")
        .or_else(|| word.strip_prefix("TQ"))
        .or_else(|| word.strip_prefix('Q'))
    else {
        return false;
    };
    let rest = bits.strip_prefix(|c: char| c.is_ascii_digit());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantisations_are_read_from_names() {
        let check = |name, expected: Option<&str>| {
            assert_eq!(quant(name).as_deref(), expected, "{name}");
        };
        check("Qwen2.5-7B-Instruct-Q4_K_M.gguf", Some("Q4_K_M"));
        check("qwen2.5-7b-instruct-q4_k_m", Some("Q4_K_M"));
        check("Mixtral_8x7B_Q5_0.gguf", Some("Q5_0"));
        check("gemma-3-27b-it.IQ3_XXS.gguf", Some("IQ3_XXS"));
        check("gpt-oss-20b-mxfp4.gguf", Some("MXFP4"));
        check("mmproj-BF16.gguf", Some("BF16"));
        check("Q8_0/DeepSeek-R1-Q8_0", Some("Q8_0"));
        check("Qwen3-8B.gguf", None);
        check("tiny.gguf", None);
        check("", None);
    }

    #[test]
    fn parts_are_one_model() {
        let files = [
            ("a/m-Q8_0-00001-of-00003.gguf", 10),
            ("a/m-Q8_0-00003-of-00003.gguf", 5),
            ("a/mmproj-F16.gguf", 2),
            ("b/m-Q8_0-00001-of-00001.GGUF", 7),
            ("a/readme.md", 1),
        ]
        .map(|(path, bytes)| File {
            path: path.to_owned(),
            bytes,
        });
        let merged = merge(&files);
        let told: Vec<_> = merged
            .iter()
            .map(|file| {
                (
                    file.rel_path.as_str(),
                    file.size_bytes,
                    file.parts,
                    file.parts_present,
                    file.role,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (
                    "a/m-Q8_0-00001-of-00003.gguf",
                    15,
                    Some(3),
                    Some(2),
                    Role::Model
                ),
                ("a/mmproj-F16.gguf", 2, None, None, Role::Projector),
                (
                    "b/m-Q8_0-00001-of-00001.GGUF",
                    7,
                    Some(1),
                    Some(1),
                    Role::Model
                ),
            ]
        );
    }
}

//! Fetching a model: from Hugging Face with its own command line, or with Ollama.

use operation::Error;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Plan;
use crate::hardware::Host;

/// A model to fetch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub(crate) struct Download {
    /// `org/name` on Hugging Face, or an Ollama tag such as `qwen3:8b`.
    pub(crate) repo_id: String,
    /// Only files that match one of these patterns: `*.safetensors`, `*Q4_K_M*.gguf`.
    #[serde(default)]
    pub(crate) include: Vec<String>,
    /// Where to put it instead of the cache: absolute or below `~`. A folder named after the model is made there.
    #[serde(default)]
    pub(crate) local_dir: Option<String>,
    /// A branch, tag or commit.
    #[serde(default)]
    pub(crate) revision: Option<String>,
}

impl Download {
    /// Whether it is Ollama's: tags have a colon or no owner, models on Hugging Face an owner and no colon.
    pub(crate) fn is_ollama(&self) -> bool {
        !self.repo_id.contains('/') || self.repo_id.contains(':')
    }

    /// What to start on that machine.
    ///
    /// # Errors
    /// The input cannot be used, or the machine lacks the program: with the install that mends it.
    pub(crate) fn plan(&self, host: &Host) -> operation::Result<Plan> {
        check(&self.repo_id)?;
        if self.is_ollama() {
            self.with_ollama(host)
        } else {
            self.with_hub(host)
        }
    }

    fn with_ollama(&self, host: &Host) -> operation::Result<Plan> {
        if !self.include.is_empty() || self.local_dir.is_some() || self.revision.is_some() {
            return Err(Error::bad_input("Ollama has one place and one form for its models.")
                .hint("Leave out `include`, `local_dir` and `revision`; the form is the tag's part after the colon.")
                .field("include"));
        }
        let ollama = host.tool("ollama").ok_or_else(|| {
            Error::conflict("Ollama is not installed on that machine.")
                .hint("Install it there as <https://ollama.com/download> says, or give the model as `org/name`.")
        })?;
        Ok(Plan {
            words: [ollama, "pull", &self.repo_id].map(str::to_owned).to_vec(),
            variables: Vec::new(),
        })
    }

    fn with_hub(&self, host: &Host) -> operation::Result<Plan> {
        let program = host.tool("hf").or_else(|| host.tool("huggingface-cli")).ok_or_else(|| {
            Error::conflict("Hugging Face's command line (`hf`) is not installed on that machine.")
                .hint("Install the package `huggingface_hub` into the server's environment first, then download again.")
        })?;
        let mut words = [program, "download", &self.repo_id]
            .map(str::to_owned)
            .to_vec();
        for pattern in &self.include {
            let fine = |c: char| c.is_ascii_alphanumeric() || "._-/*?[]!".contains(c);
            if pattern.is_empty() || pattern.len() > 200 || !pattern.chars().all(fine) {
                return Err(
                    Error::bad_input(format!("`{pattern}` is no pattern of file names."))
                        .hint("Write, for example, `*.safetensors` or `*Q4_K_M*.gguf`.")
                        .field("include"),
                );
            }
            // Joined, a pattern is never taken for an option.
            words.push(format!("--include={pattern}"));
        }
        if let Some(revision) = &self.revision {
            let fine = |c: char| c.is_ascii_alphanumeric() || "._-/+".contains(c);
            if revision.is_empty() || revision.len() > 200 || !revision.chars().all(fine) {
                return Err(Error::bad_input("That is no revision.")
                    .hint("Write a branch, a tag or a commit, such as `main`.")
                    .field("revision"));
            }
            words.push(format!("--revision={revision}"));
        }
        if let Some(directory) = &self.local_dir {
            words.push(format!("--local-dir={}", self.folder(directory)?));
        }
        // Without a terminal, tqdm draws no bars and nobody knows how far it is, unless this is set
        // (huggingface_hub, "Environment variables").
        Ok(Plan {
            words,
            variables: vec![("TQDM_POSITION", "-1")],
        })
    }

    /// The folder of the model's own in that directory.
    fn folder(&self, directory: &str) -> operation::Result<String> {
        let trimmed = directory.trim_end_matches('/');
        let rooted = trimmed == "~" || trimmed.starts_with("~/") || trimmed.starts_with('/');
        let plain =
            !trimmed.chars().any(char::is_control) && trimmed.split('/').all(|part| part != "..");
        if !rooted || !plain {
            return Err(
                Error::bad_input("`local_dir` has to be a directory on that machine.")
                    .hint("Write an absolute path, or one that begins with `~/`, without `..`.")
                    .field("local_dir"),
            );
        }
        let name = self.repo_id.rsplit('/').next().unwrap_or(&self.repo_id);
        // One that is given with the model's folder is meant as it is.
        if trimmed.ends_with(&format!("/{name}")) {
            Ok(trimmed.to_owned())
        } else {
            Ok(format!("{trimmed}/{name}"))
        }
    }
}

/// Refuses what is no model's name on Hugging Face or at Ollama.
fn check(repo_id: &str) -> operation::Result<()> {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
            && !part.contains("..")
    };
    let (path, tag) = repo_id
        .split_once(':')
        .map_or((repo_id, None), |(path, tag)| (path, Some(tag)));
    // `hf.co/org/name:Q4_K_M` is the longest that Ollama knows; on Hugging Face it is `org/name`.
    let parts = path.split('/').count();
    let fits = parts <= if tag.is_some() { 3 } else { 2 };
    if fits && repo_id.len() <= 200 && path.split('/').all(part) && tag.is_none_or(part) {
        return Ok(());
    }
    Err(
        Error::bad_input(format!("`{repo_id}` is no model that can be downloaded."))
            .hint("Write `org/name` as on Hugging Face, or an Ollama tag such as `qwen3:8b`.")
            .field("repo_id"),
    )
}

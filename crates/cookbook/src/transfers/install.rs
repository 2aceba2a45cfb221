//! Installing an engine into a server's Python environment.

use operation::Error;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Plan, engines};
use crate::command::PackageSpec;
use crate::hardware::Host;

/// What to install.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub(crate) struct Install {
    /// An engine (`vllm`, `sglang`, `llama-cpp-python`, `huggingface_hub` …), or a package with a version.
    pub(crate) package: String,
    /// Whether to look for a newer version of what is there.
    #[serde(default)]
    pub(crate) upgrade: bool,
}

impl Install {
    /// What to start on that machine. `environment`: the directory of the server's Python environment, absolute or
    /// below `~`; it was looked at when `host` was made.
    ///
    /// # Errors
    /// The package cannot be used, or there is no environment to install into.
    pub(crate) fn plan(&self, host: &Host, environment: Option<&str>) -> operation::Result<Plan> {
        let spec =
            PackageSpec::parse(self.package.trim()).map_err(|error| error.field("package"))?;
        let Some(environment) = environment else {
            return Err(Error::conflict("That server has no Python environment to install into.")
                .hint(
                    "Make one there (`python3 -m venv ~/venv`), then save the server with environment `venv` and its path.",
                ));
        };
        let python = format!("{}/bin/python", environment.trim_end_matches('/'));
        // uv makes environments without pip.
        let mut words: Vec<String> = if let Some(uv) = host.tool("uv") {
            [uv, "pip", "install", "--no-cache", "--python", &python]
                .map(str::to_owned)
                .to_vec()
        } else {
            [&*python, "-m", "pip", "install", "--no-cache-dir"]
                .map(str::to_owned)
                .to_vec()
        };
        if host.tool("uv").is_none() && host.package("pip").is_some_and(tells_progress) {
            words.push("--progress-bar=raw".to_owned());
        }
        if self.upgrade {
            words.push("--upgrade".to_owned());
        }
        let name = spec.as_str().to_ascii_lowercase().replace('_', "-");
        match engines::specs(&name) {
            Some(specs) => words.extend(specs.iter().map(|spec| (*spec).to_owned())),
            None => words.push(spec.as_str().to_owned()),
        }
        Ok(Plan {
            words,
            variables: Vec::new(),
        })
    }
}

/// Since 24.1 pip tells its progress without a terminal, when asked (`--progress-bar=raw`).
fn tells_progress(version: &str) -> bool {
    let mut numbers = version
        .split('.')
        .map_while(|number| number.parse::<u32>().ok());
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    version >= (24, 1)
}

#[cfg(test)]
mod tests {
    #[test]
    fn pips_that_tell_their_progress() {
        let check =
            |version, expected| assert_eq!(super::tells_progress(version), expected, "{version}");
        check("23.2.1", false);
        check("24.0", false);
        check("24.1", true);
        check("24.1b1", false);
        check("26.0", true);
        check("", false);
    }
}

//! What callers see of a machine.

use schemars::JsonSchema;
use serde::Serialize;

use super::answer::Answer;
use super::gpu::{Gpu, busy};
use super::{amd, nvidia, system};

/// A machine.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(crate) struct Host {
    /// What it calls itself.
    pub(crate) hostname: String,
    /// `linux`, `macos`, `termux` or `other`.
    pub(crate) platform: &'static str,
    /// Its kernel and processor architecture: `Linux 6.8.0 x86_64`.
    pub(crate) system: String,
    /// Memory in GiB.
    pub(crate) total_ram_gb: f64,
    /// What programs can still get of it.
    pub(crate) available_ram_gb: f64,
    /// How many programs can run at once.
    pub(crate) cpu_cores: u32,
    /// What its processor is sold as.
    pub(crate) cpu_name: String,
    /// Instruction sets that matter to model servers: `avx2`, `avx512f` …
    pub(crate) cpu_flags: Vec<String>,
    /// How many programs wanted to run in the last 1, 5 and 15 minutes.
    pub(crate) load: Option<[f64; 3]>,
    /// For how many seconds it has been running.
    pub(crate) uptime_seconds: Option<u64>,
    /// The disks of the directories that were asked about.
    pub(crate) disks: Vec<Disk>,
    /// Its GPUs.
    pub(crate) gpus: Vec<Gpu>,
    /// Whether it has any.
    pub(crate) has_gpu: bool,
    /// How many.
    pub(crate) gpu_count: usize,
    /// What the first one is sold as.
    pub(crate) gpu_name: Option<String>,
    /// The memory of all of them together, in GiB.
    pub(crate) gpu_vram_gb: f64,
    /// Whether all of them are of the same kind.
    pub(crate) homogeneous: bool,
    /// What models run on: `cuda`, `rocm`, `metal`, `cpu_x86`, `cpu_arm` or `cpu`.
    pub(crate) backend: &'static str,
    /// Whether GPU and processor share their memory.
    pub(crate) unified_memory: bool,
    /// What is wrong with GPUs or their driver.
    pub(crate) gpu_error: Option<String>,
    /// Programs that the Cookbook can use there.
    pub(crate) tools: Vec<Tool>,
    /// Engines that are installed as Python packages.
    pub(crate) packages: Vec<Package>,
}

/// The disk of a directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Disk {
    /// The directory that was asked about; it need not exist yet.
    pub(crate) directory: String,
    /// How large the disk is.
    pub(crate) total_bytes: u64,
    /// How much of it can still be written.
    pub(crate) free_bytes: u64,
}

/// A program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Tool {
    /// What it is called: `tmux`, `hf`, `llama-server` …
    pub(crate) name: String,
    /// Where it is.
    pub(crate) path: String,
    /// What it says its version is, where that is quick to learn.
    pub(crate) version: Option<String>,
}

/// A Python package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Package {
    /// What it is called on PyPI, with `-` for `_`.
    pub(crate) name: String,
    /// Its version.
    pub(crate) version: String,
}

impl Host {
    /// What the script answered, asked about these directories.
    pub(super) fn read(answer: &Answer, directories: &[String]) -> Self {
        let (total, available) = system::memory(answer).unwrap_or((0, 0));
        let system = answer.value("system").unwrap_or_default();
        let machine = answer.value("machine").unwrap_or_default();
        let (mut gpus, gpu_error) = nvidia::gpus(answer, (total / 1024, available / 1024));
        gpus.extend(amd::gpus(answer));
        if system == "Darwin" && machine == "arm64" {
            gpus.push(apple(answer, total / 1024, available / 1024));
        }
        let backend = gpus
            .first()
            .map_or_else(|| processor(machine), |gpu| gpu.backend);
        let name = gpus.first().map(|gpu| gpu.name.clone());
        Self {
            hostname: answer.value("name").unwrap_or_default().to_owned(),
            platform: match system {
                _ if answer.values("termux").next().is_some() => "termux",
                "Linux" => "linux",
                "Darwin" => "macos",
                _ => "other",
            },
            system: format!(
                "{system} {} {machine}",
                answer.value("release").unwrap_or_default()
            ),
            total_ram_gb: gibi(total / 1024),
            available_ram_gb: gibi(available / 1024),
            cpu_cores: answer
                .value("cores")
                .and_then(|cores| cores.parse().ok())
                .unwrap_or(1),
            cpu_name: answer.value("cpu").unwrap_or(machine).to_owned(),
            cpu_flags: system::flags(answer),
            load: system::load(answer),
            uptime_seconds: system::uptime(answer),
            disks: (1..)
                .zip(directories)
                .filter_map(|(number, path)| {
                    system::disk(path, answer.program(&format!("disk{number}")))
                })
                .collect(),
            has_gpu: !gpus.is_empty(),
            gpu_count: gpus.len(),
            gpu_vram_gb: gibi(
                gpus.iter()
                    .fold(0, |sum: u64, gpu| sum.saturating_add(gpu.total_mb)),
            ),
            homogeneous: gpus.iter().all(|gpu| Some(&gpu.name) == name.as_ref()),
            unified_memory: gpus.iter().any(|gpu| gpu.unified_memory),
            gpu_name: name,
            backend,
            gpus,
            gpu_error,
            tools: tools(answer),
            packages: packages(answer),
        }
    }

    /// Where that program is, if it is there.
    pub(crate) fn tool(&self, name: &str) -> Option<&str> {
        self.tools
            .iter()
            .find(|tool| tool.name == name)
            .map(|tool| tool.path.as_str())
    }

    /// The version of that Python package, if it is there.
    pub(crate) fn package(&self, name: &str) -> Option<&str> {
        self.packages
            .iter()
            .find(|package| package.name == name)
            .map(|package| package.version.as_str())
    }
}

/// A Mac's GPU is part of its processor, and has the same memory and name.
fn apple(answer: &Answer, total_mb: u64, free_mb: u64) -> Gpu {
    Gpu {
        index: 0,
        name: answer.value("cpu").unwrap_or("Apple GPU").to_owned(),
        uuid: String::new(),
        free_mb,
        total_mb,
        used_mb: total_mb.saturating_sub(free_mb),
        util_pct: None,
        temperature_c: None,
        busy: busy(free_mb, total_mb),
        processes: Vec::new(),
        backend: "metal",
        source: "sysctl",
        unified_memory: true,
        driver: None,
    }
}

fn processor(machine: &str) -> &'static str {
    match machine {
        "x86_64" | "amd64" | "i686" => "cpu_x86",
        "arm64" | "aarch64" | "armv7l" | "armv8l" => "cpu_arm",
        _ => "cpu",
    }
}

fn tools(answer: &Answer) -> Vec<Tool> {
    answer
        .values("tool")
        .filter_map(|line| line.split_once('\t'))
        .map(|(name, path)| Tool {
            name: name.to_owned(),
            path: path.to_owned(),
            version: answer
                .program(name)
                .and_then(|said| version(said.out.iter().chain(&said.err).map(String::as_str))),
        })
        .collect()
}

/// The version that a program said it is.
pub(crate) fn version<'a>(said: impl Iterator<Item = &'a str>) -> Option<String> {
    let lines: Vec<&str> = said.collect();
    // llama-server tells of the GPUs, with numbers, before it comes to itself.
    let own = lines.iter().find(|line| line.starts_with("version: "));
    own.and_then(|line| version_in(line))
        .or_else(|| lines.iter().find_map(|line| version_in(line)))
}

/// The version in a line like `tmux 3.3a`, `Python 3.11.7`, `version: 4589 (eb7cf15a)`, `uv 0.9.2 (…)`.
fn version_in(line: &str) -> Option<String> {
    let words = line
        .split([' ', ','])
        .map(|word| word.trim_start_matches('v'));
    // nvcc says `release 12.4, V12.4.131` below its copyright; warnings have no number with a point.
    let dotted = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.');
    let build = line
        .strip_prefix("version: ")
        .and_then(|rest| rest.split(' ').next());
    build
        .or_else(|| words.clone().find(dotted))
        .map(str::to_owned)
}

/// Of all the packages those that serve models, or fetch them.
fn packages(answer: &Answer) -> Vec<Package> {
    let mut found: Vec<Package> = answer
        .values("package")
        .filter_map(|folder| folder.strip_suffix(".dist-info")?.rsplit_once('-'))
        .map(|(name, version)| Package {
            name: name.to_ascii_lowercase().replace('_', "-"),
            version: version.to_owned(),
        })
        .filter(|package| crate::transfers::engines::is_known(&package.name))
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found.dedup();
    found
}

/// GiB, to one decimal.
fn gibi(mebi: u64) -> f64 {
    let tenths =
        u32::try_from(mebi.saturating_mul(10).saturating_add(512) / 1024).unwrap_or(u32::MAX);
    f64::from(tenths) / 10.0
}

#[cfg(test)]
mod tests {
    #[test]
    fn versions_are_found() {
        let check = |line, expected: Option<&str>| {
            assert_eq!(super::version_in(line).as_deref(), expected, "{line}")
        };
        check("tmux 3.3a", Some("3.3a"));
        check("Python 3.11.7", Some("3.11.7"));
        check("version: 4589 (eb7cf15a)", Some("4589"));
        check("ollama version is 0.12.3", Some("0.12.3"));
        check(
            "Cuda compilation tools, release 12.4, V12.4.131",
            Some("12.4"),
        );
        check(
            "Warning: could not connect to a running Ollama instance",
            None,
        );
        check("", None);
    }
}

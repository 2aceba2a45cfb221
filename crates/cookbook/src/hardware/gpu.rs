//! What callers see of a GPU.

use schemars::JsonSchema;
use serde::Serialize;

/// A GPU.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(crate) struct Gpu {
    /// Its number, as `CUDA_VISIBLE_DEVICES` counts.
    pub(crate) index: u32,
    /// What it is sold as.
    pub(crate) name: String,
    /// Another one for each; empty where the driver gives none.
    pub(crate) uuid: String,
    /// Memory that nothing uses, in MiB; that of the whole machine where they share it.
    pub(crate) free_mb: u64,
    /// All its memory, in MiB.
    pub(crate) total_mb: u64,
    /// Memory in use, in MiB.
    pub(crate) used_mb: u64,
    /// How much of the last moment it was busy, where the driver tells.
    pub(crate) util_pct: Option<u32>,
    /// How warm it is, in degrees Celsius, where the driver tells.
    pub(crate) temperature_c: Option<u32>,
    /// Whether less than half its memory is free.
    pub(crate) busy: bool,
    /// The programs that use it, where the driver tells.
    pub(crate) processes: Vec<GpuProcess>,
    /// `cuda`, `rocm` or `metal`.
    pub(crate) backend: &'static str,
    /// Where this comes from: `nvidia-smi`, `sysfs` or `sysctl`.
    pub(crate) source: &'static str,
    /// Whether its memory is that of the machine.
    pub(crate) unified_memory: bool,
    /// The driver's version, where it tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) driver: Option<String>,
}

/// A program that uses a GPU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct GpuProcess {
    /// Its process id; that of the host, where it runs in a container.
    pub(crate) pid: u32,
    /// Its name or path; empty where we may not know.
    pub(crate) name: String,
    /// How much memory it has there, in MiB, where the driver tells.
    pub(crate) used_mb: Option<u64>,
}

/// Whether less than half is free.
pub(super) fn busy(free_mb: u64, total_mb: u64) -> bool {
    free_mb.saturating_mul(2) < total_mb
}

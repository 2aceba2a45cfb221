//! How far a download or an install is, read from the end of its log.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::bars::{ollama, pip, pip_file, share, tqdm};
use crate::output::clean;

/// How far it is. Sizes in bytes; tools round them, so they are good to about three digits.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Progress {
    /// What has arrived.
    pub(crate) done_bytes: Option<u64>,
    /// What there is to come altogether, as far as the tool knows by now.
    pub(crate) total_bytes: Option<u64>,
    /// 0 to 100.
    pub(crate) percent: Option<u32>,
    /// Bytes in a second.
    pub(crate) rate: Option<u64>,
    /// How many seconds the tool expects it to take still.
    pub(crate) eta_seconds: Option<u64>,
    /// What is being fetched at the moment.
    pub(crate) file: Option<String>,
}

/// The progress that the end of a log tells of; none before there is any.
pub(crate) fn progress(tail: &str) -> Option<Progress> {
    let mut last: Option<Progress> = None;
    // What was told last of each file, where every file has a bar of its own.
    let mut files: BTreeMap<String, Progress> = BTreeMap::new();
    // pip names a file in a line of its own.
    let mut named = None;
    for line in tail.split(['\n', '\r']).map(clean::line) {
        let line = line.trim();
        if let Some(name) = pip_file(line) {
            named = Some(name.to_owned());
            // The bar before was that of another file.
            last = None;
        } else if let Some(read) = tqdm(line) {
            match &read.file {
                Some(file) => {
                    files.insert(file.clone(), read);
                }
                // The count of files says less than the count of bytes, which `hf` tells in the same breath.
                None if read.total_bytes.is_some()
                    || last.as_ref().is_none_or(|last| last.total_bytes.is_none()) =>
                {
                    last = Some(read);
                }
                None => {}
            }
        } else if let Some(read) = pip(line).or_else(|| ollama(line)) {
            last = Some(Progress {
                file: read.file.clone().or_else(|| named.clone()),
                ..read
            });
        }
    }
    if last.as_ref().is_none_or(|last| last.total_bytes.is_none()) {
        last = sum(files).or(last);
    }
    last.or_else(|| {
        named.map(|file| Progress {
            file: Some(file),
            ..Progress::default()
        })
    })
}

/// Several files as one; the one that is shown is one that is not there yet.
fn sum(files: BTreeMap<String, Progress>) -> Option<Progress> {
    let add = |of: fn(&Progress) -> Option<u64>| {
        let numbers = files.values().filter_map(of);
        numbers.fold(None, |sum: Option<u64>, number| {
            Some(sum.unwrap_or(0).saturating_add(number))
        })
    };
    let (done, total) = (add(|file| file.done_bytes), add(|file| file.total_bytes));
    let rate = add(|file| file.rate.filter(|_| file.percent != Some(100)));
    let last = files
        .values()
        .find(|file| file.percent != Some(100))
        .or_else(|| files.values().next_back())?;
    if files.len() == 1 {
        return Some(last.clone());
    }
    Some(Progress {
        done_bytes: done,
        total_bytes: total,
        percent: share(done?, total?),
        rate,
        eta_seconds: total?.saturating_sub(done?).checked_div(rate.unwrap_or(0)),
        file: last.file.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfers::Paced;

    fn check(
        tail: &str,
        done: Option<u64>,
        total: Option<u64>,
        percent: Option<u32>,
        rate: Option<u64>,
        eta: Option<u64>,
        file: &str,
    ) {
        let expected = Progress {
            done_bytes: done,
            total_bytes: total,
            percent,
            rate,
            eta_seconds: eta,
            file: Some(file.to_owned()).filter(|file| !file.is_empty()),
        };
        assert_eq!(progress(tail), Some(expected), "{tail}");
    }

    #[test]
    fn hf_tells_of_all_bytes() {
        let begun = "Downloading bytes:           |  0.00B            \u{1b}[A\n\
            Fetching 5 files:   0%|          | 0/5 [00:00<?, ?it/s]\u{1b}[A\n";
        check(begun, None, None, Some(0), None, None, "");
        let going = "Reconstructing (incomplete total...):  50%|████▉     | 52.4MB /  105MB            \u{1b}[A\r\
            Downloading bytes: ████▉     | 52.4MB            \u{1b}[A\r\
            Fetching 5 files:  20%|██        | 1/5 [00:00<00:00,  7.31it/s]\u{1b}[A\n";
        check(
            going,
            Some(52_400_000),
            Some(105_000_000),
            Some(49),
            None,
            None,
            "",
        );
        let ended = "Reconstruction complete: 100%|██████████|  105MB /  105MB, 9.81MB/s            \n\
            \u{1b}[32m✓ Downloaded\u{1b}[0m\n  path: /x";
        check(
            ended,
            Some(105_000_000),
            Some(105_000_000),
            Some(100),
            Some(9_810_000),
            None,
            "",
        );
    }

    #[test]
    fn older_ones_have_a_bar_for_each_file() {
        let one = "(…)ve/main/model.safetensors:  17%|█▋        | 10.5M/60.0M [00:01<00:04, 9.94MB/s]\u{1b}[A\r";
        check(
            one,
            Some(10_500_000),
            Some(60_000_000),
            Some(17),
            Some(9_940_000),
            Some(4),
            "(…)ve/main/model.safetensors",
        );
        let two = "a.safetensors: 100%|██████████| 1.00G/1.00G [00:53<00:00, 44.3MB/s]\n\
            Fetching 3 files:  33%|███▎      | 1/3 [00:10<00:20, 10.1s/it]\r\
            b.safetensors:  25%|██▌       | 1.00G/4.00G [01:00<1:02:03, 50.0MB/s]\r";
        check(
            two,
            Some(2_000_000_000),
            Some(5_000_000_000),
            Some(40),
            Some(50_000_000),
            Some(60),
            "b.safetensors",
        );
    }

    #[test]
    fn pip_tells_of_one_file_after_another() {
        let name = "numpy-2.4.6-cp311-cp311-manylinux_2_28_x86_64.whl";
        let bar = format!(
            "  Downloading {name} (16.9 MB)\r\n\u{1b}[2K     \u{1b}[91m━━━━━━━\u{1b}[0m\u{1b}[90m╺\u{1b}[0m\u{1b}[90m━━━\u{1b}[0m \
             \u{1b}[32m9.9/16.9 MB\u{1b}[0m \u{1b}[31m295.8 MB/s\u{1b}[0m eta \u{1b}[36m0:00:01\u{1b}[0m\r"
        );
        check(
            &bar,
            Some(9_900_000),
            Some(16_900_000),
            Some(58),
            Some(295_800_000),
            Some(1),
            name,
        );
        let raw = format!(
            "  Downloading {name} (16.9 MB)\nProgress 0 of 16918164\nProgress 262144 of 16918164\n"
        );
        check(
            &raw,
            Some(262_144),
            Some(16_918_164),
            Some(1),
            None,
            None,
            name,
        );
        let silent = format!(
            "{raw}Progress 16918164 of 16918164\n  Downloading six-1.17.0-py2.py3-none-any.whl (11 kB)\n"
        );
        check(
            &silent,
            None,
            None,
            None,
            None,
            None,
            "six-1.17.0-py2.py3-none-any.whl",
        );
    }

    #[test]
    fn ollama_tells_of_one_layer_after_another() {
        let going = "pulling manifest \npulling dde5aa3fc5ff...  45% ▕████████          ▏ 900 MB/2.0 GB   45 MB/s     24s\u{1b}[K";
        check(
            going,
            Some(900_000_000),
            Some(2_000_000_000),
            Some(45),
            Some(45_000_000),
            Some(24),
            "dde5aa3fc5ff",
        );
        let long = "pulling dde5aa3fc5ff:  45% ▕██    ▏ 900 MB/2.0 GB  5.5 MB/s   1m20s";
        check(
            long,
            Some(900_000_000),
            Some(2_000_000_000),
            Some(45),
            Some(5_500_000),
            Some(80),
            "dde5aa3fc5ff",
        );
        let ended =
            "pulling dde5aa3fc5ff... 100% ▕██████████████████▏ 2.0 GB                         ";
        check(
            ended,
            Some(2_000_000_000),
            Some(2_000_000_000),
            Some(100),
            None,
            None,
            "dde5aa3fc5ff",
        );
    }

    #[test]
    fn other_lines_tell_nothing() {
        for line in [
            "",
            "Collecting numpy",
            "100%",
            "Progress of things",
            "GET /v1/models 200 3/4",
            "pulling manifest",
            "50%|",
        ] {
            assert_eq!(progress(line), None, "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_log_is_read(
            lines in proptest::collection::vec("(Fetching |Progress |pulling x|  Downloading |━━ |a: )?[-0-9a-zMGB%|/.:<, ▏\\[\\]é]{0,40}", 0..8),
            at in proptest::num::i64::ANY,
        ) {
            let found = progress(&lines.join("\n"));
            proptest::prop_assert!(found.as_ref().and_then(|found| found.percent).is_none_or(|percent| percent <= 100));
            found.map(|found| Paced::after(None, found, operation::Instant(at)));
        }
    }
}

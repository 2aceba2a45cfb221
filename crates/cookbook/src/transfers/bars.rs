//! The lines with which tools tell how far they are.
//!
//! Formats: tqdm (`hf download`, and the older `huggingface-cli`), pip with and without a terminal, `ollama pull`.

use super::progress::Progress;

/// `NAME:  45%|████▌     | 2.21G/4.98G [00:53<01:02, 44.3MB/s]`, `NAME: 100%|███| 5.00MB / 5.00MB, 1.2MB/s`,
/// `Fetching 12 files:  50%|█████     | 6/12 [00:10<00:10,  1.67s/it]`
pub(super) fn tqdm(line: &str) -> Option<Progress> {
    let (before, rest) = line.split_once("%|")?;
    let (label, percent) = before.rsplit_once(':').unwrap_or(("", before));
    let (_, rest) = rest.split_once('|')?;
    let (amounts, times) = rest.split_once('[').unwrap_or((rest, ""));
    let (done, total) = amounts.split_once('/')?;
    let total = total.trim().split([',', ' ', '\u{1b}']).next()?;
    let counted = !total.ends_with(|c: char| c.is_ascii_alphabetic());
    let (done, total) = if counted {
        (None, None)
    } else {
        (size(done), size(total))
    };
    // The total grows while files are found: a percentage of what is known so far.
    let percent = match (done, total) {
        (Some(done), Some(total)) => share(done, total),
        _ => percent
            .trim()
            .parse()
            .ok()
            .filter(|percent| *percent <= 100),
    };
    let rate = times
        .rsplit_once(", ")
        .map(|(_, rate)| rate)
        .or_else(|| amounts.rsplit_once(", ").map(|(_, rate)| rate))
        .and_then(|rate| size(rate.trim().trim_end_matches(']').strip_suffix("/s")?));
    let eta_seconds = times
        .split_once('<')
        .and_then(|(_, rest)| clock(rest.split([',', ']']).next()?));
    let label = label.trim();
    let overall = [
        "Fetching ",
        "Downloading (",
        "Downloading bytes",
        "Reconstruct",
        "Download complete",
    ];
    let file = (!label.is_empty() && !overall.iter().any(|start| label.starts_with(start)))
        .then(|| label.to_owned());
    Some(Progress {
        done_bytes: done,
        total_bytes: total,
        percent,
        rate,
        eta_seconds,
        file,
    })
}

/// `Downloading numpy-2.4.6-cp311-….whl (16.9 MB)`: the file.
pub(super) fn pip_file(line: &str) -> Option<&str> {
    let name = line.strip_prefix("Downloading ")?.split(' ').next()?;
    let name = name.rsplit('/').next().unwrap_or(name);
    let archive = [".whl", ".tar.gz", ".zip", ".metadata"];
    archive
        .iter()
        .any(|end| name.ends_with(end))
        .then_some(name)
}

/// `━━━━━━ 9.9/16.9 MB 295.8 MB/s eta 0:00:01`, or `Progress 9900000 of 16900000`.
pub(super) fn pip(line: &str) -> Option<Progress> {
    if let Some((done, total)) = line
        .strip_prefix("Progress ")
        .and_then(|rest| rest.split_once(" of "))
    {
        let (done, total) = (done.parse().ok()?, total.trim().parse().ok()?);
        return Some(amounts(done, total));
    }
    let rest = line.trim_start_matches(|c: char| "━╸╺ ".contains(c));
    if rest.len() == line.len() {
        return None;
    }
    let mut words = rest.split_whitespace();
    let (done, total) = words.next()?.split_once('/')?;
    let unit = words.next()?;
    let (done, total) = (
        size(&format!("{done}{unit}"))?,
        size(&format!("{total}{unit}"))?,
    );
    let words: Vec<&str> = words.collect();
    let rate = words.windows(2).find_map(|pair| match pair {
        [number, unit] => size(&format!("{number}{}", unit.strip_suffix("/s")?)),
        _ => None,
    });
    let after = words
        .iter()
        .position(|word| *word == "eta")
        .and_then(|at| words.get(at + 1));
    Some(Progress {
        rate,
        eta_seconds: after.and_then(|text| clock(text)),
        ..amounts(done, total)
    })
}

/// `pulling dde5aa3fc5ff...  45% ▕████████          ▏ 900 MB/2.0 GB   45 MB/s     24s`
pub(super) fn ollama(line: &str) -> Option<Progress> {
    let (name, rest) = line.strip_prefix("pulling ")?.split_once(' ')?;
    let (percent, rest) = rest.trim_start().split_once('%')?;
    let percent = percent
        .trim()
        .parse()
        .ok()
        .filter(|percent| *percent <= 100)?;
    let rest = rest.rsplit(['▏', '|']).next()?.trim();
    let (done, total) = match rest.split_once('/') {
        // Once complete, only the size is left.
        None => (size(rest), size(rest)),
        Some((done, rest)) => {
            let words: Vec<&str> = rest.split_whitespace().take(2).collect();
            (size(done), size(&words.concat()))
        }
    };
    let rate = rest
        .split_once("/s")
        .and_then(|(before, _)| before.rsplit_once("  ").map(|(_, rate)| rate))
        .and_then(size);
    let eta_seconds = rest
        .split_once("/s")
        .and_then(|(_, after)| clock(after.trim()));
    Some(Progress {
        done_bytes: done,
        total_bytes: total,
        percent: Some(percent),
        rate,
        eta_seconds,
        file: Some(name.trim_end_matches(['.', ':']).to_owned()),
    })
}

fn amounts(done: u64, total: u64) -> Progress {
    Progress {
        done_bytes: Some(done),
        total_bytes: Some(total),
        percent: share(done, total),
        ..Progress::default()
    }
}

/// Rounded down: 100 only when all of it is there.
pub(super) fn share(done: u64, total: u64) -> Option<u32> {
    let percent = done.checked_mul(100)?.checked_div(total)?;
    u32::try_from(percent.min(100)).ok()
}

/// `2.21G`, `5.00MB`, `900 MB`, `161B`, `16.9 MB`, in bytes. All these tools count in powers of ten but where they say
/// `MiB`.
fn size(text: &str) -> Option<u64> {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit = unit.trim().trim_end_matches('B');
    let (step, letter) = match unit.strip_suffix('i') {
        Some(letter) => (1024_u64, letter),
        None => (1000, unit),
    };
    let power = ["", "K", "M", "G", "T"]
        .iter()
        .position(|known| letter.eq_ignore_ascii_case(known))?;
    let scale = step.checked_pow(u32::try_from(power).ok()?)?;
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let whole = whole.parse::<u64>().ok()?.checked_mul(scale)?;
    let digits: u32 = part.len().min(3).try_into().ok()?;
    let part = match part.get(..part.len().min(3)) {
        Some("") | None => 0,
        Some(part) => part.parse::<u64>().ok()?.checked_mul(scale)? / 10_u64.pow(digits),
    };
    whole.checked_add(part)
}

/// `01:02`, `1:02:03`, `24s`, `1m20s`, in seconds.
fn clock(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.contains(':') {
        return text.split(':').try_fold(0_u64, |sum, part| {
            sum.checked_mul(60)?.checked_add(part.parse().ok()?)
        });
    }
    let mut seconds = 0_u64;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, unit) = rest.split_at(end);
        let (scale, after) = match unit.chars().next()? {
            'h' => (3600, unit.get(1..)?),
            'm' => (60, unit.get(1..)?),
            's' => (1, unit.get(1..)?),
            _ => return None,
        };
        seconds = number
            .parse::<u64>()
            .ok()?
            .checked_mul(scale)?
            .checked_add(seconds)?;
        rest = after;
    }
    (!text.is_empty()).then_some(seconds)
}

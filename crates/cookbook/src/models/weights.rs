//! Which weight files of a model should be there, and which are.

use std::collections::{BTreeMap, BTreeSet};

use super::gguf::has_extension;
use super::listing::File;
use super::model::Shards;

/// Files that hold weights for PyTorch and its kin.
pub(super) fn is_weights(path: &str) -> bool {
    has_extension(path, ".safetensors") || has_extension(path, ".bin")
}

/// What is missing, as the indexes and the numbers in the names tell; none when nothing is.
///
/// `files` and `indexes` are those of one model, with paths from the same place.
pub(super) fn missing(files: &[File], indexes: &BTreeMap<&str, &[String]>) -> Option<Shards> {
    let there: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let any_weights = there.iter().any(|path| is_weights(path));
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    for (index, shards) in indexes {
        let folder = index.rfind('/').map_or("", |slash| &index[..=slash]);
        let named: Vec<String> = shards
            .iter()
            .filter(|shard| is_weights(shard))
            .map(|shard| format!("{folder}{shard}"))
            .collect();
        // Repositories often have the weights in two formats, of which one is downloaded: with both indexes.
        if !any_weights || named.iter().any(|shard| there.contains(shard.as_str())) {
            wanted.extend(named);
        }
    }
    for path in there.iter().filter(|path| is_weights(path)) {
        let Some((stem, extension)) = path.rsplit_once('.') else {
            continue;
        };
        if let Some((name, total)) = numbered(stem) {
            // A number from a name is not to be trusted with our memory.
            for number in 1..=total.min(10_000) {
                wanted.insert(format!("{name}-{number:05}-of-{total:05}.{extension}"));
            }
        }
    }
    let present = wanted
        .iter()
        .filter(|path| there.contains(path.as_str()))
        .count();
    (present < wanted.len()).then_some(Shards {
        present,
        total: wanted.len(),
    })
}

/// `NAME-00002-of-00003`: the name, and how many there are.
pub(super) fn numbered(stem: &str) -> Option<(&str, u32)> {
    let (rest, total) = stem.rsplit_once("-of-")?;
    let (name, number) = rest.rsplit_once('-')?;
    let digits = |text: &str| text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(number) && digits(total)).then_some(())?;
    Some((name, total.parse().ok().filter(|total| *total > 0)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[&str], indexes: &[(&str, &[&str])], expected: Option<(usize, usize)>) {
        let files: Vec<File> = files
            .iter()
            .map(|path| File {
                path: (*path).to_owned(),
                bytes: 1,
            })
            .collect();
        let indexes: Vec<(&str, Vec<String>)> = indexes
            .iter()
            .map(|(path, shards)| {
                (
                    *path,
                    shards.iter().map(|shard| (*shard).to_owned()).collect(),
                )
            })
            .collect();
        let indexes = indexes
            .iter()
            .map(|(path, shards)| (*path, shards.as_slice()))
            .collect();
        let found = missing(&files, &indexes).map(|shards| (shards.present, shards.total));
        assert_eq!(found, expected, "{files:?}");
    }

    #[test]
    fn shards_are_counted() {
        let two: &[&str] = &[
            "w-00001-of-00002.safetensors",
            "w-00002-of-00002.safetensors",
        ];
        let index = ("model.safetensors.index.json", two);
        check(two, &[index], None);
        check(&two[..1], &[index], Some((1, 2)));
        check(&two[1..], &[], Some((1, 2)));
        check(&["config.json"], &[index], Some((0, 2)));
        check(&["model.safetensors"], &[], None);
        // The other format's index alone says nothing.
        let other = ("pytorch_model.bin.index.json", &["p-1.bin", "p-2.bin"][..]);
        check(two, &[index, other], None);
        // An index names what is beside it.
        check(
            &["unet/a.safetensors"],
            &[("unet/x.index.json", &["a.safetensors", "b.safetensors"])],
            Some((1, 2)),
        );
    }

    #[test]
    fn numbers_are_of_five_digits() {
        assert_eq!(numbered("a-00002-of-00003"), Some(("a", 3)));
        assert_eq!(numbered("a-b-00002-of-00003"), Some(("a-b", 3)));
        for other in [
            "a-2-of-3",
            "a-00001-of-00000",
            "of",
            "-of-",
            "a-00001-of-0000x",
            "",
        ] {
            assert_eq!(numbered(other), None, "{other}");
        }
    }
}

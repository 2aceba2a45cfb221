//! What a download has begun and not finished: `hf download` writes to `*.incomplete` and renames when it is whole
//! (<https://huggingface.co/docs/huggingface_hub/guides/manage-cache>).

use std::time::Duration;

use crate::machine::{ASKING, Machine, Machines, Script, Trouble};

/// How long a machine may take to look.
const LIMIT: Duration = Duration::from_secs(10);

/// How many files of the model the program has left unfinished on `machine`; none where the command is no download from
/// Hugging Face. `since`: when it began, in seconds since 1970 by that machine's clock.
///
/// # Errors
/// The machine could not be asked.
pub(crate) async fn unfinished(
    machines: &Machines,
    machine: &Machine,
    cmd: &str,
    since: i64,
) -> Result<usize, Trouble> {
    let Some(Places { folder, known }) = places(cmd) else {
        return Ok(0);
    };
    let script = Script::new(include_str!("unfinished.sh"))
        .with(ASKING)
        .word(since.to_string())
        .word(folder)
        .words(known);
    let reply = machines.run(machine, &script, LIMIT).await?;
    let answer = String::from_utf8_lossy(&reply.stdout);
    Ok(answer.lines().filter(|line| *line == "part").count())
}

/// Where the unfinished files of a download are.
#[derive(Debug, PartialEq)]
struct Places {
    /// The model's folder in a cache.
    folder: String,
    /// The directories themselves, where the command says where they are.
    known: Vec<String>,
}

/// Where the command `hf download ORG/NAME …` leaves them; none for other commands.
fn places(cmd: &str) -> Option<Places> {
    let (variables, words) = crate::command::split(cmd).ok()?;
    let mut words = words.iter().skip_while(|word| *word != "download").skip(1);
    let model = words.next()?;
    let folder = format!("models--{}", model.replace('/', "--"));
    let words: Vec<&String> = words.collect();
    let option = |name: &str| {
        words.iter().enumerate().find_map(|(at, word)| {
            let rest = word.strip_prefix(name)?;
            match rest.strip_prefix('=') {
                Some(value) => Some(value.to_owned()),
                None if rest.is_empty() => words.get(at + 1).map(|next| (*next).clone()),
                None => None,
            }
        })
    };
    let variable = |name: &str| {
        let mut set = variables.iter();
        set.find(|(set, _)| set == name)
            .map(|(_, value)| value.clone())
    };
    let in_cache = |cache: String| format!("{cache}/{folder}/blobs");
    let known = option("--local-dir")
        .map(|directory| format!("{directory}/.cache/huggingface/download"))
        .or_else(|| option("--cache-dir").map(in_cache))
        .or_else(|| variable("HF_HUB_CACHE").map(in_cache))
        .or_else(|| variable("HUGGINGFACE_HUB_CACHE").map(in_cache))
        .or_else(|| variable("HF_HOME").map(|home| in_cache(format!("{home}/hub"))));
    Some(Places {
        known: known.into_iter().collect(),
        folder,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::house::{House, SHELLS};

    #[test]
    fn where_a_command_leaves_what_is_not_finished() {
        let check = |cmd: &str, known: Option<&[&str]>| {
            let expected = known.map(|known| Places {
                folder: "models--org--tiny".to_owned(),
                known: known.iter().map(|place| (*place).to_owned()).collect(),
            });
            assert_eq!(places(cmd), expected, "{cmd}");
        };
        check("hf download org/tiny", Some(&[]));
        check(
            "TQDM_POSITION=-1 /v/bin/hf download org/tiny '--include=*.gguf'",
            Some(&[]),
        );
        check(
            "hf download org/tiny '--local-dir=~/my models/tiny'",
            Some(&["~/my models/tiny/.cache/huggingface/download"]),
        );
        check(
            "HF_HOME=/h hf download org/tiny --local-dir /disk/tiny",
            Some(&["/disk/tiny/.cache/huggingface/download"]),
        );
        check(
            "hf download org/tiny --cache-dir=/c",
            Some(&["/c/models--org--tiny/blobs"]),
        );
        check(
            "HF_HUB_CACHE=/c hf download org/tiny",
            Some(&["/c/models--org--tiny/blobs"]),
        );
        check(
            "HUGGINGFACE_HUB_CACHE=/older HF_HOME=/h hf download org/tiny",
            Some(&["/older/models--org--tiny/blobs"]),
        );
        check(
            "HUGGINGFACE_HUB_CACHE=/older HF_HUB_CACHE=/c hf download org/tiny",
            Some(&["/c/models--org--tiny/blobs"]),
        );
        check(
            "HF_HOME=/h hf download org/tiny",
            Some(&["/h/hub/models--org--tiny/blobs"]),
        );
        check("ollama pull qwen3:8b", None);
        check("hf download", None);
        check("", None);
    }

    /// A cache is found by every variable that names one, whether the login shell sets it or Odysseus has it.
    #[tokio::test]
    async fn unfinished_files_are_found_in_every_cache() {
        for shell in SHELLS {
            for (name, below) in [
                ("HF_HUB_CACHE", ""),
                ("HUGGINGFACE_HUB_CACHE", ""),
                ("HF_HOME", "/hub"),
                ("XDG_CACHE_HOME", "/huggingface/hub"),
            ] {
                for by_login in [false, true] {
                    let mut house = House::new(shell);
                    let place = house.path("place");
                    if by_login {
                        house.text(".profile", &format!("export {name}='{place}'\n"));
                    } else {
                        house.set(name, &place);
                    }
                    house.file(
                        &format!("place{below}/models--org--tiny/blobs/a.incomplete"),
                        1,
                    );
                    let machines = house.machines();
                    let left = unfinished(&machines, &Machine::Local, "hf download org/tiny", 0);
                    assert_eq!(left.await.unwrap(), 1, "{shell}, {name}, {by_login}");
                }
            }
        }
    }
}

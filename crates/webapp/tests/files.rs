//! The table of files, whether the app was built or not.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use webapp::{Content, FILES, NOT_BUILT};

#[test]
fn the_table_is_sorted_has_the_page_and_names_no_file_twice() {
    assert!(FILES.iter().any(|file| file.path == "index.html"));
    assert!(FILES.windows(2).all(|two| two[0].path < two[1].path));
    for file in FILES {
        assert!(
            !file.path.starts_with(['/', '.']) && !file.path.contains('\\'),
            "{}",
            file.path
        );
        match file.content {
            Content::Plain(bytes) => assert!(!bytes.is_empty(), "{}", file.path),
            Content::Compressed { brotli, gzip } => {
                assert!(!brotli.is_empty(), "{}", file.path);
                assert!(gzip.starts_with(&[0x1f, 0x8b]), "{}", file.path);
            }
        }
    }
}

#[test]
fn without_the_app_a_page_tells_how_to_get_it_and_an_account() {
    let Content::Plain(page) = NOT_BUILT.content else {
        panic!("it is carried as it is")
    };
    let page = std::str::from_utf8(page).unwrap();
    for said in ["cargo xtask serve", "Node 20", "odysseus user create"] {
        assert!(page.contains(said), "{said}");
    }
    for refused in ["<script", "<style", "style=", "http"] {
        assert!(
            !page.contains(refused),
            "the policy of the pages refuses {refused}"
        );
    }
}

use proptest::prelude::*;

use super::{Frame, Frames};

proptest! {
    /// However the bytes come, and whatever stands in the log.
    #[test]
    fn frames_in_any_pieces(parts in prop::collection::vec(prop::collection::vec(prop_oneof![Just(b'\n'), Just(b'm'), any::<u8>()], 0..50), 0..6), size in 1usize..40) {
        let mut wire = b"a login shell's greeting".to_vec();
        for part in &parts {
            wire.extend(b"\nmark at 7\n");
            wire.extend(part);
            wire.extend(b"\nmark end\n");
        }
        wire.extend(b"\nmark quiet\n");
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let read: Vec<Vec<u8>> = runtime.block_on(async {
            let reader = in_pieces(wire, size);
            let mut frames = Frames::new(reader, "mark");
            let mut read = Vec::new();
            loop {
                match frames.next().await.unwrap() {
                    Frame::At(7) => read.push(Vec::new()),
                    Frame::Bytes(bytes) => read.last_mut().unwrap().extend(bytes),
                    Frame::Quiet => return read,
                    other => panic!("{other:?}"),
                }
            }
        });
        prop_assert_eq!(read, parts);
    }
}

/// Gives at most `size` bytes at once.
fn in_pieces(bytes: Vec<u8>, size: usize) -> impl tokio::io::AsyncRead + Unpin {
    let (mut writer, reader) = tokio::io::duplex(size);
    tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        writer.write_all(&bytes).await.unwrap();
        std::future::pending::<()>().await;
    });
    reader
}

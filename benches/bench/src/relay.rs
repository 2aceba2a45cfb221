//! A round trip: what is sent through a relay arrives a while later, in both directions.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Relays on a thread of their own, so that nothing else which this program does holds them up. They end when dropped.
///
/// Kernels can do the same (`tc qdisc … netem delay`), but many are built without it.
pub(crate) struct Relays {
    runtime: Option<Runtime>,
    one_way: Duration,
}

impl Relays {
    /// Relays that hold everything for half of the round trip.
    pub(crate) fn new(round_trip: Duration) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        Ok(Relays {
            runtime: Some(runtime),
            one_way: round_trip / 2,
        })
    }

    /// Lays one to a port of this machine; gives the port where it begins, on that loopback address.
    pub(crate) async fn lay(&self, from: Ipv4Addr, to: u16) -> io::Result<u16> {
        let listener = TcpListener::bind((from, 0)).await?.into_std()?;
        let port = listener.local_addr()?.port();
        let (to, one_way) = (SocketAddr::from((Ipv4Addr::LOCALHOST, to)), self.one_way);
        let Some(runtime) = &self.runtime else {
            return Ok(port);
        };
        let accepting = async move {
            let listener = TcpListener::from_std(listener)?;
            loop {
                let (near, _) = listener.accept().await?;
                let far = TcpStream::connect(to).await?;
                for stream in [&near, &far] {
                    stream.set_nodelay(true)?;
                }
                let (near_reader, near_writer) = near.into_split();
                let (far_reader, far_writer) = far.into_split();
                tokio::spawn(carry(near_reader, far_writer, one_way));
                tokio::spawn(carry(far_reader, near_writer, one_way));
            }
        };
        runtime.spawn(async move {
            let outcome: io::Result<()> = accepting.await;
            if let Err(error) = outcome {
                eprintln!("bench: a relay: {error}");
            }
        });
        Ok(port)
    }
}

impl Drop for Relays {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Carries everything across, each piece so long after it came; an end too.
async fn carry(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, after: Duration) {
    let (put, mut pieces) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let reading = async move {
        loop {
            let mut piece = Vec::with_capacity(64 * 1024);
            match from.read_buf(&mut piece).await {
                Ok(1..) if put.send((Instant::now() + after, piece)).is_ok() => {}
                _ => return,
            }
        }
    };
    let writing = async move {
        while let Some((due, piece)) = pieces.recv().await {
            tokio::time::sleep_until(due).await;
            if to.write_all(&piece).await.is_err() {
                return;
            }
        }
        tokio::time::sleep(after).await;
        let _ = to.shutdown().await;
    };
    tokio::join!(reading, writing);
}

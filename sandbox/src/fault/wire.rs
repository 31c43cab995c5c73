//! The socket beneath HTTP: who listens, and who holds the write half of a connection.
//!
//! The server writes each connection through a [`Connection`]. A fault that HTTP has no words for takes
//! the write half away from it and writes whatever bytes it wants; without a write half, all that is left for the
//! server is to close the connection.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Where connections come in, until it is shut.
#[derive(Debug)]
pub(crate) struct Incoming {
    address: SocketAddr,
    open: Option<(TcpListener, watch::Receiver<()>)>,
}

impl Incoming {
    /// Listens until it is told to shut.
    pub(crate) fn open(listener: TcpListener, shutting: watch::Receiver<()>) -> io::Result<Self> {
        Ok(Self {
            address: listener.local_addr()?,
            open: Some((listener, shutting)),
        })
    }

    /// Never listens.
    pub(crate) fn shut(address: SocketAddr) -> Self {
        Self {
            address,
            open: None,
        }
    }
}

impl Listener for Incoming {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let Some((listener, shutting)) = &mut self.open else {
            return std::future::pending().await;
        };
        tokio::select! {
            biased;
            _ = shutting.changed() => {}
            (stream, address) = Listener::accept(listener) => return (Connection::new(stream), address),
        }
        self.open = None;
        std::future::pending().await
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// The write half of a connection; gone once it was taken.
type SharedWriteHalf = Arc<Mutex<Option<OwnedWriteHalf>>>;

/// A connection as the server sees it.
#[derive(Debug)]
pub(crate) struct Connection {
    reading: OwnedReadHalf,
    write_half: SharedWriteHalf,
}

/// A connection as a request knows it.
#[derive(Clone, Debug)]
pub(crate) struct Wire(SharedWriteHalf);

impl Wire {
    /// Takes the write half away from the server.
    pub(crate) fn take(&self) -> Option<OwnedWriteHalf> {
        lock(&self.0).take()
    }
}

impl Connected<IncomingStream<'_, Incoming>> for Wire {
    fn connect_info(stream: IncomingStream<'_, Incoming>) -> Self {
        Self(Arc::clone(&stream.io().write_half))
    }
}

impl Connection {
    fn new(stream: TcpStream) -> Self {
        let (reading, writing) = stream.into_split();
        Self {
            reading,
            write_half: Arc::new(Mutex::new(Some(writing))),
        }
    }

    fn write<T>(
        &self,
        write: impl FnOnce(Pin<&mut OwnedWriteHalf>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        match &mut *lock(&self.write_half) {
            Some(write_half) => write(Pin::new(write_half)),
            None => Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
        }
    }
}

impl Connection {
    /// Without a write half there is nothing to finish; an error would end the connection under whoever
    /// took it.
    fn finish(
        &self,
        finish: impl FnOnce(Pin<&mut OwnedWriteHalf>) -> Poll<io::Result<()>>,
    ) -> Poll<io::Result<()>> {
        match &mut *lock(&self.write_half) {
            Some(write_half) => finish(Pin::new(write_half)),
            None => Poll::Ready(Ok(())),
        }
    }
}

fn lock(write_half: &SharedWriteHalf) -> MutexGuard<'_, Option<OwnedWriteHalf>> {
    write_half.lock().unwrap_or_else(PoisonError::into_inner)
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.reading).poll_read(context, into)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.write(|write_half| write_half.poll_write(context, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.write(|write_half| write_half.poll_write_vectored(context, pieces))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.finish(|write_half| write_half.poll_flush(context))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.finish(|write_half| write_half.poll_shutdown(context))
    }
}

//! The socket beneath HTTP: who listens, and who holds the pen of a connection.
//!
//! The server writes each connection through a [`Line`]. A fault that HTTP has no words for takes
//! the pen away from it and writes whatever bytes it wants; without a pen, all that is left for the
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
pub(crate) struct Door {
    address: SocketAddr,
    open: Option<(TcpListener, watch::Receiver<()>)>,
}

impl Door {
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

impl Listener for Door {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        let Some((listener, shutting)) = &mut self.open else {
            return std::future::pending().await;
        };
        tokio::select! {
            biased;
            _ = shutting.changed() => {}
            (stream, address) = Listener::accept(listener) => return (Line::new(stream), address),
        }
        self.open = None;
        std::future::pending().await
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// The pen of a connection; gone once it was taken.
type Pen = Arc<Mutex<Option<OwnedWriteHalf>>>;

/// A connection as the server sees it.
#[derive(Debug)]
pub(crate) struct Line {
    reading: OwnedReadHalf,
    pen: Pen,
}

/// A connection as a request knows it.
#[derive(Clone, Debug)]
pub(crate) struct Wire(Pen);

impl Wire {
    /// Takes the pen away from the server.
    pub(crate) fn take(&self) -> Option<OwnedWriteHalf> {
        lock(&self.0).take()
    }
}

impl Connected<IncomingStream<'_, Door>> for Wire {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        Self(Arc::clone(&stream.io().pen))
    }
}

impl Line {
    fn new(stream: TcpStream) -> Self {
        let (reading, writing) = stream.into_split();
        Self {
            reading,
            pen: Arc::new(Mutex::new(Some(writing))),
        }
    }

    fn write<T>(
        &self,
        write: impl FnOnce(Pin<&mut OwnedWriteHalf>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        match &mut *lock(&self.pen) {
            Some(pen) => write(Pin::new(pen)),
            None => Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
        }
    }
}

impl Line {
    /// Without a pen there is nothing to finish; an error would end the connection under whoever
    /// took it.
    fn finish(
        &self,
        finish: impl FnOnce(Pin<&mut OwnedWriteHalf>) -> Poll<io::Result<()>>,
    ) -> Poll<io::Result<()>> {
        match &mut *lock(&self.pen) {
            Some(pen) => finish(Pin::new(pen)),
            None => Poll::Ready(Ok(())),
        }
    }
}

fn lock(pen: &Pen) -> MutexGuard<'_, Option<OwnedWriteHalf>> {
    pen.lock().unwrap_or_else(PoisonError::into_inner)
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.reading).poll_read(context, into)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.write(|pen| pen.poll_write(context, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.write(|pen| pen.poll_write_vectored(context, pieces))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.finish(|pen| pen.poll_flush(context))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.finish(|pen| pen.poll_shutdown(context))
    }
}

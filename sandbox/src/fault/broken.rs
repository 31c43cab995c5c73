//! An answer written to the wire in ways that HTTP has no words for.

use std::io::{self, Write as _};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::header::{CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING};
use axum::http::{HeaderMap, StatusCode};
use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::AsyncWriteExt;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::time::sleep;

use crate::fault::known::Broken;

/// The store's own answer, about to be written in a way of our own.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What is written at a time where much is written.
static BLANKS: [u8; 64 * 1024] = [b' '; 64 * 1024];
/// The unpacked size of one piece of a gzip bomb.
const PIECE: usize = 1_000_000;

impl Answer {
    /// Writes it, and returns when the connection is to be closed.
    pub(crate) async fn write(
        self,
        broken: Broken,
        mut write_half: OwnedWriteHalf,
    ) -> io::Result<()> {
        let length = self.body.len();
        let half = length / 2;
        match broken {
            Broken::Close => return Ok(()),
            Broken::Cut => {
                write_half.write_all(&self.head(length.max(1))).await?;
                return write_half.write_all(&self.body[..half]).await;
            }
            Broken::Drip => {
                write_half.write_all(&self.head(length)).await?;
                for byte in &self.body {
                    sleep(Duration::from_secs(1)).await;
                    write_half.write_all(&[*byte]).await?;
                }
            }
            Broken::Glued => {
                let one = [&*self.head(length), &*self.body].concat();
                write_half.write_all(&[one.clone(), one].concat()).await?;
            }
            Broken::LengthTooLong => {
                let text = [&*self.head(length + 100), &*self.body].concat();
                write_half.write_all(&text).await?;
            }
            Broken::LengthTooShort => {
                let text = [&*self.head(half), &*self.body].concat();
                write_half.write_all(&text).await?;
            }
            Broken::Huge(size) => return self.write_huge(size, &mut write_half).await,
            Broken::GzipBomb(size) => return self.write_bomb(size, &mut write_half).await,
        }
        // The connection stays open and silent until the client leaves, which drops this future.
        std::future::pending::<()>().await;
        Ok(())
    }

    async fn write_huge(&self, size: u64, write_half: &mut OwnedWriteHalf) -> io::Result<()> {
        let head = self.head_with(&[
            (CONNECTION.as_str(), "close"),
            (TRANSFER_ENCODING.as_str(), "chunked"),
        ]);
        write_half.write_all(&head).await?;
        write_chunk(write_half, &self.body).await?;
        let mut left = size;
        while left > 0 {
            let next = left.min(BLANKS.len() as u64);
            write_chunk(
                write_half,
                &BLANKS[..usize::try_from(next).unwrap_or(BLANKS.len())],
            )
            .await?;
            left -= next;
        }
        write_half.write_all(b"0\r\n\r\n").await
    }

    async fn write_bomb(&self, size: u64, write_half: &mut OwnedWriteHalf) -> io::Result<()> {
        let head = self.head_with(&[
            (CONNECTION.as_str(), "close"),
            (TRANSFER_ENCODING.as_str(), "chunked"),
            (CONTENT_ENCODING.as_str(), "gzip"),
        ]);
        write_half.write_all(&head).await?;
        write_chunk(write_half, &packed(&self.body)?).await?;
        let piece = packed(&vec![b' '; PIECE])?;
        for _ in 0..size.div_ceil(PIECE as u64) {
            write_chunk(write_half, &piece).await?;
        }
        write_half.write_all(b"0\r\n\r\n").await
    }

    fn head(&self, length: usize) -> Vec<u8> {
        self.head_with(&[(CONTENT_LENGTH.as_str(), &length.to_string())])
    }

    fn head_with(&self, framing: &[(&str, &str)]) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {}\r\n", self.status).into_bytes();
        for (name, value) in &self.headers {
            if *name != CONTENT_LENGTH && *name != TRANSFER_ENCODING {
                let line = [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"];
                head.extend(line.concat());
            }
        }
        for (name, value) in framing {
            head.extend(format!("{name}: {value}\r\n").into_bytes());
        }
        head.extend(b"\r\n");
        head
    }
}

async fn write_chunk(write_half: &mut OwnedWriteHalf, bytes: &[u8]) -> io::Result<()> {
    if bytes.is_empty() {
        // An empty chunk would be the last one.
        return Ok(());
    }
    write_half
        .write_all(format!("{:x}\r\n", bytes.len()).as_bytes())
        .await?;
    write_half.write_all(bytes).await?;
    write_half.write_all(b"\r\n").await
}

fn packed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes)?;
    encoder.finish()
}

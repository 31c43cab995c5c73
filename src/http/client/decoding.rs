//! Undoes the compression of a body.
//!
//! The client library could do it, but it takes what follows the first member of a gzip stream
//! for nothing, and hides the headers that say what was transferred.

use std::io::{self, Read};

use brotli_decompressor::Decompressor;
use flate2::read::MultiGzDecoder;
use url::Url;

use crate::http::client::failure;
use crate::http::error::HttpError;

/// What a request offers in `Accept-Encoding`.
pub(super) const OFFERED: &str = "gzip, br";

/// The names of what changes a body (IANA, HTTP Content Coding Registry). Servers also write `none`,
/// `identity` or a charset there, which change nothing, and no browser minds.
const CODINGS: [&str; 13] = [
    "aes128gcm",
    "br",
    "compress",
    "dcb",
    "dcz",
    "deflate",
    "exi",
    "gzip",
    "lzma",
    "pack200-gzip",
    "x-compress",
    "x-gzip",
    "zstd",
];

/// The bytes that the brotli decoder reads at a time.
const BUFFER: usize = 16 * 1024;

/// Returns the body as it was before it was compressed, as far as the limit (in bytes) allows.
pub(super) fn decode(
    body: Vec<u8>,
    headers: &[(String, String)],
    url: &Url,
    limit: usize,
) -> Result<Vec<u8>, HttpError> {
    let encodings: Vec<String> = headers
        .iter()
        .filter(|(name, _)| name == "content-encoding")
        .flat_map(|(_, value)| value.split(','))
        .map(|value| value.trim().to_ascii_lowercase())
        .filter(|value| CODINGS.contains(&value.as_str()))
        .collect();
    // An answer to HEAD, a 204 or a 304 says how its body would have been encoded.
    if encodings.is_empty() || body.is_empty() {
        return Ok(body);
    }
    let encoding = encodings.join(", ");
    let (name, decoded) = match encoding.as_str() {
        "gzip" | "x-gzip" => ("gzip", read(MultiGzDecoder::new(&*body), limit)),
        "br" => ("brotli", read(Decompressor::new(&*body, BUFFER), limit)),
        _ => return Err(failure::of_encoding(url, &encoding)),
    };
    match decoded {
        Ok(decoded) if decoded.len() > limit => Err(failure::of_size(url, limit)),
        Ok(decoded) => Ok(decoded),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            let cause = format!("its {name} stream ends too early");
            Err(failure::of_cut_body(url, &cause))
        }
        Err(_) => Err(failure::of_broken_encoding(url, name)),
    }
}

/// Reads to the end, or to one byte beyond the limit.
fn read(mut decoder: impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut decoded = Vec::new();
    decoder.by_ref().take(most).read_to_end(&mut decoded)?;
    // Only a read after the end makes the brotli decoder tell of bytes that follow its stream.
    if decoded.len() <= limit && decoder.read(&mut [0])? > 0 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(decoded)
}

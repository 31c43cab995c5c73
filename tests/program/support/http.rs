//! Requests and answers on a socket, as plain as they can be.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use serde_json::Value;

/// A request as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// The path with its query.
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case; without those of the connection.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(crate) fn json(mut self, body: &Value) -> Self {
        let json = ("content-type".to_owned(), "application/json".to_owned());
        self.headers.push(json);
        self.body = body.to_string().into_bytes();
        self
    }

    pub(crate) fn bearer(mut self, token: &str) -> Self {
        let bearer = ("authorization".to_owned(), format!("Bearer {token}"));
        self.headers.push(bearer);
        self
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        value_of(&self.headers, name)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Reads the next request of a connection; none where it is closed.
    pub(crate) fn read(from: &mut BufReader<TcpStream>) -> Option<Self> {
        let (first, headers) = head(from)?;
        let mut words = first.split(' ');
        let mut body = vec![0; value_of(&headers, "content-length").parse().unwrap_or(0)];
        from.read_exact(&mut body).ok()?;
        Some(Self {
            method: words.next()?.to_owned(),
            path: words.next()?.to_owned(),
            headers,
            body,
        })
    }

    /// Sends it to an address, over a connection of its own.
    pub(crate) fn send(&self, to: SocketAddr) -> Option<Answer> {
        let mut stream = TcpStream::connect(to).ok()?;
        let mut text = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        let own = ["connection", "content-length", "host"];
        for (name, value) in &self.headers {
            if !own.contains(&name.as_str()) {
                text += &format!("{name}: {value}\r\n");
            }
        }
        let length = self.body.len();
        text += &format!("host: {to}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all(text.as_bytes()).ok()?;
        stream.write_all(&self.body).ok()?;
        let mut from = BufReader::new(stream);
        let (first, headers) = head(&mut from)?;
        let mut body = Vec::new();
        from.read_to_end(&mut body).ok()?;
        Some(Answer {
            status: first.split(' ').nth(1)?.parse().ok()?,
            headers,
            body,
        })
    }
}

impl Answer {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", &body.to_string())
    }

    pub(crate) fn html(status: u16, body: &str) -> Self {
        Self::new(status, "text/html; charset=UTF-8", body)
    }

    pub(crate) fn new(status: u16, media_type: &str, body: &str) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), media_type.to_owned())],
            body: body.as_bytes().to_vec(),
        }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn write(&self, to: &mut TcpStream) -> std::io::Result<()> {
        let mut text = format!("HTTP/1.1 {} Said\r\n", self.status);
        let own = ["connection", "content-length", "transfer-encoding"];
        for (name, value) in &self.headers {
            if !own.contains(&name.as_str()) {
                text += &format!("{name}: {value}\r\n");
            }
        }
        text += &format!("content-length: {}\r\n\r\n", self.body.len());
        let mut bytes = text.into_bytes();
        bytes.extend(&self.body);
        to.write_all(&bytes)
    }
}

fn head(from: &mut BufReader<TcpStream>) -> Option<(String, Vec<(String, String)>)> {
    let mut line = || {
        let mut text = String::new();
        let read = from.read_line(&mut text).ok()?;
        (read > 0).then(|| text.trim_end().to_owned())
    };
    let first = line()?;
    let mut headers = Vec::new();
    loop {
        let text = line()?;
        let Some((name, value)) = text.split_once(':') else {
            return Some((first, headers));
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
}

fn value_of<'a>(headers: &'a [(String, String)], name: &str) -> &'a str {
    let found = headers.iter().find(|(known, _)| known == name);
    found.map_or("", |(_, value)| value)
}

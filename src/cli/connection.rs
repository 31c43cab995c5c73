//! How a store is reached, for all commands that reach one.

use std::path::PathBuf;
use std::time::Duration;

use crate::duration;
use clap::Args;

/// How a store is reached.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Connection")]
pub struct ConnectionArgs {
    /// How long a request may take in all
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = time_limit)]
    pub timeout: Duration,

    /// Allow redirects to this host beside the target's (repeatable)
    #[arg(long, value_name = "HOST")]
    pub allow_host: Vec<String>,

    /// Send a header along to the target, for what is in front of the shop (repeatable). `ps` shows it;
    /// MAGEWALK_HEADER, a header a line, is not shown
    #[arg(long = "header", value_name = "NAME: VALUE")]
    pub headers: Vec<String>,

    /// Trust these certificate authorities (PEM) too, beside the machine's own
    #[arg(long, value_name = "FILE")]
    pub cacert: Option<PathBuf>,

    /// Come with this client certificate (PEM)
    #[arg(long, value_name = "FILE")]
    pub cert: Option<PathBuf>,

    /// The key of the client certificate (PEM), where it is not in the same file
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub key: Option<PathBuf>,

    /// Check no certificates: anybody in between can read and change everything
    #[arg(long)]
    pub insecure: bool,
}

/// Reads a duration such as `30s`, more than nothing and at most an hour.
pub(super) fn time_limit(text: &str) -> Result<Duration, String> {
    let limit = duration::parse(text).ok_or("write it as `30s` or `2m`")?;
    if limit.is_zero() || limit > Duration::from_secs(3600) {
        return Err("more than 0 s and at most 1 h, please".to_owned());
    }
    Ok(limit)
}

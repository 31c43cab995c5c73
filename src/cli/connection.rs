//! How a store is reached, for all commands that reach one.

use std::time::Duration;

use clap::Args;

/// How a store is reached.
#[derive(Debug, Args)]
#[command(next_help_heading = "Connection")]
pub struct ConnectionArgs {
    /// How long a request may take in all
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = duration)]
    pub timeout: Duration,

    /// Allow redirects to this host beside the target's (repeatable)
    #[arg(long, value_name = "HOST")]
    pub allow_host: Vec<String>,
}

/// Reads a duration such as `30s`, more than nothing and at most an hour.
fn duration(text: &str) -> Result<Duration, String> {
    let duration =
        humantime::parse_duration(text).map_err(|_| "write it as `30s` or `2m`".to_owned())?;
    if duration.is_zero() || duration > Duration::from_secs(3600) {
        return Err("more than 0 s and at most 1 h, please".to_owned());
    }
    Ok(duration)
}

//! What `sandbox` takes.

use clap::Args;

/// What `sandbox` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  magewalk sandbox --port 8080
  magewalk sandbox --two-factor JBSWY3DPEHPK3PXP     (the admin then needs a one-time password)

The admin is `admin` with the password `Password123`. All data is forgotten when it ends (Ctrl-C).")]
pub struct SandboxArgs {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    pub port: u16,

    /// Switch two-factor sign-in on, with this base32 secret for the admin
    #[arg(long, value_name = "SECRET")]
    pub two_factor: Option<String>,
}

//! Which streams take colours.

/// Whether there is colour, per stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colors {
    /// On the standard output.
    pub stdout: bool,
    /// On the standard error.
    pub stderr: bool,
}

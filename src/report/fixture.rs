//! One outcome that has everything: every verdict, and content that would harm a careless report.

//! The language as a JSON Schema (draft-07, which editors read best), for completion and hints.
//!
//! A schema sees the shape of one file; names, paths and what refers to another place are looked at
//! by `magewalk check` alone. Tests hold both files to the keys and words that are really read.

/// The schema of a scenario file.
pub const SCENARIO: &str = include_str!("../../schema/scenario.schema.json");

/// The schema of a `tutorial.yaml`.
pub const TUTORIAL: &str = include_str!("../../schema/tutorial.schema.json");

/// The name of the file of [`SCENARIO`].
pub const SCENARIO_FILE: &str = "scenario.schema.json";

/// The name of the file of [`TUTORIAL`].
pub const TUTORIAL_FILE: &str = "tutorial.schema.json";

//! `magewalk schema`: the language as a JSON Schema.

use crate::cli::{Language, SchemaArgs};
use crate::commands::print_raw;
use crate::error::Error;
use crate::scenario::schema;

/// Prints the JSON Schema of one kind of file.
pub(super) fn schema(arguments: &SchemaArgs) -> Result<u8, Error> {
    print_raw(match arguments.of {
        Language::Scenario => schema::SCENARIO,
        Language::Tutorial => schema::TUTORIAL,
    })?;
    Ok(0)
}

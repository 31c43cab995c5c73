//! What the rules of a machine format say of a report; for tests.

use boon::{Compiler, Draft, Schemas};
use serde_json::Value;

/// Returns what a text breaks of a JSON Schema, a line a breach.
pub(super) fn held_by(schema: &str, value: &Value) -> Vec<String> {
    let mut compiler = Compiler::new();
    compiler.set_default_draft(Draft::V7);
    let schema = serde_json::from_str(schema).unwrap();
    compiler.add_resource("schema.json", schema).unwrap();
    let mut schemas = Schemas::new();
    let root = compiler.compile("schema.json", &mut schemas).unwrap();
    let breach = schemas.validate(value, root).err();
    breach.map_or_else(Vec::new, |breach| {
        let text = breach.to_string();
        text.lines().map(str::to_owned).collect()
    })
}

//! Where lines begin, and the name of a store in them.

use crate::outcome::Target;
use crate::report::terminal::style::{Role, Style};
use crate::visible::visible;

/// How far what belongs to a step is indented below its line.
pub(super) const INDENT: &str = "    ";

pub(super) fn target_name(target: &Target, style: Style) -> String {
    let url = style.paint(Role::Strong, &visible(&target.url));
    if let Some(name) = target.sandbox_name() {
        format!("{url} ({})", visible(&name))
    } else if target.insecure {
        let warning = style.paint(Role::Failed, "certificates not checked");
        format!("{url} ({warning})")
    } else {
        url
    }
}

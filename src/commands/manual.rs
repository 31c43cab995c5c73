//! `magewalk man`: the man pages.

use std::fs;
use std::path::Path;

use crate::cli::{ManArgs, Page, pages};
use crate::commands::print_raw;
use crate::error::Error;
use crate::scenario::problem::did_you_mean;

/// Prints one man page, or writes all of them to a folder.
pub(super) fn manual(arguments: &ManArgs) -> Result<u8, Error> {
    let pages = pages();
    match &arguments.to {
        Some(folder) => write(&pages, folder)?,
        None => print_raw(&chosen(&pages, arguments.command.as_deref())?.text)?,
    }
    Ok(0)
}

fn chosen<'p>(pages: &'p [Page], command: Option<&str>) -> Result<&'p Page, Error> {
    let found = pages.iter().find(|page| page.command.as_deref() == command);
    found.ok_or_else(|| {
        let asked = command.unwrap_or_default();
        let names = pages.iter().filter_map(|page| page.command.as_deref());
        let error = Error::usage(format!("there is no command `{asked}`"));
        match did_you_mean(asked, names) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint("`magewalk --help` lists the commands"),
        }
    })
}

fn write(pages: &[Page], folder: &Path) -> Result<(), Error> {
    let failed = |path: &Path, error: std::io::Error| {
        Error::failed(format!("cannot write `{}`: {error}", path.display()))
    };
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    for page in pages {
        let path = folder.join(&page.file);
        fs::write(&path, &page.text).map_err(|error| failed(&path, error))?;
    }
    let count = pages.len();
    print_raw(&format!("wrote {count} pages to {}\n", folder.display()))
}

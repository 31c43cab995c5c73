//! Reports on disk: whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// Writes a report so that a reader finds the old text or the new one, never a part.
///
/// Missing folders are made. A link is followed. What is no ordinary file (`/dev/stdout`, a named
/// pipe) is written to as it is, since it cannot be replaced.
///
/// # Errors
/// The folder cannot be made, or the file cannot be made, written or put in its place.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    match Destination::of(path)? {
        Destination::Stream => fs::OpenOptions::new()
            .append(true)
            .open(path)?
            .write_all(text.as_bytes()),
        Destination::Replace(path) => {
            let mut file = sibling(&path)?;
            file.write_all(text.as_bytes())?;
            // Without this a power cut after the rename could leave an empty file under the name.
            file.as_file().sync_all()?;
            file.persist(&path).map_err(|error| error.error)?;
            Ok(())
        }
    }
}

/// Finds out, before a run starts, whether its report can be written; makes missing folders.
///
/// # Errors
/// Those that writing would have.
pub fn check_writable(path: &Path) -> io::Result<()> {
    match Destination::of(path)? {
        // A pipe is not opened here: that would wait for its reader, and end what it reads.
        Destination::Stream => Ok(()),
        Destination::Replace(path) => sibling(&path).map(drop),
    }
}

/// Removes a report that is there; what is no ordinary file (`/dev/stdout`, a named pipe) stays.
///
/// # Errors
/// It cannot be removed.
pub fn remove(path: &Path) -> io::Result<()> {
    match Destination::of(path)? {
        Destination::Stream => Ok(()),
        Destination::Replace(path) => match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        },
    }
}

/// How a path is written to.
enum Destination {
    /// By putting a new file in place of this one.
    Replace(PathBuf),
    /// By writing into what is there.
    Stream,
}

impl Destination {
    fn of(path: &Path) -> io::Result<Self> {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => Err(io::Error::new(
                io::ErrorKind::IsADirectory,
                "it is a folder, not a file",
            )),
            // `/dev/stdout` is an ordinary file where it is redirected to one. To replace that would
            // throw away what else was and will be printed.
            Ok(_) if path.starts_with("/dev") => Ok(Self::Stream),
            Ok(metadata) if metadata.is_file() => Ok(Self::Replace(fs::canonicalize(path)?)),
            Ok(_) => Ok(Self::Stream),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if path.file_name().is_none() {
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidInput,
                        "it names no file",
                    ));
                }
                // A link whose file was removed stays a link.
                let Ok(target) = fs::read_link(path) else {
                    return Ok(Self::Replace(path.to_owned()));
                };
                let folder = path.parent().unwrap_or(Path::new(""));
                Ok(Self::Replace(folder.join(target)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                Err(no_folder(path.parent().unwrap_or(path), &error))
            }
            Err(error) => Err(error),
        }
    }
}

/// Makes an empty file beside a path: only within one folder is a rename sure to be atomic.
fn sibling(path: &Path) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).map_err(|error| no_folder(folder, &error))?;
    let mut builder = Builder::new();
    builder.prefix(".magewalk-");
    // The default is 0600, which a CI server under another user could not read; the umask of the
    // process takes from this what it takes from every file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Says which part of a path is no folder, or cannot be made one.
fn no_folder(folder: &Path, error: &io::Error) -> io::Error {
    let in_the_way = folder.ancestors().find(|part| part.is_file());
    let message = match in_the_way {
        Some(file) => format!("`{}` is not a folder", file.display()),
        None => format!("the folder `{}` cannot be made: {error}", folder.display()),
    };
    io::Error::new(error.kind(), message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[test]
    fn a_report_is_written_into_a_new_folder_and_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reports/deep/run.json");
        write(&path, "one").unwrap();
        write(&path, "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(names(path.parent().unwrap()), ["run.json"]);
    }

    #[test]
    fn looking_leaves_no_file_and_does_not_touch_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reports/run.json");
        check_writable(&path).unwrap();
        assert_eq!(names(path.parent().unwrap()), Vec::<String>::new());
        write(&path, "old").unwrap();
        check_writable(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    }

    #[test]
    fn what_cannot_be_written_is_told_beforehand() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        for path in [
            folder.path(),
            &file.join("below"),
            Path::new(""),
            Path::new(".."),
        ] {
            assert!(check_writable(path).is_err(), "{path:?}");
            assert!(write(path, "text").is_err(), "{path:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_report_has_the_rights_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let [report, other] = ["report", "other"].map(|name| folder.path().join(name));
        write(&report, "text").unwrap();
        fs::write(&other, "text").unwrap();
        let mode = |path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&report), mode(&other));
    }

    #[cfg(unix)]
    #[test]
    fn a_report_is_removed_and_a_link_or_a_device_stays() {
        let folder = tempfile::tempdir().unwrap();
        let [real, link, null] = ["real", "link", "null"].map(|name| folder.path().join(name));
        remove(&real).unwrap();
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink("real", &link).unwrap();
        std::os::unix::fs::symlink("/dev/null", &null).unwrap();
        remove(&link).unwrap();
        remove(&null).unwrap();
        assert_eq!(names(folder.path()).len(), 2);
        assert!(!real.exists() && fs::symlink_metadata(&link).unwrap().is_symlink());
        check_writable(&link).unwrap();
        write(&link, "new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_a_device_stays_a_device() {
        let folder = tempfile::tempdir().unwrap();
        let [real, link, null] = ["real", "link", "null"].map(|name| folder.path().join(name));
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        std::os::unix::fs::symlink("/dev/null", &null).unwrap();
        write(&link, "new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        check_writable(&null).unwrap();
        write(&null, "text").unwrap();
        assert!(fs::symlink_metadata(&null).unwrap().is_symlink());
    }
}

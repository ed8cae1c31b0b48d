//! Files that are written whole or not at all.

use std::io::Write;
use std::path::Path;

use crate::error::Error;

/// Writes a file whole or not at all: beside it first, then renamed.
///
/// # Errors
/// [`Error::Message`] when the file system refuses; the old file, if any, is untouched then.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_beside(path, bytes).map_err(|error| cannot_write(path, &error))
}

/// A file that could not be written or removed.
pub fn cannot_write(path: &Path, error: &std::io::Error) -> Error {
    with_path("cannot-write", path, &error.to_string())
}

/// A message about a file: its path, and what is wrong with it.
pub fn with_path(code: &'static str, path: &Path, problem: &str) -> Error {
    let path = path.display().to_string();
    Error::message(code, &[("path", &path), ("problem", problem)])
}

/// The folder a file is in; the current one for a bare name.
pub fn folder_of(path: &Path) -> &Path {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    parent.unwrap_or_else(|| Path::new("."))
}

fn write_beside(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = folder_of(path);
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

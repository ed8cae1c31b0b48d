//! stdout is data, stderr is talk.

use std::io::Write;
use std::path::{Path, PathBuf};

/// The two streams. A reader that went away is no error.
pub struct Output;

impl Output {
    /// The process's own streams.
    pub fn new() -> Self {
        Self
    }

    /// Writes data, a line end added.
    pub fn data(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.trim_end_matches('\n').as_bytes());
        let _ = out.write_all(b"\n");
        let _ = out.flush();
    }

    /// Writes a JSON view.
    pub fn json(&self, value: &gabakura_model::Value) {
        let text = serde_json::to_string_pretty(value).expect("a JSON value serialises");
        self.data(&text);
    }

    /// Says something to the person at the terminal.
    pub fn talk(&self, text: &str) {
        let mut err = std::io::stderr().lock();
        let _ = err.write_all(text.trim_end_matches('\n').as_bytes());
        let _ = err.write_all(b"\n");
    }
}

/// Writes a file whole or not at all: beside it first, then renamed.
///
/// # Errors
/// Those of the file system; the old file, if any, is untouched then.
pub fn write_file(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    let dir = parent.map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    std::fs::create_dir_all(&dir)?;
    let mut file = tempfile::NamedTempFile::new_in(&dir)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

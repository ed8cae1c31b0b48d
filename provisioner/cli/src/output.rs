//! stdout is data, stderr is talk.

use std::io::Write;

/// The two streams of the process. A reader that went away is no error.
pub struct Output;

impl Output {
    /// Writes data to stdout, a line end added.
    pub fn data(&self, text: &str) {
        write(&mut std::io::stdout().lock(), text);
    }

    /// Writes a message to stderr, a line end added.
    pub fn talk(&self, text: &str) {
        write(&mut std::io::stderr().lock(), text);
    }

    pub fn json(&self, value: &gabakura_model::Value) {
        self.data(&format!("{value:#}"));
    }
}

fn write(stream: &mut impl Write, text: &str) {
    let line = format!("{}\n", text.trim_end_matches('\n'));
    let _ = stream.write_all(line.as_bytes());
    let _ = stream.flush();
}

//! Keeps track of which template line each part of a rendered text came from.
//!
//! A private-use character that encodes the line number is put before each template line; it
//! is taken out again as the text is written, and its place is noted.

use std::io::Error;

use gabakura_model::diagnostic::Origin;
use handlebars::Output;

use crate::source::number;

/// The marks: plane 15, which no template may contain and every value has escaped.
const FIRST: u32 = 0xF_0000;
const LAST: u32 = 0xF_FFFD;
/// First byte of every mark in UTF-8; the second is that of plane 15 alone.
const LEAD_BYTE: u8 = 0xF3;
const MARK_BYTES: usize = 4;

/// Longest rendered module: a template whose loops run wild is stopped here.
pub(super) const OUTPUT_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Whether a character is reserved for marks.
pub(super) fn is_mark(c: char) -> bool {
    (FIRST..=LAST).contains(&u32::from(c))
}

fn mark(line: usize) -> char {
    let code = FIRST.saturating_add(number(line)).min(LAST);
    char::from_u32(code).expect("plane 15 has no surrogates")
}

/// A template with a mark before each line that begins outside a tag.
pub(super) struct Marked {
    /// The text to compile.
    pub text: String,
    /// Per line: whether a mark was put before it.
    lines: Vec<bool>,
}

impl Marked {
    /// The place the template engine means by a line and column of the marked text.
    pub fn origin(&self, file: &std::sync::Arc<str>, line: usize, column: usize) -> Origin {
        let marked = self
            .lines
            .get(line.wrapping_sub(1))
            .copied()
            .unwrap_or_default();
        let column = column.saturating_sub(usize::from(marked)).max(1);
        Origin {
            file: file.clone(),
            line: number(line),
            column: number(column),
        }
    }
}

/// Where a scan of a template stands.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    Text,
    Comment,
    LongComment,
    Tag,
    Quote(u8),
}

/// Puts the marks in.
pub(super) fn add_marks(text: &str) -> Marked {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut lines = Vec::new();
    let mut within = Within::Text;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        lines.push(within == Within::Text);
        if within == Within::Text {
            out.push(mark(index + 1));
        }
        out.push_str(line);
        within = scan(line.as_bytes(), within);
    }
    Marked { text: out, lines }
}

/// The innermost block that is opened and never closed: its line and name.
pub(super) fn unclosed(text: &str) -> Option<(usize, String)> {
    let mut open: Vec<(usize, String)> = Vec::new();
    let mut within = Within::Text;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        for (at, _) in line.match_indices("{{").filter(|_| within == Within::Text) {
            let tag = line[at + 2..].trim_start_matches('~');
            let name = |tag: &str| {
                let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
                tag.trim_start()
                    .chars()
                    .take_while(|c| legal(*c))
                    .collect::<String>()
            };
            if let Some(tag) = tag.strip_prefix('#') {
                open.push((index + 1, name(tag)));
            } else if tag.starts_with('/') {
                open.pop();
            }
        }
        within = scan(line.as_bytes(), within);
    }
    open.pop()
}

/// Follows tags and comments to the end of a line.
fn scan(line: &[u8], mut within: Within) -> Within {
    let mut at = 0;
    while at < line.len() {
        let rest = &line[at..];
        let (next, step) = match within {
            Within::Text if rest.starts_with(b"\\{{") => (Within::Text, 3),
            Within::Text if rest.starts_with(b"{{!--") => (Within::LongComment, 5),
            Within::Text if rest.starts_with(b"{{!") => (Within::Comment, 3),
            Within::Text if rest.starts_with(b"{{") => (Within::Tag, 2),
            Within::LongComment if rest.starts_with(b"--}}") => (Within::Text, 4),
            Within::Comment | Within::Tag if rest.starts_with(b"}}") => (Within::Text, 2),
            Within::Tag if matches!(rest[0], b'"' | b'\'') => (Within::Quote(rest[0]), 1),
            Within::Quote(_) if rest[0] == b'\\' => (within, 2),
            Within::Quote(quote) if rest[0] == quote => (Within::Tag, 1),
            same => (same, 1),
        };
        within = next;
        at += step;
    }
    within
}

/// Takes the marks out of what is rendered and notes where they were.
#[derive(Debug, Default)]
pub(super) struct Rendered {
    /// The text, without marks.
    pub text: String,
    /// Byte offset, and the template line that begins there.
    marks: Vec<(usize, u32)>,
}

impl Rendered {
    /// The template line an offset of the text came from.
    pub fn line(&self, offset: usize) -> u32 {
        let after = self.marks.partition_point(|(start, _)| *start <= offset);
        after.checked_sub(1).map_or(1, |index| self.marks[index].1)
    }
}

impl Output for Rendered {
    fn write(&mut self, segment: &str) -> Result<(), Error> {
        if self.text.len() + segment.len() > OUTPUT_BYTES_MAX {
            return Err(Error::other("the rendered text grew too long"));
        }
        let mut rest = segment;
        while let Some(at) = rest.bytes().position(|byte| byte == LEAD_BYTE) {
            let (before, from) = rest.split_at(at);
            self.text.push_str(before);
            let (found, after) = from.split_at(MARK_BYTES);
            match found.chars().next().filter(|c| is_mark(*c)) {
                Some(mark) => self.marks.push((self.text.len(), u32::from(mark) - FIRST)),
                None => self.text.push_str(found),
            }
            rest = after;
        }
        self.text.push_str(rest);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_outside_tags_only() {
        let marked = add_marks("a\n{{#if x\n}}\n{{!-- }}\n--}}b\n\\{{\nc {{f \"}}\n\"}}\nd");
        assert_eq!(
            marked.lines,
            [true, true, false, true, false, true, true, false, true]
        );
    }

    #[test]
    fn marks_are_taken_out_and_noted() {
        let mut rendered = Rendered::default();
        let marked = add_marks("葛\u{E0100}\nb\n");
        rendered.write(&marked.text).unwrap();
        assert_eq!(rendered.text, "葛\u{E0100}\nb\n");
        assert_eq!([0, 7, 8, 9].map(|at| rendered.line(at)), [1, 1, 2, 2]);
    }
}

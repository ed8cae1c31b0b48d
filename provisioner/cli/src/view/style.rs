//! Colours, which only repeat what the text says.

/// How a piece of text is set off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A heading.
    Bold,
    /// Less important.
    Dim,
    /// Good, or created.
    Green,
    /// Bad, or deleted.
    Red,
    /// Worth a look, or changed.
    Yellow,
    /// Not known.
    Magenta,
}

/// Whether colours are used. The caller asks the terminal and `NO_COLOR`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// True for ANSI colours.
    pub color: bool,
}

impl Style {
    /// Sets a text off, if colours are used.
    pub fn paint(self, tone: Tone, text: &str) -> String {
        let code = match tone {
            Tone::Bold => "1",
            Tone::Dim => "2",
            Tone::Green => "32",
            Tone::Red => "31",
            Tone::Yellow => "33",
            Tone::Magenta => "35",
        };
        match self.color && !text.is_empty() {
            true => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }

    pub fn bold(self, text: &str) -> String {
        self.paint(Tone::Bold, text)
    }

    /// Sets a side remark off.
    pub fn dim(self, text: &str) -> String {
        self.paint(Tone::Dim, text)
    }
}

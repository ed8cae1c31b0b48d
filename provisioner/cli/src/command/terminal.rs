//! The person or the program at the other end: views on stdout, messages on stderr.

use std::io::IsTerminal;

use gabakura_engine::Progress;
use gabakura_model::diagnostic::Diagnostic;

use crate::args::Global;
use crate::command::progress::Bars;
use crate::error::Error;
use crate::output::Output;
use crate::settings;
use crate::usecase::reporter::{Notice, Reporter};
use crate::view::format::View;
use crate::view::style::Style;
use crate::view::{diagnostic, error, notice};
use crate::words::Words;
use crate::workspace::Sources;

/// How results and messages are shown.
pub struct Terminal {
    pub json: bool,
    /// Whether only the result is shown.
    pub quiet: bool,
    /// Whether somebody can be asked.
    pub interactive: bool,
    /// The messages of the chosen language.
    pub words: Words,
    pub output: Output,
    /// Colours on stdout.
    style: Style,
    /// Colours on stderr.
    talk_style: Style,
}

impl Terminal {
    /// Resolves the flags and the process's environment.
    pub fn new(global: &Global) -> Self {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let style = |is_terminal| Style {
            color: is_terminal && !global.no_color && !refused,
        };
        let talks = std::io::stderr().is_terminal();
        Self {
            json: global.json,
            quiet: global.quiet,
            interactive: std::io::stdin().is_terminal() && talks,
            words: Words::new(settings::lang(global.lang.as_deref())),
            output: Output,
            style: style(std::io::stdout().is_terminal()),
            talk_style: style(talks),
        }
    }

    /// The same for people, whatever was asked for.
    pub fn without_json(&self) -> Self {
        Self {
            json: false,
            words: Words::new(self.words.lang()),
            output: Output,
            ..*self
        }
    }

    /// Shows a result in the view that was asked for.
    pub fn show(&self, result: &dyn View) {
        match self.json {
            true => self.output.json(&result.json(&self.words)),
            false => self.output.data(&self.human(result)),
        }
    }

    pub fn human(&self, result: &dyn View) -> String {
        result.human(&self.words, &self.style)
    }

    pub fn talk(&self, id: &str, args: &[(&str, &str)]) {
        self.output.talk(&self.words.say(id, args));
    }

    /// Shows a message that `--quiet` leaves out.
    pub fn remark(&self, id: &str, args: &[(&str, &str)]) {
        if !self.quiet {
            self.talk(id, args);
        }
    }

    /// Shows warnings about the files of the workspace.
    pub fn warn(&self, warnings: &[Diagnostic], sources: &Sources) {
        if !warnings.is_empty() && !self.quiet {
            self.talk_diagnostics(warnings, sources);
        }
    }

    /// Shows why a command failed, in the view that was asked for.
    pub fn fail(&self, error: &Error) {
        let words = &self.words;
        match (error, self.json) {
            (Error::Files(all, _), true) => self.output.json(&diagnostic::json(all, words)),
            (Error::Files(all, sources), false) => self.talk_diagnostics(all, sources),
            (error, true) => self.output.json(&error::problem(error, words).json()),
            (error, false) => {
                let problem = error::problem(error, words);
                self.output.talk(&problem.human(words, &self.talk_style));
            }
        }
    }

    fn talk_diagnostics(&self, all: &[Diagnostic], sources: &Sources) {
        let text = diagnostic::human(all, &sources.texts(), &self.words, &self.talk_style);
        self.output.talk(&text);
    }

    /// Asks for a yes, and reads it.
    pub fn agrees(&self, question: &str) -> bool {
        self.talk(question, &[]);
        let mut answer = String::new();
        let read = std::io::stdin().read_line(&mut answer);
        read.is_ok() && matches!(answer.trim(), "yes" | "はい")
    }
}

impl Reporter for Terminal {
    fn progress(&self) -> Box<dyn Progress> {
        Box::new(Bars::new(self.words.lang(), self.quiet))
    }

    fn notice(&self, notice: Notice<'_>) {
        if self.quiet && notice::is_remark(&notice) {
            return;
        }
        let text = notice::human(&notice, &self.words, &self.talk_style);
        self.output.talk(&text);
    }
}

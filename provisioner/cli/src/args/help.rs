//! Help, completion scripts and the manual page, in the reader's language.

use clap::{Command, CommandFactory};

use crate::args::cli::Cli;
use crate::words::Words;

/// Replaces the message ids in the doc comments above by their words.
pub fn translated(command: Command, words: &Words) -> Command {
    let about = command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default();
    let command = command.about(words.say(&format!("help-{about}"), &[]));
    let command = command.mut_args(|arg| {
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        match help.as_str() {
            "" | "Print help" | "Print version" => arg,
            id => arg.help(words.say(&format!("help-{id}"), &[])),
        }
    });
    command.mut_subcommands(|sub| translated(sub, words))
}

/// The completion script of a shell.
pub fn completions(shell: clap_complete::Shell, words: &Words) -> String {
    let mut script = Vec::new();
    let mut command = translated(Cli::command(), words);
    clap_complete::generate(shell, &mut command, "gabakura", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The manual page.
pub fn man(words: &Words) -> std::io::Result<String> {
    let mut page = Vec::new();
    clap_mangen::Man::new(translated(Cli::command(), words)).render(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

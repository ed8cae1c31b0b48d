//! A state that was exported, imported, sealed or unsealed.

use gabakura_model::Value;
use serde_json::json;

use crate::usecase::seal::{Sealed, Sealing};
use crate::usecase::transfer::Transfer;
use crate::view::format::{FORMAT_VERSION, View};
use crate::view::style::Style;
use crate::words::Words;

/// A message with how many tenancies, journal rows and resources a state holds.
fn sizes(id: &str, sizes: [u64; 3], words: &Words) -> String {
    let [tenancies, entries, resources] = sizes.map(|n| n.to_string());
    let args = [
        ("tenancies", &*tenancies),
        ("entries", &entries),
        ("resources", &resources),
    ];
    words.say(id, &args)
}

impl View for Transfer {
    fn human(&self, words: &Words, _style: &Style) -> String {
        let (key, done) = self.parts();
        sizes(key, [done.tenancies, done.entries, done.resources], words)
    }

    fn json(&self, _words: &Words) -> Value {
        let (key, done) = self.parts();
        json!({ "format_version": FORMAT_VERSION, key: done })
    }
}

fn key(sealing: Sealing) -> &'static str {
    match sealing {
        Sealing::Seal => "sealed",
        Sealing::Rekey => "rekeyed",
        Sealing::Unseal => "unsealed",
    }
}

impl View for Sealed {
    fn human(&self, words: &Words, _style: &Style) -> String {
        let done = [self.done.tenancies, self.done.entries, self.done.resources];
        let mut text = sizes(key(self.sealing), done, words);
        for recipient in &self.recipients {
            text += &format!("\n  {recipient}");
        }
        text
    }

    fn json(&self, _words: &Words) -> Value {
        json!({
            "format_version": FORMAT_VERSION,
            key(self.sealing): self.done,
            "recipients": self.recipients,
        })
    }
}

/// What the database's files may still hold, where they may.
pub fn left_over(sealed: &Sealed, words: &Words) -> Option<String> {
    let problem = sealed.done.left_over.as_ref()?;
    Some(words.say("seal-left-over", &[("problem", problem)]))
}

//! What a running use case reports at once.

use crate::usecase::reporter::Notice;
use crate::view::recovery;
use crate::view::style::Style;
use crate::words::Words;

/// Whether a notice is left out with `--quiet`.
pub fn is_remark(notice: &Notice<'_>) -> bool {
    matches!(notice, Notice::Undoing(_) | Notice::WaveStarted { .. })
}

pub fn human(notice: &Notice<'_>, words: &Words, style: &Style) -> String {
    match notice {
        Notice::Recovered(recovered) => recovery::human(recovered, words, style),
        Notice::Undoing(runs) => words.say("undo-covers", &[("runs", &words.list(*runs))]),
        Notice::WaveStarted {
            number,
            total,
            tenancies,
        } => {
            let texts = [number, total, tenancies].map(ToString::to_string);
            let args = [
                ("number", &*texts[0]),
                ("total", &texts[1]),
                ("count", &texts[2]),
            ];
            words.say("wave-begins", &args)
        }
        Notice::LockNotReleased { tenancy, error } => {
            let (tenancy, problem) = (tenancy.to_string(), error.to_string());
            let args = [("tenancy", &*tenancy), ("problem", &*problem)];
            words.say("lock-not-given-back", &args)
        }
    }
}

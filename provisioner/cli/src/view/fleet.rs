//! What became of the waves of a fleet, and how to go on.

use gabakura_model::Value;
use gabakura_model::tenancy::TenancyId;
use serde_json::json;

use crate::failure::Failure;
use crate::fleet::{Course, WaveReport};
use crate::view::apply::quoted;
use crate::view::problem::of_failure;
use crate::view::style::{Style, Tone};
use crate::words::Words;

/// Tenancies named per wave and fate; a fleet has thousands.
const NAMES_MAX: usize = 20;

/// How a wave ended, by its stable word.
fn outcome(wave: &WaveReport) -> &'static str {
    if wave.not_started.len() == wave.tenancies.len() {
        "not-started"
    } else if wave.failed() > 0 {
        "failed"
    } else if !wave.not_started.is_empty() || wave.reports.iter().any(|r| r.interrupted) {
        "stopped"
    } else {
        "passed"
    }
}

/// The waves for people; empty for a fleet that went at once and met nothing worth a word.
/// `again` is the selector to go on with; `None` when a plan file was applied, which
/// cannot be applied a second time.
pub fn human(
    waves: &[WaveReport],
    course: &Course,
    again: Option<&str>,
    words: &Words,
    style: &Style,
) -> String {
    let mut out = String::new();
    let total = waves.len().to_string();
    for (index, wave) in waves.iter().enumerate() {
        let outcome = outcome(wave);
        if course.waves.is_some() {
            let (number, count) = ((index + 1).to_string(), wave.tenancies.len().to_string());
            let args = [
                ("number", &*number),
                ("total", &total),
                ("count", &count),
                ("outcome", outcome),
            ];
            let tone = match outcome {
                "passed" => Tone::Green,
                "not-started" => Tone::Dim,
                _ => Tone::Red,
            };
            out += &format!("{}\n", style.paint(tone, &words.say("wave-ended", &args)));
        }
        out += &members(wave, course.waves.is_some(), words);
    }
    let failed: usize = waves.iter().map(WaveReport::failed).sum();
    let left: usize = waves.iter().map(|wave| wave.not_started.len()).sum();
    let put_up = course.failures_max.filter(|max| failed > *max);
    if let Some(max) = put_up {
        let (failed, left, max) = (failed.to_string(), left.to_string(), max.to_string());
        let args = [("failed", &*failed), ("left", &left), ("max", &max)];
        out += &format!(
            "{}\n",
            style.paint(Tone::Red, &words.say("fleet-stopped", &args))
        );
    }
    if left > 0 || put_up.is_some() {
        let next = match again {
            None => words.say("fleet-next-plan", &[]),
            Some(selector) => {
                let mut again = quoted(selector);
                if let Some((text, _)) = &course.waves {
                    again += &format!(" --wave {}", quoted(text));
                }
                words.say("fleet-next", &[("again", &again)])
            }
        };
        out += &format!("{next}\n");
    }
    out
}

/// The tenancies of a wave that did not simply get done.
fn members(wave: &WaveReport, gated: bool, words: &Words) -> String {
    let mut out = String::new();
    let mut tell = |fate: &str, ids: &[&TenancyId]| {
        for id in ids.iter().take(NAMES_MAX) {
            let said = words.say("wave-tenancy", &[("fate", fate)]);
            out += &format!("  {id}: {said}\n");
        }
        if ids.len() > NAMES_MAX {
            out += &format!("  {}\n", words.count("and-more", ids.len() - NAMES_MAX));
        }
    };
    let incomplete = wave.reports.iter().filter(|report| !report.is_complete());
    if gated {
        tell(
            "incomplete",
            &incomplete.map(|r| &r.tenancy).collect::<Vec<_>>(),
        );
    }
    tell("unsettled", &wave.unsettled.iter().collect::<Vec<_>>());
    let whole = wave.not_started.len() == wave.tenancies.len();
    if !whole {
        tell("not-started", &wave.not_started.iter().collect::<Vec<_>>());
    }
    let told = |failure: &Failure| of_failure(words, failure).human(words, &Style::default());
    for (id, failure) in &wave.errors {
        out += &format!("  {id}:\n{}", indented(&told(failure)));
    }
    if let Some(failure) = &wave.unseen {
        out += &indented(&told(failure));
    }
    out
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

/// The waves for programs.
pub fn json(waves: &[WaveReport], words: &Words) -> Value {
    let error = |(id, failure): &(TenancyId, Failure)| {
        let mut told = of_failure(words, failure).json();
        json!({ "tenancy": id, "error": told["error"].take() })
    };
    let one = |wave: &WaveReport| {
        json!({
            "outcome": outcome(wave),
            "tenancies": wave.tenancies,
            "failed": wave.failed(),
            "errors": wave.errors.iter().map(error).collect::<Vec<_>>(),
            "unsettled": wave.unsettled,
            "not_started": wave.not_started,
        })
    };
    waves.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    fn ids(texts: &[&str]) -> Vec<TenancyId> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn a_stop_tells_the_wave_the_cause_and_how_to_go_on() {
        let canary = WaveReport {
            tenancies: ids(&["131016/acme/prod"]),
            unsettled: ids(&["131016/acme/prod"]),
            ..WaveReport::default()
        };
        let rest = WaveReport {
            tenancies: ids(&["131024/acme/prod", "131032/acme/prod"]),
            not_started: ids(&["131024/acme/prod", "131032/acme/prod"]),
            ..WaveReport::default()
        };
        let course = Course::read(Some("1,rest"), None).unwrap();
        let waves = [canary, rest];
        let told = human(
            &waves,
            &course,
            Some("13*"),
            &Words::new(Lang::Ja),
            &Style::default(),
        );
        assert_eq!(
            told,
            "第 1 段（全 2 段、1 テナンシー）: 失敗あり\n  131016/acme/prod: \
             適用後に計画し直すと、まだ差分がある\n第 2 段（全 2 段、2 テナンシー）: 未着手\n\
             失敗が 1 テナンシーになり、許容する 0 を超えたため、止めました（未着手 2 テナンシー）\n\
             原因を取り除いてから、続けてください（完了したものは繰り返しません）:\n    gabakura \
             apply '13*' --wave 1,rest\n"
        );
        let json = json(&waves, &Words::new(Lang::En));
        assert_eq!(json[0]["outcome"], "failed");
        assert_eq!(json[1]["not_started"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn a_fleet_that_went_at_once_and_well_needs_no_words() {
        let all = WaveReport {
            tenancies: ids(&["131016/acme/prod"]),
            ..WaveReport::default()
        };
        let course = Course::read(None, None).unwrap();
        let words = Words::new(Lang::En);
        assert_eq!(human(&[all], &course, None, &words, &Style::default()), "");
    }
}

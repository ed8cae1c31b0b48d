//! What became of the waves of a rollout, and how to go on.

use gabakura_model::Value;
use gabakura_model::tenancy::TenancyId;
use serde_json::json;

use crate::error::Error;
use crate::usecase::apply::Applied;
use crate::usecase::rollout::WaveReport;
use crate::view::error::problem;
use crate::view::style::{Style, Tone};
use crate::view::value::shell;
use crate::words::Words;

/// Tenancies named per wave and outcome; a fleet has thousands.
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

/// The waves for people; empty where a plan without waves was simply carried out.
pub fn human(applied: &Applied, words: &Words, style: &Style) -> String {
    let (waves, rollout) = (&applied.waves, &applied.rollout);
    let mut out = String::new();
    let total = waves.len().to_string();
    for (index, wave) in waves.iter().enumerate() {
        let outcome = outcome(wave);
        if rollout.waves.is_some() {
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
        out += &members(wave, rollout.waves.is_some(), words);
    }
    let failed: usize = waves.iter().map(WaveReport::failed).sum();
    let left: usize = waves.iter().map(|wave| wave.not_started.len()).sum();
    let exceeded = rollout.failures_max.filter(|max| failed > *max);
    if let Some(max) = exceeded {
        let (failed, left, max) = (failed.to_string(), left.to_string(), max.to_string());
        let args = [("failed", &*failed), ("left", &left), ("max", &max)];
        out += &format!(
            "{}\n",
            style.paint(Tone::Red, &words.say("fleet-stopped", &args))
        );
    }
    if left > 0 || exceeded.is_some() {
        let next = match applied.reviewed {
            true => words.say("fleet-next-plan", &[]),
            false => {
                let mut again = shell(&applied.plan.selector);
                if let Some((text, _)) = &rollout.waves {
                    again += &format!(" --wave {}", shell(text));
                }
                words.say("fleet-next", &[("again", &again)])
            }
        };
        out += &format!("{next}\n");
    }
    out
}

/// The tenancies of a wave that are not simply done.
fn members(wave: &WaveReport, gated: bool, words: &Words) -> String {
    let mut out = String::new();
    let mut list = |fate: &str, ids: &[&TenancyId]| {
        for id in ids.iter().take(NAMES_MAX) {
            let outcome = words.say("wave-tenancy", &[("fate", fate)]);
            out += &format!("  {id}: {outcome}\n");
        }
        if ids.len() > NAMES_MAX {
            out += &format!("  {}\n", words.count("and-more", ids.len() - NAMES_MAX));
        }
    };
    let incomplete = wave.reports.iter().filter(|report| !report.is_complete());
    if gated {
        list(
            "incomplete",
            &incomplete.map(|r| &r.tenancy).collect::<Vec<_>>(),
        );
    }
    list("unsettled", &wave.not_in_sync.iter().collect::<Vec<_>>());
    let whole = wave.not_started.len() == wave.tenancies.len();
    if !whole {
        list("not-started", &wave.not_started.iter().collect::<Vec<_>>());
    }
    let text = |error: &Error| indented(&problem(error, words).human(words, &Style::default()));
    for (id, error) in &wave.errors {
        out += &format!("  {id}:\n{}", text(error));
    }
    if let Some(error) = &wave.not_planned {
        out += &text(error);
    }
    out
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

/// The waves for programs.
pub fn json(waves: &[WaveReport], words: &Words) -> Value {
    let error = |(id, error): &(TenancyId, Error)| {
        let mut problem = problem(error, words).json();
        json!({ "tenancy": id, "error": problem["error"].take() })
    };
    let one = |wave: &WaveReport| {
        json!({
            "outcome": outcome(wave),
            "tenancies": wave.tenancies,
            "failed": wave.failed(),
            "errors": wave.errors.iter().map(error).collect::<Vec<_>>(),
            "unsettled": wave.not_in_sync,
            "not_started": wave.not_started,
        })
    };
    waves.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::usecase::rollout::Rollout;
    use crate::view::apply::example::applied;
    use crate::words::Lang;

    fn ids(texts: &[&str]) -> Vec<TenancyId> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn a_stop_shows_the_wave_the_cause_and_how_to_go_on() {
        let canary = WaveReport {
            tenancies: ids(&["131016/acme/prod"]),
            not_in_sync: ids(&["131016/acme/prod"]),
            ..WaveReport::default()
        };
        let rest = WaveReport {
            tenancies: ids(&["131024/acme/prod", "131032/acme/prod"]),
            not_started: ids(&["131024/acme/prod", "131032/acme/prod"]),
            ..WaveReport::default()
        };
        let mut plan = fixture::destroy(&["131016/acme/prod"]);
        plan.selector = "13*".to_owned();
        let mut applied = applied(plan, vec![canary, rest]);
        applied.rollout = Rollout::parse(Some("1,rest"), None).unwrap();
        let text = human(&applied, &Words::new(Lang::Ja), &Style::default());
        assert_eq!(
            text,
            "第 1 段（全 2 段、1 テナンシー）: 失敗あり\n  131016/acme/prod: \
             適用後に計画し直すと、まだ差分がある\n第 2 段（全 2 段、2 テナンシー）: 未着手\n\
             失敗が 1 テナンシーになり、許容する 0 を超えたため、止めました（未着手 2 テナンシー）\n\
             原因を取り除いてから、続けてください（完了した操作は繰り返しません）:\n    gabakura \
             apply '13*' --wave 1,rest\n"
        );
        let json = json(&applied.waves, &Words::new(Lang::En));
        assert_eq!(json[0]["outcome"], "failed");
        assert_eq!(json[1]["not_started"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn a_plan_without_waves_that_was_carried_out_needs_no_words() {
        let all = WaveReport {
            tenancies: ids(&["131016/acme/prod"]),
            ..WaveReport::default()
        };
        let applied = applied(fixture::destroy(&["131016/acme/prod"]), vec![all]);
        let words = Words::new(Lang::En);
        assert_eq!(human(&applied, &words, &Style::default()), "");
    }
}

//! Why a reviewed plan is refused: what changed since, or what is wrong with its file.

use gabakura_planner::stale::{Difference, How};

use crate::plan_file::{FORMAT, PlanFileError};
use crate::view::problem::Problem;
use crate::view::value::plain;
use crate::words::Words;

/// Changes named; a fleet has thousands.
const MOVED_MAX: usize = 20;

/// A plan that no longer fits, each change on a line of its own.
pub fn stale(words: &Words, moved: &[Difference]) -> Problem {
    let mut problem = Problem::new(words, "plan-stale", &[]);
    problem.causes = moved
        .iter()
        .take(MOVED_MAX)
        .map(|one| cause(words, one))
        .collect();
    if moved.len() > MOVED_MAX {
        let more = words.count("and-more", moved.len() - MOVED_MAX);
        problem.causes.push(more);
    }
    problem
}

fn cause(words: &Words, moved: &Difference) -> String {
    let how = |how: &How| match how {
        How::Changed => "changed",
        How::Added => "added",
        How::Removed => "removed",
    };
    let (what, name, detail) = match moved {
        Difference::Release { was, now } => ("release", was.clone(), now.clone()),
        Difference::File { path, how: done } => ("file", path.clone(), how(done).to_owned()),
        Difference::Selected { tenancy, how: done } => {
            ("selected", tenancy.to_string(), how(done).to_owned())
        }
        Difference::Desired { tenancy } => ("desired", tenancy.to_string(), String::new()),
        Difference::Recorded { tenancy } => ("recorded", tenancy.to_string(), String::new()),
        Difference::Observed { tenancy } => ("observed", tenancy.to_string(), String::new()),
        Difference::Verdict { check, address } => ("verdict", check.clone(), address.clone()),
        Difference::Decision { address } => ("decision", address.to_string(), String::new()),
        Difference::Plan => ("plan", String::new(), String::new()),
    };
    let (name, detail) = (plain(&name), plain(&detail));
    let id = match moved {
        Difference::File { .. } => "plan-moved-file",
        Difference::Selected { .. } => "plan-moved-selected",
        _ => "plan-moved",
    };
    words.say(id, &[("what", what), ("name", &name), ("detail", &detail)])
}

/// A plan file that is not as it was written.
pub fn damaged(words: &Words, path: &str, error: &PlanFileError) -> Problem {
    let (code, cause) = match error {
        PlanFileError::NotJson { problem } => ("plan-unreadable", problem.clone()),
        PlanFileError::Format { found } => {
            let args = [("path", path), ("found", found), ("expected", FORMAT)];
            return Problem::new(words, "plan-format", &args);
        }
        PlanFileError::Shape { problem } => ("plan-tampered", problem.clone()),
        PlanFileError::Foreign { place } => (
            "plan-tampered",
            words.say("plan-tampered-place", &[("place", place)]),
        ),
        PlanFileError::Seal => ("plan-tampered", words.say("plan-tampered-seal", &[])),
        PlanFileError::Signature => ("plan-tampered", words.say("plan-tampered-signature", &[])),
    };
    let cause = plain(&cause);
    let mut problem = Problem::new(words, code, &[("path", path), ("problem", &*cause)]);
    if code == "plan-tampered" {
        problem.causes.push(cause);
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::style::Style;
    use crate::words::Lang;

    #[test]
    fn what_changed_is_shown_in_the_readers_language() {
        let tenancy: gabakura_model::tenancy::TenancyId = "131016/acme/prod".parse().unwrap();
        let moved = [
            Difference::File {
                path: "templates/aws/network.toml.hbs".to_owned(),
                how: How::Changed,
            },
            Difference::Selected {
                tenancy: tenancy.clone(),
                how: How::Removed,
            },
            Difference::Recorded { tenancy },
        ];
        let text = |lang| {
            let words = Words::new(lang);
            stale(&words, &moved).human(&words, &Style::default())
        };
        assert_eq!(
            text(Lang::Ja),
            "エラー: 保存した計画は、もう今の状態に合いません\n  原因: ファイルが変わりました: \
             templates/aws/network.toml.hbs\n  原因: 対象のテナンシーがなくなりました: \
             131016/acme/prod\n  原因: 記録が変わりました（ほかの適用があった）: 131016/acme/prod\n\
             ヒント: 何も実行していません。計画し直して、内容を確かめてください:\n    gabakura plan \
             -o plan.json\n"
        );
        assert!(text(Lang::En).contains("file changed: templates/aws/network.toml.hbs"));
    }

    #[test]
    fn a_fleet_of_changes_is_cut_short() {
        let one = |n: usize| Difference::File {
            path: format!("environments/{n}.toml"),
            how: How::Added,
        };
        let moved: Vec<Difference> = (0..MOVED_MAX + 5).map(one).collect();
        let problem = stale(&Words::new(Lang::En), &moved);
        assert_eq!(problem.causes.len(), MOVED_MAX + 1);
        assert_eq!(problem.causes[MOVED_MAX], "and 5 more");
    }
}

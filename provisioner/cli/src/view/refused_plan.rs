//! Why a reviewed plan is refused: what changed since, or what is wrong with its file.

use gabakura_planner::stale::{How, Moved};

use crate::plan_file::{FORMAT, PlanFileError};
use crate::view::problem::Problem;
use crate::view::value::plain;
use crate::words::Words;

/// Changes named; a fleet has thousands.
const MOVED_MAX: usize = 20;

/// A plan that no longer fits, each change on a line of its own.
pub fn stale(words: &Words, moved: &[Moved]) -> Problem {
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

fn cause(words: &Words, moved: &Moved) -> String {
    let how = |how: &How| match how {
        How::Changed => "changed",
        How::Added => "added",
        How::Removed => "removed",
    };
    let (what, name, detail) = match moved {
        Moved::Release { was, now } => ("release", was.clone(), now.clone()),
        Moved::File { path, how: done } => ("file", path.clone(), how(done).to_owned()),
        Moved::Selected { tenancy, how: done } => {
            ("selected", tenancy.to_string(), how(done).to_owned())
        }
        Moved::Desired { tenancy } => ("desired", tenancy.to_string(), String::new()),
        Moved::Recorded { tenancy } => ("recorded", tenancy.to_string(), String::new()),
        Moved::Observed { tenancy } => ("observed", tenancy.to_string(), String::new()),
        Moved::Verdict { check, address } => ("verdict", check.clone(), address.clone()),
        Moved::Decision { address } => ("decision", address.to_string(), String::new()),
        Moved::Plan => ("plan", String::new(), String::new()),
    };
    let (name, detail) = (plain(&name), plain(&detail));
    let id = match moved {
        Moved::File { .. } => "plan-moved-file",
        Moved::Selected { .. } => "plan-moved-selected",
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
            Moved::File {
                path: "templates/aws/network.toml.hbs".to_owned(),
                how: How::Changed,
            },
            Moved::Selected {
                tenancy: tenancy.clone(),
                how: How::Removed,
            },
            Moved::Recorded { tenancy },
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
        let one = |n: usize| Moved::File {
            path: format!("environments/{n}.toml"),
            how: How::Added,
        };
        let moved: Vec<Moved> = (0..MOVED_MAX + 5).map(one).collect();
        let problem = stale(&Words::new(Lang::En), &moved);
        assert_eq!(problem.causes.len(), MOVED_MAX + 1);
        assert_eq!(problem.causes[MOVED_MAX], "and 5 more");
    }
}

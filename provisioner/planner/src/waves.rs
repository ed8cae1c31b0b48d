//! Waves of a fleet: which tenancies are applied together, and whether a wave went well.

use gabakura_model::plan::TenancyPlan;
use gabakura_model::selector::Selector;
use gabakura_model::tenancy::TenancyId;

/// Which tenancies make a wave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// So many of those that are left and have something to do, in order.
    Count(usize),
    /// Those that match.
    Matching(Selector),
    /// All that are left.
    Rest,
}

/// Why waves cannot be made as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WaveError {
    /// Neither a count, nor a selector, nor `rest`.
    #[error("`{0}` is not a wave: expected a count, a selector with `/` or `*`, or `rest`")]
    NotAPart(String),
    /// `rest` leaves nothing for what follows.
    #[error("`rest` must come last")]
    RestNotLast,
    /// A selector of a wave that meets none of the planned tenancies: most likely a mistake, and
    /// then everything would come in the next wave at once.
    #[error("no planned tenancy matches `{0}`")]
    MatchesNothing(String),
    /// Tenancies with something to do that no wave takes.
    #[error("{0} tenancies are in no wave; add `rest`")]
    Uncovered(usize),
}

/// Reads waves: `1,10,rest`, or `131016/acme/verify,13*/acme/*,rest`.
///
/// # Errors
/// [`WaveError::NotAPart`] and [`WaveError::RestNotLast`].
pub fn parse(text: &str) -> Result<Vec<Part>, WaveError> {
    let parts: Vec<Part> = text
        .split(',')
        .map(|part| match part.trim() {
            "rest" => Ok(Part::Rest),
            part if part.contains(['/', '*']) => Ok(Part::Matching(Selector::new(part))),
            part => match part.parse() {
                Ok(count) if count > 0 => Ok(Part::Count(count)),
                _ => Err(WaveError::NotAPart(part.to_owned())),
            },
        })
        .collect::<Result<_, _>>()?;
    match parts.iter().position(|part| *part == Part::Rest) {
        Some(at) if at + 1 < parts.len() => Err(WaveError::RestNotLast),
        _ => Ok(parts),
    }
}

/// Splits the tenancies of a plan, in its order, into waves. Tenancies with nothing to do are
/// in none, and a wave of such tenancies only is left out: run again after a stop, the same
/// waves go on where it stopped.
///
/// # Errors
/// [`WaveError::MatchesNothing`] and [`WaveError::Uncovered`].
pub fn split(parts: &[Part], plans: &[TenancyPlan]) -> Result<Vec<Vec<TenancyId>>, WaveError> {
    let busy = plans.iter().filter(|plan| !plan.steps.is_empty());
    let mut left: Vec<&TenancyId> = busy.map(|plan| &plan.tenancy).collect();
    let mut waves = Vec::with_capacity(parts.len());
    for part in parts {
        let taken: Vec<&TenancyId> = match part {
            Part::Count(count) => left.drain(..left.len().min(*count)).collect(),
            Part::Rest => std::mem::take(&mut left),
            Part::Matching(selector) => {
                if !plans.iter().any(|plan| selector.matches(&plan.tenancy)) {
                    return Err(WaveError::MatchesNothing(selector.as_str().to_owned()));
                }
                let (taken, rest) = left.into_iter().partition(|id| selector.matches(id));
                left = rest;
                taken
            }
        };
        if !taken.is_empty() {
            waves.push(taken.into_iter().cloned().collect());
        }
    }
    match left.len() {
        0 => Ok(waves),
        count => Err(WaveError::Uncovered(count)),
    }
}

/// Whether a tenancy went well: planned again, there is nothing to do, nothing is held back that
/// was not before, and everything was seen.
pub fn is_settled(before: &TenancyPlan, after: &TenancyPlan) -> bool {
    let known = |held| before.withheld.contains(held);
    after.steps.is_empty() && after.withheld.iter().all(known) && after.coverage.complete
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use gabakura_model::observed::Coverage;
    use gabakura_model::plan::{Action, Step, StepAction, Withheld, WithheldReason};
    use gabakura_model::resource::Kind;
    use gabakura_model::tenancy::{Cloud, Place};

    use super::*;

    fn plan(id: &str, steps: usize) -> TenancyPlan {
        let step = |change| Step {
            change,
            action: StepAction::Create,
            after: Vec::new(),
        };
        TenancyPlan {
            tenancy: id.parse().unwrap(),
            place: Place {
                cloud: Cloud::Aws,
                account: "111122223333".to_owned(),
                region: "ap-northeast-1".to_owned(),
            },
            recorded_serial: 0,
            changes: Vec::new(),
            steps: (0..steps).map(step).collect(),
            withheld: Vec::new(),
            coverage: Coverage {
                complete: true,
                covered: BTreeSet::new(),
                gaps: Vec::new(),
                observed_at: "2026-04-01T00:00:00Z".parse().unwrap(),
            },
        }
    }

    /// Chiyoda (nothing to do in dev), Chuo, Minato, Yokohama.
    fn fleet() -> Vec<TenancyPlan> {
        [
            ("131016/acme/dev", 0),
            ("131016/acme/prod", 2),
            ("131024/acme/prod", 1),
            ("131032/acme/prod", 1),
            ("141003/acme/prod", 3),
        ]
        .map(|(id, steps)| plan(id, steps))
        .to_vec()
    }

    fn waves(text: &str) -> Result<Vec<Vec<String>>, WaveError> {
        let waves = split(&parse(text)?, &fleet())?;
        let short = |id: &TenancyId| id.to_string().replace("/acme/prod", "");
        let of = |wave: &Vec<TenancyId>| wave.iter().map(short).collect();
        Ok(waves.iter().map(of).collect())
    }

    #[test]
    fn counts_take_in_order_those_with_something_to_do() {
        assert_eq!(
            waves("1,2,rest").unwrap(),
            [vec!["131016"], vec!["131024", "131032"], vec!["141003"]]
        );
        assert_eq!(waves(" 4 ").unwrap().len(), 1);
        assert_eq!(
            waves("3,10,rest").unwrap().len(),
            2,
            "empty waves are left out"
        );
    }

    #[test]
    fn selectors_take_what_they_match_wherever_it_stands() {
        assert_eq!(
            waves("14*/*,1,rest").unwrap(),
            [vec!["141003"], vec!["131016"], vec!["131024", "131032"]]
        );
        // Done before: the wave is over, the next goes on.
        assert_eq!(waves("131016/acme/dev,rest").unwrap().len(), 1);
    }

    #[test]
    fn every_tenancy_is_in_exactly_one_wave() {
        for text in [
            "rest",
            "1,rest",
            "13*/*,rest",
            "*/acme/*,rest",
            "2,14*/*,rest",
        ] {
            let all: Vec<String> = waves(text).unwrap().concat();
            let once: BTreeSet<&String> = all.iter().collect();
            assert_eq!((all.len(), once.len()), (4, 4), "{text}");
        }
    }

    #[test]
    fn what_makes_no_waves_is_told() {
        let not_a_part = |text: &str| WaveError::NotAPart(text.to_owned());
        assert_eq!(waves("0"), Err(not_a_part("0")));
        assert_eq!(waves("1,,rest"), Err(not_a_part("")));
        assert_eq!(waves("half"), Err(not_a_part("half")));
        assert_eq!(waves("-1"), Err(not_a_part("-1")));
        assert_eq!(waves("rest,1"), Err(WaveError::RestNotLast));
        assert_eq!(waves("rest,rest"), Err(WaveError::RestNotLast));
        assert_eq!(waves("1,1"), Err(WaveError::Uncovered(2)));
        let nothing = WaveError::MatchesNothing("27*/acme/*".to_owned());
        assert_eq!(waves("27*/acme,rest"), Err(nothing));
    }

    #[test]
    fn a_tenancy_went_well_when_nothing_new_is_left() {
        let id = "131016/acme/prod";
        let held = Withheld {
            address: format!("{id}/net/key").parse().unwrap(),
            kind: Kind::new("t.key"),
            action: Action::Delete,
            because: WithheldReason::Protected,
        };
        let (before, done) = (plan(id, 2), plan(id, 0));
        assert!(is_settled(&before, &done));
        assert!(!is_settled(&before, &plan(id, 1)));
        let mut withheld = done.clone();
        withheld.withheld.push(held.clone());
        assert!(!is_settled(&before, &withheld), "held back only now");
        let mut known = before.clone();
        known.withheld.push(held);
        assert!(is_settled(&known, &withheld), "held back before, too");
        let mut unseen = done.clone();
        unseen.coverage.complete = false;
        assert!(!is_settled(&before, &unseen));
    }
}

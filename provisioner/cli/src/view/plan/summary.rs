//! What a plan comes to, in numbers.

use std::collections::BTreeMap;

use gabakura_model::Value;
use gabakura_model::plan::{Action, TenancyPlan};
use serde_json::json;

use crate::view::plan::change::action_key;
use crate::words::Words;

/// How often each action of a plan is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub actions: BTreeMap<Action, usize>,
    pub withheld: usize,
}

impl Summary {
    /// Counts the changes of some plans.
    pub fn of<'p>(plans: impl IntoIterator<Item = &'p TenancyPlan>) -> Self {
        let mut summary = Self::default();
        for plan in plans {
            summary.withheld += plan.withheld.len();
            for change in &plan.changes {
                *summary.actions.entry(change.action).or_default() += 1;
            }
        }
        summary
    }

    pub fn get(&self, action: Action) -> usize {
        self.actions.get(&action).copied().unwrap_or(0)
    }

    pub fn line(&self, words: &Words) -> String {
        let always = [
            Action::Create,
            Action::Update,
            Action::Replace,
            Action::Delete,
        ];
        let others = [Action::Adopt, Action::Forget, Action::NoOp];
        let part = |key: &str, count: usize| {
            words.say(
                "plan-count",
                &[("action", key), ("count", &count.to_string())],
            )
        };
        let mut parts: Vec<String> = always
            .iter()
            .map(|action| part(action_key(*action), self.get(*action)))
            .collect();
        let others = others.iter().filter(|action| self.get(**action) > 0);
        parts.extend(others.map(|action| part(action_key(*action), self.get(*action))));
        parts.extend((self.withheld > 0).then(|| part("withheld", self.withheld)));
        words.list(parts)
    }

    pub fn json(&self) -> Value {
        json!({
            "create": self.get(Action::Create),
            "update": self.get(Action::Update),
            "replace": self.get(Action::Replace),
            "delete": self.get(Action::Delete),
            "adopt": self.get(Action::Adopt),
            "forget": self.get(Action::Forget),
            "no_op": self.get(Action::NoOp),
            "withheld": self.withheld,
        })
    }
}

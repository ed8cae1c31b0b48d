//! What became of a plan.

#[cfg(test)]
mod example;
mod human;
mod waves;
mod withheld;

use gabakura_engine::ApplyReport;
use gabakura_model::Value;
use gabakura_model::plan::Withheld;
use serde_json::{Map, json};

use crate::usecase::apply::Applied;
use crate::view::coverage::coverage_json;
use crate::view::format::{FORMAT_VERSION, View};
use crate::view::recovery;
use crate::view::step::STATUSES;
use crate::view::style::Style;
use crate::words::Words;

impl View for Applied {
    fn human(&self, words: &Words, style: &Style) -> String {
        human::reports(self, words, style) + &waves::human(self, words, style)
    }

    fn json(&self, words: &Words) -> Value {
        let plans = &self.plan.tenancies;
        let withheld: Vec<&Withheld> = plans.iter().flat_map(|plan| &plan.withheld).collect();
        let coverages = plans.iter().map(|plan| (&plan.tenancy, &plan.coverage));
        let summary = STATUSES.iter().zip(human::counts(self.reports()));
        let summary = summary.map(|(key, count)| ((*key).to_owned(), json!(count)));
        let complete = self.is_complete() && self.reports().all(ApplyReport::is_complete);
        json!({
            "format_version": FORMAT_VERSION,
            "digest": self.plan.digest,
            "complete": complete,
            "tenancies": self.reports().collect::<Vec<_>>(),
            "withheld": withheld,
            "coverage": coverage_json(coverages),
            "findings": self.plan.findings,
            "calls": { "total": self.calls.total(), "mutating": self.calls.mutating() },
            "summary": summary.collect::<Map<_, _>>(),
            "settled": recovery::json(&self.recovered, words),
            "waves": waves::json(&self.waves, words),
        })
    }
}

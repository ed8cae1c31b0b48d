//! The findings on what a plan desires, by check.

use std::collections::BTreeMap;

use gabakura_model::finding::Finding;

use crate::view::finding;
use crate::view::style::Style;
use crate::view::value::plain;
use crate::words::Words;

/// Addresses named per check; a fleet has thousands.
const ADDRESSES_MAX: usize = 10;

/// The findings that do not pass.
pub fn findings(all: &[Finding], words: &Words, style: &Style) -> String {
    if all.is_empty() {
        return String::new();
    }
    let title = words.count("plan-findings-title", all.len());
    let mut out = format!("{}\n", style.bold(&title));
    let mut by_check: BTreeMap<(&str, _), Vec<&Finding>> = BTreeMap::new();
    for one in all {
        by_check
            .entry((&one.check, one.status))
            .or_default()
            .push(one);
    }
    for ((check, status), group) in by_check {
        let Some(first) = group.first() else { continue };
        let status = finding::status(status, words, style);
        let severity = finding::severity(first.severity, words);
        let enforced = finding::enforcement(first.enforcement, words);
        let weight = words.list([severity, enforced]);
        out += &format!("  {status}  {}  [{weight}]\n", style.bold(check));
        for one in group.iter().take(ADDRESSES_MAX) {
            out += &format!("      {}\n", one.address);
            let evidence = one
                .evidence
                .iter()
                .map(|text| format!("          {}\n", plain(text)));
            out += &evidence.collect::<String>();
        }
        if group.len() > ADDRESSES_MAX {
            let more = words.count("and-more", group.len() - ADDRESSES_MAX);
            out += &format!("      {more}\n");
        }
    }
    out + "\n"
}

//! Networks that can meet: their ranges must not overlap, and none may reach another's tenant.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::diagnostic::{Diagnostic, Origin};
use gabakura_model::tenancy::{Cloud, Mode};

use ipnet::Ipv4Net;

use super::draft::Draft;

/// Where networks can meet, the strictest first.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Meeting<'d> {
    /// In one account.
    Account(Cloud, &'d str),
    /// In one vendor's shared tenancy, whose networks meet in the vendor's hub.
    Shared(&'d str, &'static str, &'d str),
    /// At one transit gateway.
    Hub(&'d str),
    /// At one 庁舎 that all of them have a line to.
    Connected(&'d str),
    /// At one 庁舎 that they may be joined to one day: an overlap is a warning.
    Municipality(&'d str),
}

/// Where a draft's network can meet others.
fn meetings(draft: &Draft) -> Vec<Meeting<'_>> {
    let (id, scope) = (&draft.tenancy.id, &draft.tenancy.scope);
    let municipality = id.municipality.as_str();
    let mut found = vec![
        Meeting::Account(scope.cloud, &scope.account),
        Meeting::Municipality(municipality),
    ];
    if draft.tenancy.mode == Mode::Shared {
        let file = &draft.tenancy.origin.file;
        found.push(Meeting::Shared(id.vendor.as_str(), id.stage.as_str(), file));
    }
    found.extend(draft.links.hub.as_deref().map(Meeting::Hub));
    if draft.links.connected {
        found.push(Meeting::Connected(municipality));
    }
    found
}

/// Checks every pair of networks that can meet.
pub(super) fn check(drafts: &[Draft], diagnostics: &mut Vec<Diagnostic>) {
    let mut spans: Vec<(Meeting<'_>, u32, u32, usize)> = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        // Behind translation or PrivateLink the others do not see its range.
        let Some((range, _)) = draft.range.as_ref().filter(|_| !draft.links.translated) else {
            continue;
        };
        let (start, end) = (u32::from(range.network()), u32::from(range.broadcast()));
        let places = meetings(draft).into_iter();
        spans.extend(places.map(|place| (place, start, end, index)));
    }
    // The places sort from the strictest to the mildest, so a pair is reported once, at its worst.
    spans.sort();
    overlaps(drafts, &spans, diagnostics);
    reaches(drafts, &spans, diagnostics);
}

type Span<'d> = (Meeting<'d>, u32, u32, usize);

fn overlaps(drafts: &[Draft], spans: &[Span<'_>], diagnostics: &mut Vec<Diagnostic>) {
    let mut reported: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut widest: Option<usize> = None;
    for at in 0..spans.len() {
        let (group, start, end, index) = &spans[at];
        let open = widest
            .map(|widest| &spans[widest])
            .filter(|open| open.0 == *group);
        let met = open.filter(|open| *start <= open.2);
        if let Some((.., other)) = met
            && reported.insert((*index.min(other), *index.max(other)))
        {
            let (first, second) = (&drafts[*index.min(other)], &drafts[*index.max(other)]);
            diagnostics.extend(overlap(group, second, first));
        }
        if open.is_none_or(|open| *end > open.2) {
            widest = Some(at);
        }
    }
}

fn overlap(group: &Meeting<'_>, draft: &Draft, other: &Draft) -> Option<Diagnostic> {
    let ((range, at), (other_range, place)) = (draft.range.as_ref()?, other.range.as_ref()?);
    let same_tenancy = draft.tenancy.id == other.tenancy.id;
    let diagnostic = match group {
        _ if same_tenancy => return None,
        Meeting::Municipality(_) => Diagnostic::warning("cidr-overlap-municipality", at.clone()),
        _ => Diagnostic::error("cidr-overlap", at.clone()),
    };
    let diagnostic = diagnostic
        .with("found", range)
        .with("tenancy", &draft.tenancy.id)
        .with("other", &other.tenancy.id)
        .with("other_range", other_range)
        .with("place", place);
    Some(diagnostic)
}

/// No opening or route of a tenancy takes in the network of another municipality or stage, or of
/// another zone without a crossing, where the two can meet.
fn reaches(drafts: &[Draft], spans: &[Span<'_>], diagnostics: &mut Vec<Diagnostic>) {
    let mut nets: BTreeMap<&Meeting<'_>, BTreeMap<u32, (u32, usize)>> = BTreeMap::new();
    for (place, start, end, index) in spans {
        nets.entry(place)
            .or_default()
            .insert(*start, (*end, *index));
    }
    let mut reported: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (index, draft) in drafts.iter().enumerate() {
        for nets in meetings(draft).iter().filter_map(|place| nets.get(place)) {
            for (range, at) in &draft.links.far {
                let (start, end) = (u32::from(range.network()), u32::from(range.broadcast()));
                let below = nets.range(..=end).rev();
                for (_, (_, other)) in below.take_while(|(_, (last, _))| *last >= start) {
                    let Some(code) = wall(draft, &drafts[*other]) else {
                        continue;
                    };
                    if reported.insert((index, *other)) {
                        diagnostics.extend(reach(code, draft, &drafts[*other], range, at));
                    }
                }
            }
        }
    }
}

/// What separates two tenancies; a zone may be entered by a declared crossing.
fn wall(draft: &Draft, other: &Draft) -> Option<&'static str> {
    let (id, other_id) = (&draft.tenancy.id, &other.tenancy.id);
    if id.municipality != other_id.municipality {
        Some("reach-municipality")
    } else if id.stage != other_id.stage {
        Some("reach-stage")
    } else {
        let (zone, other_zone) = (draft.links.zone?, other.links.zone?);
        let crossed = zone == other_zone || draft.links.crossings.contains(&other_zone);
        (!crossed).then_some("reach-zone")
    }
}

fn reach(
    code: &'static str,
    draft: &Draft,
    other: &Draft,
    range: &Ipv4Net,
    at: &Origin,
) -> Option<Diagnostic> {
    let (other_range, place) = other.range.as_ref()?;
    let diagnostic = Diagnostic::error(code, at.clone())
        .with("found", range)
        .with("tenancy", &draft.tenancy.id)
        .with("other", &other.tenancy.id)
        .with("other_range", other_range)
        .with("place", place);
    Some(diagnostic)
}

//! Guessing which word was meant.

/// The candidate nearest to what was written, if one is near enough to be meant.
///
/// Near is at most one slip (wrong, missing, extra or swapped character) per three characters.
pub(crate) fn nearest<'c>(
    written: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let written: Vec<char> = written.chars().map(fold).collect();
    let slips_max = (written.len() / 3).max(1);
    candidates
        .into_iter()
        .map(|word| {
            (
                distance(&written, &word.chars().map(fold).collect::<Vec<_>>()),
                word,
            )
        })
        .filter(|(slips, _)| *slips <= slips_max)
        .min()
        .map(|(_, word)| word)
}

/// Case, and the two joiners people confuse, are no slips.
fn fold(c: char) -> char {
    if c == '-' {
        '_'
    } else {
        c.to_ascii_lowercase()
    }
}

/// Edit distance with swaps of neighbours (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let words = ["municipality", "vendor", "systems"];
        assert_eq!(nearest("munipality", words), Some("municipality"));
        assert_eq!(nearest("vednor", words), Some("vendor"));
        assert_eq!(nearest("Systems", words), Some("systems"));
        assert_eq!(nearest("owner", words), None);
        assert_eq!(nearest("", words), None);
    }
}

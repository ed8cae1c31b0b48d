//! Plain tables, aligned by columns on the screen.

use crate::view::style::Style;
use crate::view::value::{columns, pad};
use crate::words::Words;

/// Lines up rows under a heading of messages; the last column is not filled up.
pub fn table(
    head: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
    words: &Words,
    style: &Style,
) -> String {
    let head: Vec<String> = head.iter().map(|id| words.say(id, &[])).collect();
    let rows: Vec<Vec<String>> = rows.collect();
    let widest = |column: usize| {
        let cells = rows
            .iter()
            .map(|row| row.get(column).map_or(0, |cell| columns(cell)));
        cells.chain([columns(&head[column])]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(widest).collect();
    let line = |cells: &[String]| {
        let last = cells.len().saturating_sub(1);
        let filled = cells
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, width))| {
                if column == last {
                    cell.clone()
                } else {
                    pad(cell, *width)
                }
            });
        filled.collect::<Vec<_>>().join("  ")
    };
    let mut out = format!("{}\n", style.bold(&line(&head)));
    for row in &rows {
        out += &line(row);
        out.push('\n');
    }
    out
}

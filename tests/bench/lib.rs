//! Benchmarks of the rooms that know no cloud; see `benches/`. Figures: `docs/performance.md`.

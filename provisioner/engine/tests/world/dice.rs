//! Chance that can be repeated.

use std::time::Duration;

/// SplitMix64: one number decides everything that follows.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Dice of their own, so that one part of a world does not shift the chances of another.
    pub fn split(&mut self) -> Self {
        Self(self.roll())
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    /// Whether something happens that happens `percent` times in a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A time of up to `ms_max` milliseconds, at least one.
    pub fn ms(&mut self, ms_max: u64) -> Duration {
        Duration::from_millis(1 + self.below(ms_max))
    }

    /// One of several; `None` of none.
    pub fn pick<'t, T>(&mut self, all: &'t [T]) -> Option<&'t T> {
        let end = u64::try_from(all.len()).unwrap();
        (end > 0).then(|| &all[usize::try_from(self.below(end)).unwrap()])
    }
}

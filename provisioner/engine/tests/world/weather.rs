//! How the cloud treats calls: as ordered, as the dice fall, or well.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::dice::Dice;

/// How the cloud treats one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Too many requests; nothing is done.
    Throttled,
    /// A refusal for good; nothing is done.
    Refused,
    /// A refusal because something else is under way (409, 412); nothing is done.
    Conflict,
    /// An update of several requests, refused after the first.
    HalfDone,
    /// It never arrives.
    LostBefore,
    /// It arrives, its reply does not.
    LostAfter,
    /// As before, and lists show it only so much later.
    LostAfterAndLate(Duration),
    /// It is done, and lists show only so much later what was made or deleted.
    Late(Duration),
    /// It is done; the reply cannot be read.
    Malformed,
}

impl Mood {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Throttled => "fault: throttled",
            Self::Refused => "fault: refused",
            Self::Conflict => "fault: conflict",
            Self::HalfDone => "fault: half done",
            Self::LostBefore => "fault: lost before",
            Self::LostAfter | Self::LostAfterAndLate(_) => "fault: lost after",
            Self::Late(_) => "fault: late",
            Self::Malformed => "fault: malformed reply",
        }
    }
}

/// Moods by call, and chance.
#[derive(Default)]
pub struct Weather {
    /// Moods ordered for the next calls on something.
    pub ordered: BTreeMap<String, VecDeque<Mood>>,
    /// Chance, while there is a storm.
    pub storm: Option<Dice>,
    /// Of a hundred calls in a storm, so many are throttled.
    pub throttled: u64,
}

/// How long things take in this cloud, for one call.
#[derive(Clone, Copy, Debug)]
pub struct Lag {
    /// Until the request takes effect.
    pub effect: Duration,
    /// Until the caller hears of it.
    pub reply: Duration,
    /// After the effect, until others may refer to it.
    pub usable: Duration,
    /// After the effect, until lists show it.
    pub listed: Duration,
    /// After that, until every replica that answers a list shows it.
    pub agreed: Duration,
    /// After that, until lists show its tags.
    pub tagged: Duration,
    /// After a deletion, until lists no longer show it.
    pub lingers: Duration,
}

/// How long each call takes in good weather.
pub const CALL: Duration = Duration::from_millis(50);
/// When a caller gives up waiting for a reply.
const TIMEOUT: Duration = Duration::from_secs(30);

impl Weather {
    /// The mood for a call on `name`.
    pub fn mood(&mut self, name: &str, update: bool) -> Option<Mood> {
        if let Some(ordered) = self.ordered.get_mut(name) {
            return ordered.pop_front();
        }
        let dice = self.storm.as_mut()?;
        if dice.chance(self.throttled) {
            return Some(Mood::Throttled);
        }
        if !dice.chance(22) {
            return None;
        }
        Some(match dice.below(14) {
            0..2 => Mood::Refused,
            2..5 => Mood::Conflict,
            5..7 if update => Mood::HalfDone,
            5..8 => Mood::LostBefore,
            8..12 => Mood::LostAfter,
            _ => Mood::Malformed,
        })
    }

    /// How long this call's consequences take. All of it stays below what a provider promises.
    pub fn lag(&mut self, mood: Option<Mood>) -> Lag {
        let none = Duration::ZERO;
        let good = Lag {
            effect: CALL,
            reply: CALL,
            usable: none,
            listed: none,
            agreed: none,
            tagged: none,
            lingers: none,
        };
        let mut lag = match self.storm.as_mut() {
            None => good,
            Some(dice) => {
                let effect = dice.ms(200);
                let mut often = |percent, ms_max| match dice.chance(percent) {
                    true => dice.ms(ms_max),
                    false => none,
                };
                let (listed, usable) = (often(30, 25_000), often(30, 8_000));
                let (agreed, tagged, lingers) =
                    (often(40, 20_000), often(20, 8_000), often(20, 30_000));
                Lag {
                    effect,
                    reply: effect + dice.ms(100),
                    usable,
                    listed,
                    agreed,
                    tagged,
                    lingers,
                }
            }
        };
        match mood {
            Some(Mood::LostAfterAndLate(late)) => lag.listed = late,
            Some(Mood::Late(late)) => (lag.listed, lag.lingers) = (late, late),
            Some(Mood::LostAfter) => {
                if let Some(dice) = self.storm.as_mut() {
                    lag.effect = dice.ms(8_000);
                }
            }
            _ => {}
        }
        if matches!(mood, Some(Mood::LostBefore | Mood::LostAfter)) && self.storm.is_some() {
            lag.reply = TIMEOUT;
        }
        lag
    }
}

//! Parts of a day: morning, tonight, end of day.

use crate::piece::{Before, Match, Piece, Scene};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Morning,
    Afternoon,
    Evening,
    Night,
    EndOfDay,
}

impl Part {
    /// The hour it stands for when no other is said.
    pub(crate) fn hour(self) -> i8 {
        match self {
            Self::Morning => 9,
            Self::Afternoon => 15,
            Self::EndOfDay => 17,
            Self::Evening => 18,
            Self::Night => 20,
        }
    }

    /// The hours of the clock that may be said with it.
    pub(crate) fn holds(self, hour: i8) -> bool {
        let hours = match self {
            Self::Morning => 0..=11,
            Self::Afternoon => 12..=18,
            Self::Evening => 16..=23,
            Self::Night => 17..=23,
            Self::EndOfDay => 12..=23,
        };
        hours.contains(&hour)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Morning => "the morning",
            Self::Afternoon => "the afternoon",
            Self::Evening => "the evening",
            Self::Night => "the night",
            Self::EndOfDay => "the end of the day",
        }
    }
}

/// Words, part, and whether they mean today's.
const PARTS: [(&str, (Part, bool)); 33] = [
    ("morning", (Part::Morning, false)),
    ("the morning", (Part::Morning, false)),
    ("in the morning", (Part::Morning, false)),
    ("first thing", (Part::Morning, false)),
    ("first thing in the morning", (Part::Morning, false)),
    ("this morning", (Part::Morning, true)),
    ("afternoon", (Part::Afternoon, false)),
    ("the afternoon", (Part::Afternoon, false)),
    ("in the afternoon", (Part::Afternoon, false)),
    ("this afternoon", (Part::Afternoon, true)),
    ("evening", (Part::Evening, false)),
    ("the evening", (Part::Evening, false)),
    ("in the evening", (Part::Evening, false)),
    ("this evening", (Part::Evening, true)),
    ("night", (Part::Night, false)),
    ("at night", (Part::Night, false)),
    ("the night", (Part::Night, false)),
    ("tonight", (Part::Night, true)),
    ("tonite", (Part::Night, true)),
    ("eod", (Part::EndOfDay, false)),
    ("cob", (Part::EndOfDay, false)),
    ("close of business", (Part::EndOfDay, false)),
    ("end of business", (Part::EndOfDay, false)),
    ("end of day", (Part::EndOfDay, false)),
    ("end of the day", (Part::EndOfDay, false)),
    ("the end of the day", (Part::EndOfDay, false)),
    ("the end of day", (Part::EndOfDay, false)),
    ("end of this day", (Part::EndOfDay, true)),
    ("end of business day", (Part::EndOfDay, false)),
    ("end of the business day", (Part::EndOfDay, false)),
    ("end of the working day", (Part::EndOfDay, false)),
    ("end of the workday", (Part::EndOfDay, false)),
    ("end of workday", (Part::EndOfDay, false)),
];

/// `in the morning`, `tonight`, `end of day`.
pub(crate) fn read(scene: Scene<'_>, at: usize, _: Before<'_>) -> Match {
    let found = scene.text.longest(at, &PARTS);
    Ok(found.map(|((part, today), end)| (Piece::Part { part, today }, end)))
}

//! What is set about scheduled backups, and when the next one is.

use std::path::{Path, PathBuf};

use diesel::prelude::*;
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use operation::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::AnyConn;

use crate::tables::backup_settings as settings;

const ROW: i64 = 1;
const FOLDER: &str = "backups";

/// How often: not by itself, every day, or on Sundays.
// Without comments on the variants, so that schemas list them as plain words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(crate) enum Every {
    Off,
    Daily,
    Weekly,
}

/// What is set; the default before anybody set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) every: Every,
    /// Wall time in `zone`.
    pub(crate) at: Time,
    pub(crate) zone: TimeZone,
    /// How many are kept.
    pub(crate) keep: u16,
    /// Where; without one it is the folder `backups` of the data directory.
    pub(crate) directory: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            every: Every::Daily,
            at: jiff::civil::time(3, 30, 0, 0),
            zone: TimeZone::system(),
            keep: 7,
            directory: None,
        }
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = settings, treat_none_as_null = true)]
struct Row {
    every: String,
    at: String,
    zone: String,
    keep: i64,
    directory: Option<String>,
}

impl Settings {
    pub(crate) fn load(conn: &mut AnyConn) -> Result<Self> {
        let row: Option<Row> = settings::table
            .find(ROW)
            .select(Row::as_select())
            .first(conn)
            .optional()?;
        let Some(row) = row else {
            return Ok(Self::default());
        };
        let default = Self::default();
        Ok(Self {
            every: match row.every.as_str() {
                "off" => Every::Off,
                "weekly" => Every::Weekly,
                _ => Every::Daily,
            },
            at: parse_time(&row.at).unwrap_or(default.at),
            // A zone that a newer database dropped must not end the backups.
            zone: TimeZone::get(&row.zone).unwrap_or(default.zone),
            keep: u16::try_from(row.keep).unwrap_or(default.keep),
            directory: row.directory.map(PathBuf::from),
        })
    }

    pub(crate) fn store(&self, conn: &mut AnyConn) -> Result<()> {
        let row = Row {
            every: match self.every {
                Every::Off => "off",
                Every::Daily => "daily",
                Every::Weekly => "weekly",
            }
            .to_owned(),
            at: self.at_text(),
            zone: self.zone_name().to_owned(),
            keep: i64::from(self.keep),
            directory: self
                .directory
                .as_ref()
                .map(|path| path.to_string_lossy().into_owned()),
        };
        storage::each_backend!(conn, |c| diesel::insert_into(settings::table)
            .values((settings::id.eq(ROW), &row))
            .on_conflict(settings::id)
            .do_update()
            .set(&row)
            .execute(c))?;
        Ok(())
    }

    /// The first time after `after` at which a backup is to be made.
    pub(crate) fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let today = after.to_zoned(self.zone.clone()).date();
        (0..=8)
            .filter_map(|days| today.checked_add(i64::from(days).days()).ok())
            .filter(|date| match self.every {
                Every::Off => false,
                Every::Daily => true,
                Every::Weekly => date.weekday() == Weekday::Sunday,
            })
            .filter_map(|date| date.to_datetime(self.at).to_zoned(self.zone.clone()).ok())
            .map(|at| at.timestamp())
            .find(|at| *at > after)
    }

    pub(crate) fn at_text(&self) -> String {
        format!("{:02}:{:02}", self.at.hour(), self.at.minute())
    }

    pub(crate) fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// Where backups lie, and whether that is a place of ours, to be made when it is not there.
    pub(crate) fn place(&self, data_dir: &Path) -> (PathBuf, bool) {
        match &self.directory {
            Some(directory) => (directory.clone(), false),
            None => (data_dir.join(FOLDER), true),
        }
    }
}

/// `03:30`.
pub(crate) fn parse_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    if hour.is_empty() || hour.len() > 2 || minute.len() != 2 {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

use diesel::{dsl::count_star, prelude::*};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use operation::{Context, Cursor, Error, Limit, Method, Operation, Page, Result, Text, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{AnyConn, MultiBackend, counters};

use crate::row::{ACTIVE, ARCHIVED, DONE, Row};
use crate::tables::todos;
use crate::{READ, Todo, due, store, text};

/// Lists todos, notes and checklists: those that are not archived and not done, unless asked
/// otherwise. Pinned ones come first, then the latest changed.
///
/// The sections `overdue`, `today` and `upcoming` are ordered by due date, the soonest first, and
/// `done` by when they were completed. A page can be asked for while todos change: those that do not
/// are each listed once.
#[derive(Debug, Deserialize, JsonSchema)]
struct List {
    /// Archived todos instead, and only these.
    #[schemars(extend("x-rare" = true))]
    archived: Option<bool>,
    /// Only those with this label.
    label: Option<Text<100>>,
    /// Only a part: by due date, without one (`none`), or completed (`done`).
    section: Option<Section>,
    /// Completed todos instead of open ones. Among archived ones it chooses; without it they are both.
    #[schemars(extend("x-rare" = true))]
    completed: Option<bool>,
    /// The order after pinned ones: the latest changed first, or as the owner arranged them.
    #[schemars(extend("x-rare" = true))]
    order: Option<Order>,
    /// How many to give at most.
    #[serde(default)]
    limit: Limit,
    /// `next_cursor` of the page before.
    cursor: Option<Cursor>,
}

/// A part of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Section {
    /// Their time, or their whole day, is over.
    Overdue,
    /// Still due today, in the owner's zone.
    Today,
    /// Due tomorrow or later.
    Upcoming,
    /// Without a due date.
    None,
    /// Completed.
    Done,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    /// The latest changed first.
    Updated,
    /// As the owner arranged them.
    Manual,
}

/// One page of todos.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Listed {
    /// The page.
    #[serde(flatten)]
    pub page: Page<Todo>,
    /// How many follow after this page.
    pub remaining: i64,
}

pub(crate) fn operation() -> Operation {
    Operation::read("todos.list", list)
        .scope(READ)
        .route(Method::Get, "/todos")
        .everyday()
        .markdown(text::list_markdown)
}

/// What is listed.
struct Filter {
    owner: String,
    state: &'static str,
    label: Option<String>,
    section: Option<Section>,
    completed: Option<bool>,
    /// In milliseconds UTC, as the days below.
    now: i64,
    today: i64,
    tomorrow: i64,
}

/// Where a page ended.
#[derive(Serialize, Deserialize)]
struct End {
    /// How many came before.
    seen: i64,
    pinned: bool,
    key: i64,
    seq: i64,
}

fn list(view: &mut View<'_>, input: List) -> Result<Listed> {
    let filter = filter(view, &input)?;
    let end: Option<End> = input.cursor.as_ref().map(Cursor::read).transpose()?;
    let seen = end.as_ref().map_or(0, |end| end.seen);
    let sort = sort(&input);
    let mut found = page(view.conn, &filter, sort, end, input.limit.and_one())?;
    // There is a next page only where this one is full.
    let seen = seen.saturating_add(input.limit.rows());
    let next_cursor = input.limit.cut(&mut found, |last| End {
        seen,
        pinned: sort.pins() && last.pinned,
        key: sort.key(last),
        seq: last.seq,
    })?;
    let total = total(view.conn, &filter)?;
    let remaining = match &next_cursor {
        Some(_) => total.saturating_sub(seen).max(1),
        None => 0,
    };
    Ok(Listed {
        page: Page {
            items: Todo::all(&found, view)?,
            total,
            next_cursor,
        },
        remaining,
    })
}

fn filter(cx: &Context, input: &List) -> Result<Filter> {
    let archived = input.archived.unwrap_or(false);
    let done = input.completed == Some(true) || input.section == Some(Section::Done);
    if archived && input.section.is_some() {
        let message = "Archived todos have no sections; leave out `section` or `archived`.";
        return Err(Error::bad_input(message).field("section"));
    }
    if input.completed.is_some_and(|completed| completed != done)
        || (done
            && input
                .section
                .is_some_and(|section| section != Section::Done))
    {
        let message = "Completed todos are the section `done`; leave out `completed` or `section`.";
        return Err(Error::bad_input(message).field("completed"));
    }
    let today = cx.now_zoned().date();
    Ok(Filter {
        owner: cx.owner().to_owned(),
        state: if archived {
            ARCHIVED
        } else if done {
            DONE
        } else {
            ACTIVE
        },
        label: input
            .label
            .as_ref()
            .map(|label| label.trimmed().to_owned())
            .filter(|label| !label.is_empty()),
        section: input.section,
        completed: input.completed.filter(|_| archived),
        now: cx.now().as_millisecond(),
        today: start(today, &cx.user().zone)?,
        tomorrow: start(today.tomorrow().map_err(Error::fault)?, &cx.user().zone)?,
    })
}

fn start(day: Date, zone: &TimeZone) -> Result<i64> {
    Ok(day
        .to_zoned(zone.clone())
        .map_err(Error::fault)?
        .timestamp()
        .as_millisecond())
}

/// By which column a list is paged.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Updated,
    Manual,
    Due,
    Completed,
}

impl Sort {
    /// Whether pinned ones come first.
    fn pins(self) -> bool {
        matches!(self, Self::Updated | Self::Manual)
    }

    fn key(self, row: &Row) -> i64 {
        match self {
            Self::Updated => row.updated_at,
            Self::Manual => row.position,
            Self::Due => row.due_at.unwrap_or_default(),
            Self::Completed => row.completed_at.unwrap_or_default(),
        }
    }
}

fn sort(input: &List) -> Sort {
    match (input.section, input.completed, input.order) {
        (Some(Section::Overdue | Section::Today | Section::Upcoming), _, _) => Sort::Due,
        (Some(Section::Done), _, _) => Sort::Completed,
        (_, Some(true), _) if input.archived != Some(true) => Sort::Completed,
        (_, _, Some(Order::Manual)) => Sort::Manual,
        (_, _, Some(Order::Updated) | None) => Sort::Updated,
    }
}

type Query<'a> = todos::BoxedQuery<'a, MultiBackend>;

fn selected<'a>(filter: &Filter) -> Query<'a> {
    let mut query = todos::table
        .filter(todos::owner.eq(filter.owner.clone()))
        .filter(todos::state.eq(filter.state))
        .into_boxed::<MultiBackend>();
    if let Some(label) = &filter.label {
        query = query.filter(todos::label.eq(label.clone()));
    }
    query = match filter.completed {
        Some(true) => query.filter(todos::completed_at.is_not_null()),
        Some(false) => query.filter(todos::completed_at.is_null()),
        None => query,
    };
    // A day is due at its reminder, and over at its end.
    match filter.section {
        Some(Section::Overdue) => query.filter(todos::due_at.le(filter.now)).filter(
            todos::due_at
                .lt(filter.today)
                .or(todos::due_kind.ne(due::DATE)),
        ),
        Some(Section::Today) => query
            .filter(todos::due_at.ge(filter.today))
            .filter(todos::due_at.lt(filter.tomorrow))
            .filter(
                todos::due_at
                    .gt(filter.now)
                    .or(todos::due_kind.eq(due::DATE)),
            ),
        Some(Section::Upcoming) => query.filter(todos::due_at.ge(filter.tomorrow)),
        Some(Section::None) => query.filter(todos::due_at.is_null()),
        Some(Section::Done) | None => query,
    }
}

/// A page after the cursor. Every question is a range of an index, so that the last page is as quick as
/// the first; after a cursor that takes one for the pinned rows and one for the others.
fn page(
    conn: &mut AnyConn,
    filter: &Filter,
    sort: Sort,
    end: Option<End>,
    rows: i64,
) -> Result<Vec<Row>> {
    if !sort.pins() {
        return stretch(conn, selected(filter), sort, end.as_ref(), rows);
    }
    if end.is_none() {
        let query = selected(filter).order(todos::pinned.desc());
        return stretch(conn, query, sort, None, rows);
    }
    let mut found = Vec::new();
    for pinned in [true, false] {
        let after = match &end {
            Some(end) if pinned && !end.pinned => continue,
            Some(end) if pinned == end.pinned => Some(end),
            _ => None,
        };
        let left = rows.saturating_sub(i64::try_from(found.len()).unwrap_or(i64::MAX));
        if left > 0 {
            let query = selected(filter).filter(todos::pinned.eq(pinned));
            found.extend(stretch(conn, query, sort, after, left)?);
        }
    }
    Ok(found)
}

fn stretch(
    conn: &mut AnyConn,
    query: Query<'_>,
    sort: Sort,
    after: Option<&End>,
    rows: i64,
) -> Result<Vec<Row>> {
    let mut query = query;
    if let Some(End { key, seq, .. }) = after {
        let (key, seq) = (*key, *seq);
        query = match sort {
            Sort::Updated => query
                .filter(todos::updated_at.le(key))
                .filter(todos::updated_at.lt(key).or(todos::seq.lt(seq))),
            Sort::Manual => query
                .filter(todos::position.le(key))
                .filter(todos::position.lt(key).or(todos::seq.lt(seq))),
            Sort::Due => query
                .filter(todos::due_at.ge(key))
                .filter(todos::due_at.gt(key).or(todos::seq.gt(seq).nullable())),
            Sort::Completed => query.filter(todos::completed_at.le(key)).filter(
                todos::completed_at
                    .lt(key)
                    .or(todos::seq.lt(seq).nullable()),
            ),
        };
    }
    query = match sort {
        Sort::Updated => query
            .then_order_by(todos::updated_at.desc())
            .then_order_by(todos::seq.desc()),
        Sort::Manual => query
            .then_order_by(todos::position.desc())
            .then_order_by(todos::seq.desc()),
        Sort::Due => query.order((todos::due_at.asc(), todos::seq.asc())),
        // All of them are; said so that the index of completed ones is used.
        Sort::Completed => query
            .filter(todos::completed_at.is_not_null())
            .order((todos::completed_at.desc(), todos::seq.desc())),
    };
    Ok(query.select(Row::as_select()).limit(rows).load(conn)?)
}

/// How many rows there are on all pages: kept for whole lists, counted along an index for parts.
fn total(conn: &mut AnyConn, filter: &Filter) -> Result<i64> {
    let whole = filter.label.is_none()
        && filter.completed.is_none()
        && matches!(filter.section, None | Some(Section::Done));
    if whole {
        return Ok(counters::get(
            conn,
            &filter.owner,
            &store::counter(filter.state),
        )?);
    }
    Ok(selected(filter).select(count_star()).first(conn)?)
}

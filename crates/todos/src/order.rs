//! The manual order: positions with wide gaps, the highest first, so that a move changes one row.

use diesel::prelude::*;
use jiff::Timestamp;
use operation::Result;
use storage::{AnyConn, MultiBackend};

use crate::row::Row;
use crate::tables::todos;

/// The gap to a row made a millisecond before: room for 20 moves into the same place.
const GAP: i64 = 1 << 20;

/// The position of a row made now: above all others.
pub(crate) fn top(now: Timestamp) -> i64 {
    now.as_millisecond().saturating_mul(GAP)
}

/// Moves a row to a position.
pub(crate) fn set(conn: &mut AnyConn, row: &Row, position: i64) -> Result<()> {
    let stored = todos::table
        .filter(todos::owner.eq(&row.owner))
        .filter(todos::seq.eq(row.seq));
    diesel::update(stored)
        .set(todos::position.eq(position))
        .execute(conn)?;
    Ok(())
}

/// Moves `row` right above `other`.
pub(crate) fn place_above(conn: &mut AnyConn, row: &Row, other: &Row) -> Result<()> {
    let above = neighbour(conn, row, other, Side::Above)?;
    let upper = above.map_or(other.position.saturating_add(GAP), |above| above.position);
    let between = other.position.midpoint(upper);
    if other.position < between && between < upper {
        return set(conn, row, between);
    }
    make_room_above(conn, other)?;
    set(conn, row, other.position.saturating_add(GAP / 2))
}

/// Moves `row` right below `other`.
pub(crate) fn place_below(conn: &mut AnyConn, row: &Row, other: &Row) -> Result<()> {
    match neighbour(conn, row, other, Side::Below)? {
        Some(below) => place_above(conn, row, &below),
        None => set(conn, row, other.position.saturating_sub(GAP)),
    }
}

#[derive(Clone, Copy)]
enum Side {
    Above,
    Below,
}

/// The row next to `other` in its list, not counting `row`. Equal positions are in the order of their
/// making.
fn neighbour(conn: &mut AnyConn, row: &Row, other: &Row, side: Side) -> Result<Option<Row>> {
    let query = todos::table
        .filter(todos::owner.eq(&other.owner))
        .filter(todos::state.eq(&other.state))
        .filter(todos::pinned.eq(other.pinned))
        .filter(todos::seq.ne(row.seq))
        .select(Row::as_select())
        .into_boxed::<MultiBackend>();
    let (at, seq) = (other.position, other.seq);
    let query = match side {
        Side::Above => query
            .filter(todos::position.ge(at))
            .filter(todos::position.gt(at).or(todos::seq.gt(seq)))
            .order((todos::position.asc(), todos::seq.asc())),
        Side::Below => query
            .filter(todos::position.le(at))
            .filter(todos::position.lt(at).or(todos::seq.lt(seq)))
            .order((todos::position.desc(), todos::seq.desc())),
    };
    Ok(query.first(conn).optional()?)
}

/// Moves everything above `other` up by a gap: rare, since gaps are wide.
fn make_room_above(conn: &mut AnyConn, other: &Row) -> Result<()> {
    let above = todos::table
        .filter(todos::owner.eq(&other.owner))
        .filter(todos::position.ge(other.position))
        .filter(
            todos::position
                .gt(other.position)
                .or(todos::seq.gt(other.seq)),
        );
    diesel::update(above)
        .set(todos::position.eq(todos::position + GAP))
        .execute(conn)?;
    Ok(())
}

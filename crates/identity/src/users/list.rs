use operation::{Limit, Method, Operation, Page, Result, View};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::diesel::prelude::*;

use crate::tables::users;
use crate::user::{Account, UserInfo};

/// Lists the users of this Odysseus, by name.
#[derive(Deserialize, JsonSchema)]
struct List {
    /// How many at most.
    #[serde(default)]
    limit: Limit,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

pub(super) fn operation() -> Operation {
    Operation::read("users.list", list).route(Method::Get, "/users")
}

fn list(view: &mut View<'_>, input: List) -> Result<Page<UserInfo>> {
    let total = users::table.count().get_result(view.conn)?;
    let mut rows: Vec<Account> = users::table
        .filter(users::name.gt(input.cursor.unwrap_or_default()))
        .order(users::name)
        .limit(input.limit.rows() + 1)
        .select(Account::as_select())
        .load(view.conn)?;
    let more = i64::try_from(rows.len()).is_ok_and(|found| found > input.limit.rows());
    if more {
        rows.pop();
    }
    let next_cursor = rows.last().filter(|_| more).map(|last| last.name.clone());
    Ok(Page {
        items: rows.into_iter().map(Account::info).collect(),
        total,
        next_cursor,
    })
}

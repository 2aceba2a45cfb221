use operation::{Cursor, Limit, Method, Operation, Page, Result, View};
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
    cursor: Option<Cursor>,
}

pub(super) fn operation() -> Operation {
    Operation::read("users.list", list).route(Method::Get, "/users")
}

fn list(view: &mut View<'_>, input: List) -> Result<Page<UserInfo>> {
    let after: String = input
        .cursor
        .map_or(Ok(String::new()), |cursor| cursor.read())?;
    let total = users::table.count().get_result(view.conn)?;
    let mut rows: Vec<Account> = users::table
        .filter(users::name.gt(after))
        .order(users::name)
        .limit(input.limit.and_one())
        .select(Account::as_select())
        .load(view.conn)?;
    let next_cursor = input.limit.cut(&mut rows, |last| last.name.clone())?;
    Ok(Page {
        items: rows.into_iter().map(Account::info).collect(),
        total,
        next_cursor,
    })
}

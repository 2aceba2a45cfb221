use operation::{Method, Operation, Result, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::diesel::prelude::*;

use crate::tables::recovery_codes;
use crate::user::{Account, UserInfo};

/// Shows your own account.
#[derive(Deserialize, JsonSchema)]
struct Get {}

/// One's own account.
#[derive(Serialize, JsonSchema)]
pub(super) struct AccountInfo {
    #[serde(flatten)]
    user: UserInfo,
    /// How many recovery codes are left for signing in without the phone.
    recovery_codes_left: i64,
}

pub(super) fn operation() -> Operation {
    Operation::read("account.get", get).route(Method::Get, "/account")
}

fn get(view: &mut View<'_>, _: Get) -> Result<AccountInfo> {
    let owner = view.owner().to_owned();
    let recovery_codes_left = recovery_codes::table
        .filter(recovery_codes::owner.eq(&owner))
        .count()
        .get_result(view.conn)?;
    let user = Account::get(view.conn, &owner)?.info();
    Ok(AccountInfo {
        user,
        recovery_codes_left,
    })
}

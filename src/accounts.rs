//! `odysseus user …` and `odysseus token …`: on the data directory itself, since whoever can write there
//! is the owner of everything in it. They call the same operations as everybody else.

use std::io::Read;

use operation::{Answer, Call, Caller, Output, Registry, Workspace};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::args::{Token, User};
use crate::{Stop, local};

/// `odysseus user …`.
pub(crate) fn user(registry: Registry, command: User) -> Result<(), Stop> {
    match command {
        User::Create {
            name,
            admin,
            password_stdin: _,
            timezone,
            data,
        } => {
            let password = password()?;
            local::with_workspace(registry, &data, |workspace| async move {
                let new = identity::NewUser {
                    name,
                    password,
                    admin,
                    zone: timezone,
                };
                let made = identity::create_user(&workspace, new).await?;
                println!("{}", made.name);
                Ok(())
            })
        }
        User::Passwd {
            name,
            password_stdin: _,
            data,
        } => {
            let password = password()?;
            local::with_workspace(registry, &data, |workspace| async move {
                let user = named(&workspace, name).await?;
                Ok(identity::set_password(&workspace, &user.id, password).await?)
            })
        }
        User::List { data } => local::with_workspace(registry, &data, |workspace| async move {
            for user in workspace.database().read(identity::all_users).await? {
                let role = if user.admin { "admin" } else { "user" };
                println!(
                    "{}\t{role}\t{}",
                    user.name,
                    user.zone.iana_name().unwrap_or("UTC")
                );
            }
            Ok(())
        }),
    }
}

/// `odysseus token …`.
pub(crate) fn token(registry: Registry, command: Token) -> Result<(), Stop> {
    match command {
        Token::Create {
            user,
            name,
            scope,
            expires,
            data,
        } => local::with_workspace(registry, &data, |workspace| async move {
            let user = named(&workspace, user).await?;
            let mut input = json!({ "name": name, "scopes": scope });
            if let Some(expires) = expires {
                input["expires"] = Value::from(expires);
            }
            let made: Value = call(&workspace, user, "tokens.create", input).await?;
            println!("{}", made["token"].as_str().unwrap_or_default());
            Ok(())
        }),
        Token::List { user, data } => {
            local::with_workspace(registry, &data, |workspace| async move {
                let user = named(&workspace, user).await?;
                let tokens: Vec<Value> = call(&workspace, user, "tokens.list", json!({})).await?;
                for token in tokens {
                    let text = |name: &str| token[name].as_str().unwrap_or("-").to_owned();
                    let scopes: Vec<&str> = token["scopes"]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(Value::as_str)
                        .collect();
                    println!(
                        "{}\t{}\t{}…\t{}\tlast used {}",
                        text("id"),
                        text("name"),
                        text("token_prefix"),
                        scopes.join(","),
                        text("last_used_at")
                    );
                }
                Ok(())
            })
        }
        Token::Revoke { id, data } => {
            local::with_workspace(registry, &data, |workspace| async move {
                let wanted = id.clone();
                let owner = workspace
                    .database()
                    .read(move |conn| identity::token_owner(conn, &wanted))
                    .await?;
                let owner = owner.ok_or_else(|| {
                    Stop::failed(format!("there is no token {id}; `token list` shows them"))
                })?;
                let _: Value =
                    call(&workspace, owner, "tokens.revoke", json!({ "id": id })).await?;
                Ok(())
            })
        }
    }
}

/// The password: standard input to its end, without the line's end.
fn password() -> Result<String, Stop> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(Stop::failed)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

async fn named(workspace: &Workspace, name: String) -> Result<operation::User, Stop> {
    let wanted = name.clone();
    let user = workspace
        .database()
        .read(move |conn| identity::find_user_by_name(conn, &wanted))
        .await?;
    user.ok_or_else(|| {
        Stop::failed(format!(
            "there is no user {name}; `odysseus user create {name} …` makes one"
        ))
    })
}

async fn call<T: DeserializeOwned>(
    workspace: &Workspace,
    user: operation::User,
    operation: &str,
    input: Value,
) -> Result<T, Stop> {
    let Value::Object(input) = input else {
        return Err(Stop::failed("the input is no object"));
    };
    let call = Call {
        operation: operation.to_owned(),
        input,
        interface: "command line",
        ..Call::default()
    };
    let Answer {
        output: Output::Json(json),
        ..
    } = workspace.dispatch(Caller::person(user), call).await?
    else {
        return Err(Stop::failed("the answer is not JSON"));
    };
    serde_json::from_slice(&json).map_err(Stop::failed)
}

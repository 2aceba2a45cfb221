//! `odysseus CAPABILITY VERB --flags`, made from the operations' schemas.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, CommandFactory, FromArgMatches};
use operation::{Access, Fields, Operation, Registry};
use serde_json::Value;

use crate::args::{CallOptions, Cli, ImportCookbook};
use crate::{Stop, cookbook_import, remote};

/// A command in a capability's group that works on the data directory, beside those that call a server.
struct Beside {
    area: &'static str,
    verb: &'static str,
    command: fn() -> Command,
    run: fn(Registry, &ArgMatches) -> Result<(), Stop>,
}

/// All of them.
const BESIDE: [Beside; 1] = [Beside {
    area: "cookbook",
    verb: "import",
    command: ImportCookbook::command,
    run: cookbook_import::run,
}];

/// What one field of an operation's input takes on the command line.
enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    Texts,
    Json,
}

fn kind(schema: &Value) -> Kind {
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several
            .iter()
            .filter_map(Value::as_str)
            .filter(|name| *name != "null")
            .collect(),
        _ => match schema.get("anyOf").and_then(Value::as_array) {
            // `Option<T>` of a type with a schema of its own.
            Some(choices) => {
                let mut real = choices
                    .iter()
                    .filter(|choice| choice.get("type") != Some(&Value::from("null")));
                return match (real.next(), real.next()) {
                    (Some(only), None) => kind(only),
                    _ => Kind::Json,
                };
            }
            None if schema.get("enum").is_some() || schema.get("oneOf").is_some() => vec!["string"],
            None => vec![],
        },
    };
    match types[..] {
        ["string"] => Kind::Text,
        ["integer"] => Kind::Integer,
        ["number"] => Kind::Number,
        ["boolean"] => Kind::Boolean,
        ["array"] if schema.pointer("/items/type") == Some(&Value::from("string")) => Kind::Texts,
        _ => Kind::Json,
    }
}

/// The operations that a token may reach: the command line calls with one.
fn offered(registry: &Registry) -> impl Iterator<Item = (&str, &str, &Operation)> {
    registry
        .operations()
        .filter(|operation| matches!(operation.access, Access::Scoped(_) | Access::Anyone))
        .filter_map(|operation| {
            operation
                .name
                .split_once('.')
                .map(|(area, verb)| (area, verb, operation))
        })
}

/// Whether `name` is a capability with operations to call.
pub(crate) fn is_capability(registry: &Registry, name: &str) -> bool {
    offered(registry).any(|(area, ..)| area == name)
}

/// The whole command line: the fixed commands, and one for each capability.
pub(crate) fn with_capabilities(registry: &Registry) -> Command {
    let mut root = Cli::command();
    let mut areas: Vec<&str> = offered(registry).map(|(area, ..)| area).collect();
    areas.dedup();
    for area in areas {
        let mut capability = Command::new(area.to_owned())
            .about(format!(
                "Call the {area} operations of the server at ODYSSEUS_URL"
            ))
            .subcommand_required(true)
            .arg_required_else_help(true);
        for (_, verb, operation) in offered(registry).filter(|(other, ..)| *other == area) {
            capability = capability.subcommand(command(verb, operation));
        }
        for beside in BESIDE.iter().filter(|beside| beside.area == area) {
            capability = capability.subcommand((beside.command)());
        }
        root = root.subcommand(capability);
    }
    root
}

fn command(verb: &str, operation: &Operation) -> Command {
    let mut command = Command::new(verb.to_owned()).arg(
        Arg::new("values")
            .value_name("VALUE")
            .num_args(0..)
            .help(format!(
                "Values without a flag, in this order: {}",
                positional(operation).join(", ")
            )),
    );
    if verb.contains('_') {
        command = command.alias(verb.replace('_', "-"));
    }
    for (name, schema) in properties(operation) {
        let help = schema
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let flag = name.replace('_', "-");
        let mut arg = Arg::new(name.clone())
            .long(flag.clone())
            .help(help)
            .value_name(flag.to_uppercase());
        if flag != *name {
            arg = arg.alias(name.clone());
        }
        command = command.arg(match kind(schema) {
            Kind::Boolean => arg
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("true")
                .value_name("BOOL"),
            Kind::Texts => arg.action(ArgAction::Append),
            Kind::Json => arg.value_name("JSON"),
            _ => arg.allow_hyphen_values(true),
        });
    }
    // The options' own description would otherwise take the operation's place.
    CallOptions::augment_args(command)
        .about(operation.summary())
        .long_about(operation.description().to_owned())
}

fn properties(operation: &Operation) -> impl Iterator<Item = (&String, &Value)> {
    operation
        .input
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

/// The fields that may be given without their flag: those of the path, then the required ones, or else
/// the first text.
fn positional(operation: &Operation) -> Vec<&str> {
    let in_path = |name: &str| operation.path.contains(&format!("{{{name}}}"));
    let mut names: Vec<&str> = operation.fields().filter(|name| in_path(name)).collect();
    // In the order in which the operation declares them, which is the one of the skill's commands, too.
    let required = operation.input.get("required").and_then(Value::as_array);
    names.extend(
        required
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .filter(|name| !in_path(name)),
    );
    if names.is_empty() {
        names.extend(
            ["title", "text", "query", "q"]
                .into_iter()
                .find(|name| operation.fields().any(|field| field == *name)),
        );
    }
    names
}

/// Runs `odysseus AREA VERB …`.
pub(crate) fn run(registry: Registry, area: &str, verb: &ArgMatches) -> Result<(), Stop> {
    let Some((verb, matches)) = verb.subcommand() else {
        return Err(Stop::usage(format!("{area} needs a verb")));
    };
    let mut beside = BESIDE.iter();
    if let Some(beside) = beside.find(|beside| beside.area == area && beside.verb == verb) {
        return (beside.run)(registry, matches);
    }
    let operation = registry.operation(&format!("{area}.{verb}"))?;
    let options = CallOptions::from_arg_matches(matches).map_err(Stop::usage)?;
    remote::run(operation, input(operation, matches)?, &options)
}

fn input(operation: &Operation, matches: &ArgMatches) -> Result<Fields, Stop> {
    let mut fields = Fields::new();
    for (name, schema) in properties(operation) {
        let Some(values) = matches.get_many::<String>(name) else {
            continue;
        };
        let values: Vec<&str> = values.map(String::as_str).collect();
        fields.insert(name.clone(), value(name, &kind(schema), &values)?);
    }
    let mut free = positional(operation)
        .into_iter()
        .filter(|name| !matches.contains_id(name))
        .collect::<Vec<_>>()
        .into_iter();
    for given in matches.get_many::<String>("values").into_iter().flatten() {
        let Some(name) = free.next() else {
            return Err(Stop::usage(format!(
                "`{given}` is one value too many; quote text with spaces"
            )));
        };
        let schema = properties(operation)
            .find(|(field, _)| *field == name)
            .map_or(&Value::Null, |(_, schema)| schema);
        fields.insert(name.to_owned(), value(name, &kind(schema), &[given])?);
    }
    Ok(fields)
}

fn value(name: &str, kind: &Kind, given: &[&str]) -> Result<Value, Stop> {
    let one = given.last().copied().unwrap_or_default();
    let wrong = |what: &str| {
        Stop::usage(format!(
            "--{}: `{one}` is not {what}",
            name.replace('_', "-")
        ))
    };
    Ok(match kind {
        Kind::Text => Value::from(one),
        Kind::Texts => Value::from(
            given
                .iter()
                .map(|text| Value::from(*text))
                .collect::<Vec<_>>(),
        ),
        Kind::Integer => Value::from(one.parse::<i64>().map_err(|_| wrong("a whole number"))?),
        Kind::Number => Value::from(one.parse::<f64>().map_err(|_| wrong("a number"))?),
        Kind::Boolean => Value::from(one.parse::<bool>().map_err(|_| wrong("true or false"))?),
        // A bare word is itself; anything else has to be JSON.
        Kind::Json => match serde_json::from_str(one) {
            Ok(value) => value,
            Err(_) if !one.starts_with(['{', '[', '"']) => Value::from(one),
            Err(error) => return Err(wrong(&format!("JSON ({error})"))),
        },
    })
}

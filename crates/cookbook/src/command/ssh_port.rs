//! The port of an ssh server.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

/// A port from 1 to 65535, as a number or as text; none where the text is empty, as it is of servers with the usual port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SshPort(Option<u16>);

impl SshPort {
    pub(crate) fn get(self) -> Option<u16> {
        self.0
    }

    fn new<E: Error>(port: u64) -> Result<Self, E> {
        match u16::try_from(port) {
            Ok(port) if port > 0 => Ok(Self(Some(port))),
            _ => Err(E::custom("ports are whole numbers from 1 to 65535")),
        }
    }
}

impl<'de> Deserialize<'de> for SshPort {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PortVisitor;
        impl Visitor<'_> for PortVisitor {
            type Value = SshPort;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a port from 1 to 65535")
            }

            fn visit_u64<E: Error>(self, port: u64) -> Result<SshPort, E> {
                SshPort::new(port)
            }

            fn visit_i64<E: Error>(self, port: i64) -> Result<SshPort, E> {
                SshPort::new(u64::try_from(port).unwrap_or_default())
            }

            fn visit_str<E: Error>(self, port: &str) -> Result<SshPort, E> {
                match port.trim() {
                    "" => Ok(SshPort(None)),
                    port => SshPort::new(port.parse().unwrap_or_default()),
                }
            }
        }
        deserializer.deserialize_any(PortVisitor)
    }
}

impl JsonSchema for SshPort {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "SshPort".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["integer", "string"], "minimum": 1, "maximum": 65535 })
    }
}

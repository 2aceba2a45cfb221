//! Translations of the operations: REST, OpenAPI, the agent API, the skill bundles.
#![forbid(unsafe_code)]

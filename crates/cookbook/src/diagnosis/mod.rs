//! Why something failed: known classes, found in logs, with a change that helps.

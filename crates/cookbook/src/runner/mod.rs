//! How a program is looked for, started and ended on a machine.

//! What is seen of the programs on a machine.

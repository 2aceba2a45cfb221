//! GPUs, memory and disks of a machine.

//! What may be launched: a command as an argument vector, never as text for a shell.

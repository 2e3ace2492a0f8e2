"""The `latepost` command: commands, what the terminal shows, the conversation in it."""

"""Values in, Slack payloads out. Pure: no I/O, no Bolt; the same arguments always give the same payload."""

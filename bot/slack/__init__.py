"""The conversation in Slack: what a person asks there, and how the answer looks."""

"""All that the bot says in Slack, in Chinese and English."""

"""The face of the local workspace: channels, threads, Block Kit and modals in a browser, the bot behind as usual."""

"""The running bot: its processes, HTTP server and workspaces."""

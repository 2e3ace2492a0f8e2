"""Receiving from Slack: HTTP and Socket Mode, each delivery once, installation, authorization."""

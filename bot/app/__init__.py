"""The only wiring: opens the parts from the settings and hands them to each other."""

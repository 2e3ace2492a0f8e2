"""`latepost chat`: a conversation in the terminal, through a local workspace."""

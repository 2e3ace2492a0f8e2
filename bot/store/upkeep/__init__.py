"""What an operator does with the database: back it up, put it back, let go of what is old or somebody's."""

"""Search by meaning: encoders that turn texts into vectors, and the file that keeps the vectors of the library."""

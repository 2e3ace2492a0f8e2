"""What a browser sees: the reader of the library, and the face of the local workspace."""

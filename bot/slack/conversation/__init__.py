"""What a person asks for and what is replied."""

"""What other programs see of the library, by the Model Context Protocol: tools, articles as resources, HTTP."""

"""Every figure of the report, one to a file; each is a plain function that returns a Figure."""

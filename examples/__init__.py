"""Published analyses, built again from the bundled panel."""

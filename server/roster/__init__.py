"""A roster file becomes validated rows and the commands that stage them. Knows the core only."""

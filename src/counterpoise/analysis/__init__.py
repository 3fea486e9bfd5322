"""From futures to an answer: the definition of the verdict, what it rests on, and what history says of it."""

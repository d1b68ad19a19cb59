"""A city as data: what a pack holds, and the reader that refuses a bad one with every fault at once."""

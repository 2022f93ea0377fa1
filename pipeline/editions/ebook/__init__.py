"""The parts of an e-book: its pages, its links, its table of contents, its package and container."""

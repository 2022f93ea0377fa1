"""Octavo: one manuscript and one bibliography in; a print PDF, an EPUB and a Word document out."""

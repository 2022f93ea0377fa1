"""The rooms of the Word edition: the tree dressed before pandoc writes it, and mended after."""

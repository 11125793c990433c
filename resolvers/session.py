"""Sessions: from a token to the viewer it stands for, read again whenever somebody asks."""

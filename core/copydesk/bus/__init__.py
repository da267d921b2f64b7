"""The bus: which plugins there are, in which order their subscribers run, and one guarded call each."""

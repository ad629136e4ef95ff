"""Lasting state: the journal's port, its adapters, the vault of personal texts, the data folder."""

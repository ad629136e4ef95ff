"""The async shell: one folding loop per journal, shared row tables, watchers, and the presence plane."""

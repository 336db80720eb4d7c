"""Who may do what: accounts, roles, vetting, signing in, and the one table of permissions."""

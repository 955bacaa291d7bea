"""Who may see and do what: one table as data, one enum of permissions, deny by default."""

"""Who may come in and what for: users, sessions, tokens, policies, rate limits."""

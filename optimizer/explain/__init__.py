"""What a plan is worth and why it looks as it does."""

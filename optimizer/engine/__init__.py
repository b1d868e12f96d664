"""Search: from a problem to tours. The engine proposes; the referee decides."""

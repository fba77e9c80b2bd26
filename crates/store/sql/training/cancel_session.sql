UPDATE training_sessions SET cancelled = TRUE WHERE id = $1 AND cancelled = FALSE

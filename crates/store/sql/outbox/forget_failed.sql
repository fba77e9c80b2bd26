DELETE FROM outbox WHERE failed_at < $1

INSERT INTO message_texts (message, subject, body, changed_at, officer_name) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (message) DO UPDATE SET subject = excluded.subject, body = excluded.body, changed_at = excluded.changed_at, officer_name = excluded.officer_name

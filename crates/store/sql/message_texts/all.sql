SELECT message, subject, body, changed_at, officer_name FROM message_texts

SELECT contact_digest, COUNT(*) FROM sign_ups WHERE selection_id = $1 AND contact_digest <> '' GROUP BY contact_digest HAVING COUNT(*) > 1

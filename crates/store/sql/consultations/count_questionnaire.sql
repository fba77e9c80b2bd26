UPDATE consultations SET questionnaires = questionnaires + 1 WHERE id = $1 AND state = 'open' AND closes_on >= $2 RETURNING questionnaires

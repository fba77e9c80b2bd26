SELECT position, subject, code, change, takes_effect, basis, state_before, state_after, officer_id, officer_name, at
FROM register_events WHERE subject = $1 AND code = $2 ORDER BY position

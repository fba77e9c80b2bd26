SELECT public_opinion_id AS case_id, position, at, officer_id, officer_name, event FROM public_opinion_events WHERE public_opinion_id = $1 ORDER BY position

UPDATE public_opinion_events SET event = $3 WHERE public_opinion_id = $1 AND position = $2

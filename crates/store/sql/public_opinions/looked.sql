UPDATE public_opinions SET next_look_at = $3 WHERE id = $1 AND next_look_at = $2

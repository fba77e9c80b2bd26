DELETE FROM credit_refusals WHERE disclosure_id = $1

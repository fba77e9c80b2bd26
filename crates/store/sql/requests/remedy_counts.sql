SELECT remedy, result, COUNT(*) AS number FROM request_remedies JOIN requests ON requests.id = request_remedies.request_id
WHERE agency_code = $1 AND purpose = 'information' AND noted_on < $3 AND (noted_on >= $2 OR result = 'open') GROUP BY remedy, result

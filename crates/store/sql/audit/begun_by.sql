SELECT s.detail FROM (SELECT id, action, detail FROM audit WHERE officer_id = $1 ORDER BY id DESC LIMIT $2) AS s
WHERE s.action = 'draft' ORDER BY s.id DESC

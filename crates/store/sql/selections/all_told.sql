UPDATE selections SET told = TRUE WHERE settled_on IS NOT NULL AND NOT told AND NOT EXISTS (SELECT 1 FROM sign_ups u WHERE u.selection_id = selections.id AND NOT u.told)

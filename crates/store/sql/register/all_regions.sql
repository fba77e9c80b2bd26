SELECT code, name, level, parent_code FROM regions ORDER BY code

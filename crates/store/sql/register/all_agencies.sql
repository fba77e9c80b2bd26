SELECT code, name, short_name, region_code, parent_code, level FROM agencies ORDER BY code

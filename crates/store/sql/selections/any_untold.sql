SELECT COUNT(*) FROM selections WHERE settled_on IS NOT NULL AND NOT told

SELECT COUNT(*) FROM selections s JOIN disclosures d ON d.id = s.id WHERE s.agency_code = $1 AND s.state <> 'promised' AND d.status = 'published' AND (s.settled_on IS NOT NULL) = $2

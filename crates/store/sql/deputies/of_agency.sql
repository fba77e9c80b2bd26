SELECT d.id, d.officer_id, d.deputy_id, d.role, d.starts_on, d.ends_on, o.name AS officer_name, o.agency_code, o.roles AS officer_roles, o.disabled AS officer_disabled, p.name AS deputy_name
FROM deputies d JOIN officers o ON o.id = d.officer_id JOIN officers p ON p.id = d.deputy_id
WHERE o.agency_code = $1 AND d.starts_on <= $2 AND d.ends_on >= $2 ORDER BY o.username, d.id

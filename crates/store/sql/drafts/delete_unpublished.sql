DELETE FROM disclosures WHERE id = $1 AND revision = 0

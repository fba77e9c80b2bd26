SELECT disclosure_id FROM case_figure_drafts WHERE agency_code = $1 AND first_day = $2

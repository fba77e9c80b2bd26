-- Reports of one year are looked for over all agencies.
CREATE INDEX yearly_reports_of_year ON yearly_reports (year, agency_code);

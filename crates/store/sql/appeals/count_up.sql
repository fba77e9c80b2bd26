INSERT INTO appeal_counts (agency_code, region_code, kind, received, ended, answered, late, satisfied, unsatisfied, withheld)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (agency_code, region_code, kind) DO UPDATE SET received = appeal_counts.received + excluded.received,
ended = appeal_counts.ended + excluded.ended, answered = appeal_counts.answered + excluded.answered,
late = appeal_counts.late + excluded.late, satisfied = appeal_counts.satisfied + excluded.satisfied,
unsatisfied = appeal_counts.unsatisfied + excluded.unsatisfied, withheld = appeal_counts.withheld + excluded.withheld

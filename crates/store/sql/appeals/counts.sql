SELECT region_code, kind, CAST(SUM(received) AS BIGINT) AS received, CAST(SUM(ended) AS BIGINT) AS ended, CAST(SUM(answered) AS BIGINT) AS answered,
CAST(SUM(late) AS BIGINT) AS late, CAST(SUM(satisfied) AS BIGINT) AS satisfied, CAST(SUM(unsatisfied) AS BIGINT) AS unsatisfied,
CAST(SUM(withheld) AS BIGINT) AS withheld FROM appeal_counts GROUP BY region_code, kind

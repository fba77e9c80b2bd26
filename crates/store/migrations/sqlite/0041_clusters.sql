-- Appeals grouped by what they are about (《实施意见》二（一）3). Words of a group are sealed; numbers are of a region with all
-- below it.
ALTER TABLE appeals ADD COLUMN cluster_id TEXT;
CREATE INDEX appeals_by_cluster ON appeals (cluster_id, lodged_on, id);
CREATE INDEX appeals_to_group ON appeals (id) WHERE cluster_id IS NULL AND said IS NOT NULL;
CREATE TABLE appeal_clusters (
  id TEXT NOT NULL PRIMARY KEY,
  words TEXT NOT NULL,
  pinned BOOLEAN NOT NULL
);
CREATE TABLE appeal_cluster_regions (
  cluster_id TEXT NOT NULL REFERENCES appeal_clusters(id),
  region_code TEXT NOT NULL REFERENCES regions(code),
  cases BIGINT NOT NULL,
  recent BIGINT NOT NULL,
  earlier BIGINT NOT NULL,
  regions BIGINT NOT NULL,
  agencies BIGINT NOT NULL,
  attention TEXT NOT NULL,
  since TEXT,
  PRIMARY KEY (cluster_id, region_code)
);
CREATE INDEX appeal_cluster_regions_by_weight ON appeal_cluster_regions (region_code, since, recent, cluster_id);

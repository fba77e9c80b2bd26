-- The signed checkpoint gets a row of its own: beside the counter it waited behind every publication in hand.
CREATE TABLE log_checkpoint (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  checkpoint TEXT,
  size BIGINT NOT NULL
);
INSERT INTO log_checkpoint (id, checkpoint, size) SELECT id, checkpoint, size FROM log_head;
ALTER TABLE log_head DROP COLUMN checkpoint;
ALTER TABLE log_head DROP COLUMN size;

-- Who wants to be told of what by mail. The address is sealed and found again by a keyed digest; the row goes when the
-- subscription ends, or when nobody confirmed it in time.
CREATE TABLE subscriptions (
  id TEXT NOT NULL PRIMARY KEY,
  address TEXT NOT NULL,
  address_digest TEXT NOT NULL,
  kind TEXT NOT NULL,
  topic TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  expires_at TEXT,
  from_leaf BIGINT,
  news BIGINT NOT NULL,
  next_at TEXT NOT NULL,
  UNIQUE (address_digest, kind, topic)
);
CREATE INDEX subscriptions_by_topic ON subscriptions (kind, topic) WHERE from_leaf IS NOT NULL;
CREATE INDEX subscriptions_unconfirmed ON subscriptions (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX subscriptions_due ON subscriptions (next_at, id) WHERE news > 0;
-- The first leaves that the next mail of a subscription lists; how many there are in all says its row.
CREATE TABLE subscription_news (
  subscription_id TEXT NOT NULL REFERENCES subscriptions(id),
  leaf_index BIGINT NOT NULL,
  PRIMARY KEY (subscription_id, leaf_index)
);
-- How many leaves of the log were held against the subscriptions.
CREATE TABLE dispatched (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  leaves BIGINT NOT NULL
);
INSERT INTO dispatched (id, leaves) VALUES (1, 0);

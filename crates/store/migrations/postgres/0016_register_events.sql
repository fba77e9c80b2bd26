-- How the organisation changed since the instance was made: what is now is the rows of agencies and regions as these
-- events left them. An event is never changed and never taken away.
CREATE TABLE register_events (
  position BIGINT NOT NULL PRIMARY KEY,
  subject TEXT NOT NULL,
  code TEXT NOT NULL,
  change TEXT NOT NULL,
  takes_effect TEXT NOT NULL,
  basis TEXT NOT NULL,
  state_before TEXT,
  state_after TEXT NOT NULL,
  officer_id TEXT NOT NULL,
  officer_name TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE FUNCTION refuse_change_of_register_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of register_events are only added';
END $$;
CREATE TRIGGER register_events_are_not_changed BEFORE UPDATE OR DELETE ON register_events FOR EACH ROW EXECUTE FUNCTION refuse_change_of_register_events();
CREATE TRIGGER register_events_are_not_emptied BEFORE TRUNCATE ON register_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_register_events();

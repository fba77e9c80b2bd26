-- Public opinion that has to be answered: one row a case with what lists need; what is said and every step is sealed.
CREATE TABLE public_opinions (
  id TEXT NOT NULL PRIMARY KEY,
  office_code TEXT NOT NULL REFERENCES agencies(code),
  agency_code TEXT NOT NULL REFERENCES agencies(code),
  number TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  level TEXT,
  state TEXT NOT NULL,
  source TEXT NOT NULL,
  once TEXT UNIQUE,
  due_at TEXT,
  waits_for TEXT,
  next_look_at TEXT,
  late BOOLEAN NOT NULL,
  draft_id TEXT,
  release_id TEXT,
  conference_id TEXT,
  ending TEXT,
  opened_at TEXT NOT NULL,
  closed_at TEXT,
  lock_version BIGINT NOT NULL
);
CREATE INDEX public_opinions_by_office ON public_opinions (office_code, closed_at, due_at, id);
CREATE INDEX public_opinions_by_agency ON public_opinions (agency_code, closed_at, due_at, id);
CREATE INDEX public_opinions_to_look_at ON public_opinions (next_look_at) WHERE next_look_at IS NOT NULL;
CREATE INDEX public_opinions_drafted ON public_opinions (draft_id) WHERE draft_id IS NOT NULL;
CREATE TABLE public_opinion_events (
  public_opinion_id TEXT NOT NULL REFERENCES public_opinions(id),
  position BIGINT NOT NULL,
  at TEXT NOT NULL,
  officer_id TEXT,
  officer_name TEXT,
  event TEXT NOT NULL,
  PRIMARY KEY (public_opinion_id, position)
);
CREATE TABLE public_opinion_serials (
  office_code TEXT NOT NULL REFERENCES agencies(code),
  year BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (office_code, year)
);

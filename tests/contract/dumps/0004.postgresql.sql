CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.answers (
    key character varying(32) NOT NULL,
    team_id character varying(32) NOT NULL,
    channel_id character varying(32) NOT NULL,
    thread_ts character varying(32) NOT NULL,
    asker_id character varying(32) NOT NULL,
    question text NOT NULL,
    shown text NOT NULL,
    asked_ms bigint NOT NULL
);
CREATE TABLE public.articles (
    id character varying(16) NOT NULL,
    title text NOT NULL,
    source text NOT NULL,
    published_ms bigint NOT NULL,
    content text NOT NULL,
    is_sample boolean DEFAULT false NOT NULL
);
CREATE TABLE public.changes (
    number bigint NOT NULL,
    article_id character varying(16) NOT NULL,
    kind character varying(6) NOT NULL,
    mark character varying(16) DEFAULT ''::character varying NOT NULL
);
CREATE TABLE public.deliveries (
    key character varying(255) NOT NULL,
    owner character varying(32) NOT NULL,
    lease_until_ms bigint NOT NULL,
    attempts integer NOT NULL,
    answered boolean NOT NULL,
    received_ms bigint NOT NULL,
    content text DEFAULT ''::text NOT NULL
);
CREATE TABLE public.feedback (
    answer_key character varying(32) NOT NULL,
    user_id character varying(32) NOT NULL,
    team_id character varying(32) NOT NULL,
    helpful boolean NOT NULL,
    question text NOT NULL,
    shown text NOT NULL,
    given_ms bigint NOT NULL
);
CREATE TABLE public.library (
    id integer NOT NULL,
    store_id character varying(32) NOT NULL,
    last_change bigint NOT NULL,
    sample_imported boolean NOT NULL
);
CREATE SEQUENCE public.library_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.library_id_seq OWNED BY public.library.id;
CREATE TABLE public.slack_bots (
    id integer NOT NULL,
    client_id character varying(32) NOT NULL,
    app_id character varying(32) NOT NULL,
    enterprise_id character varying(32),
    enterprise_name character varying(200),
    team_id character varying(32),
    team_name character varying(200),
    bot_token text,
    bot_id character varying(32),
    bot_user_id character varying(32),
    bot_scopes character varying(1000),
    bot_refresh_token text,
    bot_token_expires_at timestamp without time zone,
    is_enterprise_install boolean NOT NULL,
    installed_at timestamp without time zone NOT NULL
);
CREATE SEQUENCE public.slack_bots_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.slack_bots_id_seq OWNED BY public.slack_bots.id;
CREATE TABLE public.slack_installations (
    id integer NOT NULL,
    client_id character varying(32) NOT NULL,
    app_id character varying(32) NOT NULL,
    enterprise_id character varying(32),
    enterprise_name character varying(200),
    enterprise_url character varying(200),
    team_id character varying(32),
    team_name character varying(200),
    bot_token text,
    bot_id character varying(32),
    bot_user_id character varying(32),
    bot_scopes character varying(1000),
    bot_refresh_token text,
    bot_token_expires_at timestamp without time zone,
    user_id character varying(32) NOT NULL,
    user_token text,
    user_scopes character varying(1000),
    user_refresh_token text,
    user_token_expires_at timestamp without time zone,
    incoming_webhook_url text,
    incoming_webhook_channel character varying(200),
    incoming_webhook_channel_id character varying(200),
    incoming_webhook_configuration_url character varying(200),
    is_enterprise_install boolean NOT NULL,
    token_type character varying(32),
    installed_at timestamp without time zone NOT NULL
);
CREATE SEQUENCE public.slack_installations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.slack_installations_id_seq OWNED BY public.slack_installations.id;
CREATE TABLE public.slack_oauth_states (
    id integer NOT NULL,
    state character varying(200) NOT NULL,
    expire_at timestamp without time zone NOT NULL
);
CREATE SEQUENCE public.slack_oauth_states_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.slack_oauth_states_id_seq OWNED BY public.slack_oauth_states.id;
CREATE TABLE public.threads (
    team_id character varying(32) NOT NULL,
    channel_id character varying(32) NOT NULL,
    thread_ts character varying(32) NOT NULL,
    answer_key character varying(32) NOT NULL,
    changed_ms bigint NOT NULL
);
ALTER TABLE ONLY public.library ALTER COLUMN id SET DEFAULT nextval('public.library_id_seq'::regclass);
ALTER TABLE ONLY public.slack_bots ALTER COLUMN id SET DEFAULT nextval('public.slack_bots_id_seq'::regclass);
ALTER TABLE ONLY public.slack_installations ALTER COLUMN id SET DEFAULT nextval('public.slack_installations_id_seq'::regclass);
ALTER TABLE ONLY public.slack_oauth_states ALTER COLUMN id SET DEFAULT nextval('public.slack_oauth_states_id_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('0004');
INSERT INTO public.answers VALUES ('answer-1', 'T1', 'C1', '1758855600.000100', 'U1', '听证会上问了什么?', 'a b', 1758855600000);
INSERT INTO public.articles VALUES ('649f72ccc2ce6bcd', '第 1 篇:TikTok 听证会', '晚点LatePost', 1758702480000, '{"title":"第 1 篇:TikTok 听证会","source":"晚点LatePost","published_at":"2025-09-24T16:28:00+08:00","viewpoint":"Viewpoint number 1.","viewpoint_citations":[1,2],"sections":[{"heading":"Hearing","points":[{"text":"Point one of article 1.","citations":[3,5]},{"text":"Point two of article 1.","citations":[6]}]}]}', false);
INSERT INTO public.articles VALUES ('3f3765a0c0ac55dd', '第 2 篇:TikTok 听证会', '晚点LatePost', 1758706080000, '{"title":"第 2 篇:TikTok 听证会","source":"晚点LatePost","published_at":"2025-09-24T17:28:00+08:00","viewpoint":"Viewpoint number 2.","viewpoint_citations":[1,2],"sections":[{"heading":"Hearing","points":[{"text":"Point one of article 2.","citations":[3,5]},{"text":"Point two of article 2.","citations":[6]}]}]}', false);
INSERT INTO public.changes VALUES (1, '649f72ccc2ce6bcd', 'insert', 'c6a05f6c4cabb56d');
INSERT INTO public.changes VALUES (2, '3f3765a0c0ac55dd', 'insert', 'f5ac199c2fb9a19d');
INSERT INTO public.deliveries VALUES ('T1:Ev1', 'replica-1', 1758855600000, 1, true, 1758855600000, '');
INSERT INTO public.feedback VALUES ('answer-1', 'U2', 'T1', true, '听证会上问了什么?', 'a b', 1758855600000);
INSERT INTO public.library VALUES (1, '1c2265107dae4427930e503201045c9c', 2, false);
INSERT INTO public.slack_bots VALUES (8, '1.2', 'A1', NULL, NULL, 'T1', 'Readers', 'gAAAA-as-stored', 'B1', 'UBOT', 'chat:write', NULL, NULL, false, '2025-09-26 03:00:00');
INSERT INTO public.slack_installations VALUES (7, '1.2', 'A1', NULL, NULL, NULL, 'T1', 'Readers', 'gAAAA-as-stored', 'B1', 'UBOT', 'chat:write', NULL, NULL, 'U1', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, 'bot', '2025-09-26 03:00:00');
INSERT INTO public.slack_oauth_states VALUES (9, 'state-1', '2025-09-26 03:00:00');
INSERT INTO public.threads VALUES ('T1', 'C1', '1758855600.000100', 'answer-1', 1758855600000);
SELECT pg_catalog.setval('public.library_id_seq', 1, false);
SELECT pg_catalog.setval('public.slack_bots_id_seq', 1, false);
SELECT pg_catalog.setval('public.slack_installations_id_seq', 1, false);
SELECT pg_catalog.setval('public.slack_oauth_states_id_seq', 1, false);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.answers
    ADD CONSTRAINT answers_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.articles
    ADD CONSTRAINT articles_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT feedback_pkey PRIMARY KEY (answer_key, user_id);
ALTER TABLE ONLY public.library
    ADD CONSTRAINT library_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.slack_bots
    ADD CONSTRAINT slack_bots_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.slack_installations
    ADD CONSTRAINT slack_installations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.slack_oauth_states
    ADD CONSTRAINT slack_oauth_states_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.threads
    ADD CONSTRAINT threads_pkey PRIMARY KEY (team_id, channel_id, thread_ts);
CREATE INDEX answers_asked ON public.answers USING btree (asked_ms);
CREATE INDEX articles_newest ON public.articles USING btree (published_ms, id);
CREATE INDEX deliveries_received ON public.deliveries USING btree (received_ms);
CREATE INDEX slack_bots_idx ON public.slack_bots USING btree (client_id, enterprise_id, team_id, installed_at);
CREATE INDEX slack_installations_idx ON public.slack_installations USING btree (client_id, enterprise_id, team_id, user_id, installed_at);

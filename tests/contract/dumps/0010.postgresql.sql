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
CREATE TABLE public.chores (
    name character varying(32) NOT NULL,
    next_ms bigint NOT NULL
);
CREATE TABLE public.deliveries (
    key character varying(255) NOT NULL,
    owner character varying(32) NOT NULL,
    lease_until_ms bigint NOT NULL,
    attempts integer NOT NULL,
    answered boolean NOT NULL,
    received_ms bigint NOT NULL,
    content text DEFAULT ''::text NOT NULL,
    has_apology boolean DEFAULT false NOT NULL
);
CREATE TABLE public.digest_articles (
    subscription_id character varying(32) NOT NULL,
    article_id character varying(16) NOT NULL,
    slot_key character varying(160) NOT NULL
);
CREATE TABLE public.digest_slots (
    key character varying(160) NOT NULL,
    subscription_id character varying(32) NOT NULL,
    due_ms bigint NOT NULL,
    outcome character varying(16) NOT NULL,
    articles integer NOT NULL,
    error text NOT NULL,
    changed_ms bigint NOT NULL,
    unfinished boolean NOT NULL,
    owner character varying(32) NOT NULL,
    lease_until_ms bigint NOT NULL,
    attempts integer NOT NULL,
    content text NOT NULL,
    message_ts character varying(32) NOT NULL
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
CREATE TABLE public.feeds (
    key character varying(64) NOT NULL,
    address text NOT NULL,
    etag text NOT NULL,
    last_modified text NOT NULL,
    next_ms bigint NOT NULL,
    succeeded_ms bigint,
    failed_ms bigint,
    error text NOT NULL,
    failing_since_ms bigint,
    failures integer NOT NULL,
    reported boolean NOT NULL,
    note text NOT NULL
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
CREATE TABLE public.origins (
    key character varying(64) NOT NULL,
    article_id character varying(16) NOT NULL,
    fingerprint character varying(64) NOT NULL
);
CREATE TABLE public.receipts (
    key character varying(32) NOT NULL,
    team_id character varying(32) NOT NULL,
    user_id character varying(32) NOT NULL,
    before text NOT NULL,
    undone boolean NOT NULL,
    made_ms bigint NOT NULL
);
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
CREATE TABLE public.subscriptions (
    id character varying(32) NOT NULL,
    team_id character varying(32) NOT NULL,
    channel_id character varying(32) NOT NULL,
    content text NOT NULL,
    revision integer NOT NULL,
    paused character varying(64) NOT NULL,
    since_change bigint NOT NULL,
    since_ms bigint NOT NULL,
    next_due_ms bigint NOT NULL,
    created_ms bigint NOT NULL,
    is_alert boolean DEFAULT false NOT NULL,
    removed_ms bigint
);
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
INSERT INTO public.alembic_version VALUES ('0010');
INSERT INTO public.answers VALUES ('answer-1', 'T1', 'C1', '1758855600.000100', 'U1', '听证会上问了什么?', 'a b', 1758855600000);
INSERT INTO public.articles VALUES ('649f72ccc2ce6bcd', '第 1 篇:TikTok 听证会', '晚点LatePost', 1758702480000, '{"title":"第 1 篇:TikTok 听证会","source":"晚点LatePost","published_at":"2025-09-24T16:28:00+08:00","viewpoint":"Viewpoint number 1.","viewpoint_citations":[1,2],"sections":[{"heading":"Hearing","points":[{"text":"Point one of article 1.","citations":[3,5]},{"text":"Point two of article 1.","citations":[6]}]}]}', false);
INSERT INTO public.articles VALUES ('3f3765a0c0ac55dd', '第 2 篇:TikTok 听证会', '晚点LatePost', 1758706080000, '{"title":"第 2 篇:TikTok 听证会","source":"晚点LatePost","published_at":"2025-09-24T17:28:00+08:00","viewpoint":"Viewpoint number 2.","viewpoint_citations":[1,2],"sections":[{"heading":"Hearing","points":[{"text":"Point one of article 2.","citations":[3,5]},{"text":"Point two of article 2.","citations":[6]}]}]}', false);
INSERT INTO public.changes VALUES (1, '649f72ccc2ce6bcd', 'insert', 'e95d5f544176ba79');
INSERT INTO public.changes VALUES (2, '3f3765a0c0ac55dd', 'insert', 'e5ebe63d8752d179');
INSERT INTO public.deliveries VALUES ('T1:Ev1', 'replica-1', 1758855600000, 1, true, 1758855600000, '', false);
INSERT INTO public.digest_articles VALUES ('sub1', 'a', 'sub1:2025-09-26T09:00');
INSERT INTO public.digest_slots VALUES ('sub1:2025-09-26T09:00', 'sub1', 1758855600000, 'sent', 1, '', 1758855600000, false, 'replica-1', 1758855600000, 1, '', '1758855600.000200');
INSERT INTO public.feedback VALUES ('answer-1', 'U2', 'T1', true, '听证会上问了什么?', 'a b', 1758855600000);
INSERT INTO public.feeds VALUES ('2222222222222222222222222222222222222222222222222222222222222222', 'https://feeds.example.com/all.xml', '"5"', '', 1758855600000, 1758855600000, NULL, '', NULL, 0, false, '');
INSERT INTO public.library VALUES (1, '7fed7e0f84f74e13928499e36b757dc2', 2, false);
INSERT INTO public.origins VALUES ('0000000000000000000000000000000000000000000000000000000000000000', 'a', '1111111111111111111111111111111111111111111111111111111111111111');
INSERT INTO public.receipts VALUES ('receipt-1', 'T1', 'U2', '{}', false, 1758855600000);
INSERT INTO public.slack_bots VALUES (8, '1.2', 'A1', NULL, NULL, 'T1', 'Readers', 'gAAAA-as-stored', 'B1', 'UBOT', 'chat:write', NULL, NULL, false, '2025-09-26 03:00:00');
INSERT INTO public.slack_installations VALUES (7, '1.2', 'A1', NULL, NULL, NULL, 'T1', 'Readers', 'gAAAA-as-stored', 'B1', 'UBOT', 'chat:write', NULL, NULL, 'U1', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, 'bot', '2025-09-26 03:00:00');
INSERT INTO public.slack_oauth_states VALUES (9, 'state-1', '2025-09-26 03:00:00');
INSERT INTO public.subscriptions VALUES ('sub1', 'T1', 'C1', '{"id": "sub1", "team_id": "T1", "channel_id": "C1", "owner_id": "U1", "at": "09:00", "days": [1, 2, 3, 4, 5], "zone": "Asia/Shanghai", "topics": ["TikTok"]}', 3, '', 1, 1758855600000, 1758859200000, 1758855600000, false, NULL);
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
ALTER TABLE ONLY public.chores
    ADD CONSTRAINT chores_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.digest_articles
    ADD CONSTRAINT digest_articles_pkey PRIMARY KEY (subscription_id, article_id);
ALTER TABLE ONLY public.digest_slots
    ADD CONSTRAINT digest_slots_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT feedback_pkey PRIMARY KEY (answer_key, user_id);
ALTER TABLE ONLY public.feeds
    ADD CONSTRAINT feeds_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.library
    ADD CONSTRAINT library_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.origins
    ADD CONSTRAINT origins_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.receipts
    ADD CONSTRAINT receipts_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.slack_bots
    ADD CONSTRAINT slack_bots_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.slack_installations
    ADD CONSTRAINT slack_installations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.slack_oauth_states
    ADD CONSTRAINT slack_oauth_states_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.subscriptions
    ADD CONSTRAINT subscriptions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.threads
    ADD CONSTRAINT threads_pkey PRIMARY KEY (team_id, channel_id, thread_ts);
CREATE INDEX answers_asked ON public.answers USING btree (asked_ms);
CREATE INDEX articles_newest ON public.articles USING btree (published_ms, id);
CREATE INDEX articles_of_source ON public.articles USING btree (source, published_ms, id);
CREATE INDEX deliveries_received ON public.deliveries USING btree (received_ms);
CREATE INDEX deliveries_unanswered ON public.deliveries USING btree (lease_until_ms) WHERE (answered IS FALSE);
CREATE INDEX digest_slots_newest ON public.digest_slots USING btree (subscription_id, due_ms);
CREATE INDEX digest_slots_unfinished ON public.digest_slots USING btree (unfinished, lease_until_ms);
CREATE INDEX origins_article ON public.origins USING btree (article_id);
CREATE INDEX slack_bots_idx ON public.slack_bots USING btree (client_id, enterprise_id, team_id, installed_at);
CREATE INDEX slack_installations_idx ON public.slack_installations USING btree (client_id, enterprise_id, team_id, user_id, installed_at);
CREATE INDEX subscriptions_channel ON public.subscriptions USING btree (team_id, channel_id);
CREATE INDEX subscriptions_due ON public.subscriptions USING btree (next_due_ms);

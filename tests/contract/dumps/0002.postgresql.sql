CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
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
ALTER TABLE ONLY public.library ALTER COLUMN id SET DEFAULT nextval('public.library_id_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('0002');
INSERT INTO public.articles VALUES ('649f72ccc2ce6bcd', '第 1 篇:TikTok 听证会', '晚点LatePost', 1758702480000, '{"title":"第 1 篇:TikTok 听证会","source":"晚点LatePost","published_at":"2025-09-24T16:28:00+08:00","viewpoint":"Viewpoint number 1.","viewpoint_citations":[1,2],"sections":[{"heading":"Hearing","points":[{"text":"Point one of article 1.","citations":[3,5]},{"text":"Point two of article 1.","citations":[6]}]}]}', false);
INSERT INTO public.articles VALUES ('3f3765a0c0ac55dd', '第 2 篇:TikTok 听证会', '晚点LatePost', 1758706080000, '{"title":"第 2 篇:TikTok 听证会","source":"晚点LatePost","published_at":"2025-09-24T17:28:00+08:00","viewpoint":"Viewpoint number 2.","viewpoint_citations":[1,2],"sections":[{"heading":"Hearing","points":[{"text":"Point one of article 2.","citations":[3,5]},{"text":"Point two of article 2.","citations":[6]}]}]}', false);
INSERT INTO public.changes VALUES (1, '649f72ccc2ce6bcd', 'insert', '87332f5ac3b6ffd4');
INSERT INTO public.changes VALUES (2, '3f3765a0c0ac55dd', 'insert', 'f74e9c859d6cff9a');
INSERT INTO public.library VALUES (1, 'ccc7f2778cac4e839c9b17fe7d56b5b5', 2, false);
SELECT pg_catalog.setval('public.library_id_seq', 1, false);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.articles
    ADD CONSTRAINT articles_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.library
    ADD CONSTRAINT library_pkey PRIMARY KEY (id);
CREATE INDEX articles_newest ON public.articles USING btree (published_ms, id);

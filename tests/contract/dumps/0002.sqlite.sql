BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE articles (
	id VARCHAR(16) NOT NULL, 
	title TEXT NOT NULL, 
	source TEXT NOT NULL, 
	published_ms BIGINT NOT NULL, 
	content TEXT NOT NULL, is_sample BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "articles" VALUES('649f72ccc2ce6bcd','第 1 篇:TikTok 听证会','晚点LatePost',1758702480000,'{"title":"第 1 篇:TikTok 听证会","source":"晚点LatePost","published_at":"2025-09-24T16:28:00+08:00","viewpoint":"Viewpoint number 1.","viewpoint_citations":[1,2],"sections":[{"heading":"Hearing","points":[{"text":"Point one of article 1.","citations":[3,5]},{"text":"Point two of article 1.","citations":[6]}]}]}',0);
INSERT INTO "articles" VALUES('3f3765a0c0ac55dd','第 2 篇:TikTok 听证会','晚点LatePost',1758706080000,'{"title":"第 2 篇:TikTok 听证会","source":"晚点LatePost","published_at":"2025-09-24T17:28:00+08:00","viewpoint":"Viewpoint number 2.","viewpoint_citations":[1,2],"sections":[{"heading":"Hearing","points":[{"text":"Point one of article 2.","citations":[3,5]},{"text":"Point two of article 2.","citations":[6]}]}]}',0);
CREATE TABLE changes (
	number INTEGER NOT NULL, 
	article_id VARCHAR(16) NOT NULL, 
	kind VARCHAR(6) NOT NULL, mark VARCHAR(16) DEFAULT '' NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "changes" VALUES(1,'649f72ccc2ce6bcd','insert','4905a6c209fa56df');
INSERT INTO "changes" VALUES(2,'3f3765a0c0ac55dd','insert','8ca5b19086017fdf');
CREATE TABLE library (
	id INTEGER NOT NULL, 
	store_id VARCHAR(32) NOT NULL, 
	last_change BIGINT NOT NULL, 
	sample_imported BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "library" VALUES(1,'68b43ee1782b4280a5c49437912d5835',2,0);
CREATE INDEX articles_newest ON articles (published_ms, id);
COMMIT;

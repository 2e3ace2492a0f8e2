BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE answers (
	"key" VARCHAR(32) NOT NULL, 
	team_id VARCHAR(32) NOT NULL, 
	channel_id VARCHAR(32) NOT NULL, 
	thread_ts VARCHAR(32) NOT NULL, 
	asker_id VARCHAR(32) NOT NULL, 
	question TEXT NOT NULL, 
	shown TEXT NOT NULL, 
	asked_ms BIGINT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "answers" VALUES('answer-1','T1','C1','1758855600.000100','U1','听证会上问了什么?','a b',1758855600000);
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
INSERT INTO "changes" VALUES(1,'649f72ccc2ce6bcd','insert','300792f62b183378');
INSERT INTO "changes" VALUES(2,'3f3765a0c0ac55dd','insert','46781267ca7ba76e');
CREATE TABLE deliveries (
	"key" VARCHAR(255) NOT NULL, 
	owner VARCHAR(32) NOT NULL, 
	lease_until_ms BIGINT NOT NULL, 
	attempts INTEGER NOT NULL, 
	answered BOOLEAN NOT NULL, 
	received_ms BIGINT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "deliveries" VALUES('T1:Ev1','replica-1',1758855600000,1,1,1758855600000);
CREATE TABLE feedback (
	answer_key VARCHAR(32) NOT NULL, 
	user_id VARCHAR(32) NOT NULL, 
	team_id VARCHAR(32) NOT NULL, 
	helpful BOOLEAN NOT NULL, 
	question TEXT NOT NULL, 
	shown TEXT NOT NULL, 
	given_ms BIGINT NOT NULL, 
	PRIMARY KEY (answer_key, user_id)
);
INSERT INTO "feedback" VALUES('answer-1','U2','T1',1,'听证会上问了什么?','a b',1758855600000);
CREATE TABLE library (
	id INTEGER NOT NULL, 
	store_id VARCHAR(32) NOT NULL, 
	last_change BIGINT NOT NULL, 
	sample_imported BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "library" VALUES(1,'ef9900a08d9844cd8c3ac26b8c57c5e9',2,0);
CREATE TABLE slack_bots (
	id INTEGER NOT NULL, 
	client_id VARCHAR(32) NOT NULL, 
	app_id VARCHAR(32) NOT NULL, 
	enterprise_id VARCHAR(32), 
	enterprise_name VARCHAR(200), 
	team_id VARCHAR(32), 
	team_name VARCHAR(200), 
	bot_token TEXT, 
	bot_id VARCHAR(32), 
	bot_user_id VARCHAR(32), 
	bot_scopes VARCHAR(1000), 
	bot_refresh_token TEXT, 
	bot_token_expires_at DATETIME, 
	is_enterprise_install BOOLEAN NOT NULL, 
	installed_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "slack_bots" VALUES(8,'1.2','A1',NULL,NULL,'T1','Readers','gAAAA-as-stored','B1','UBOT','chat:write',NULL,NULL,0,'2025-09-26 03:00:00.000000');
CREATE TABLE slack_installations (
	id INTEGER NOT NULL, 
	client_id VARCHAR(32) NOT NULL, 
	app_id VARCHAR(32) NOT NULL, 
	enterprise_id VARCHAR(32), 
	enterprise_name VARCHAR(200), 
	enterprise_url VARCHAR(200), 
	team_id VARCHAR(32), 
	team_name VARCHAR(200), 
	bot_token TEXT, 
	bot_id VARCHAR(32), 
	bot_user_id VARCHAR(32), 
	bot_scopes VARCHAR(1000), 
	bot_refresh_token TEXT, 
	bot_token_expires_at DATETIME, 
	user_id VARCHAR(32) NOT NULL, 
	user_token TEXT, 
	user_scopes VARCHAR(1000), 
	user_refresh_token TEXT, 
	user_token_expires_at DATETIME, 
	incoming_webhook_url TEXT, 
	incoming_webhook_channel VARCHAR(200), 
	incoming_webhook_channel_id VARCHAR(200), 
	incoming_webhook_configuration_url VARCHAR(200), 
	is_enterprise_install BOOLEAN NOT NULL, 
	token_type VARCHAR(32), 
	installed_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "slack_installations" VALUES(7,'1.2','A1',NULL,NULL,NULL,'T1','Readers','gAAAA-as-stored','B1','UBOT','chat:write',NULL,NULL,'U1',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,'bot','2025-09-26 03:00:00.000000');
CREATE TABLE slack_oauth_states (
	id INTEGER NOT NULL, 
	state VARCHAR(200) NOT NULL, 
	expire_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "slack_oauth_states" VALUES(9,'state-1','2025-09-26 03:00:00.000000');
CREATE TABLE threads (
	team_id VARCHAR(32) NOT NULL, 
	channel_id VARCHAR(32) NOT NULL, 
	thread_ts VARCHAR(32) NOT NULL, 
	answer_key VARCHAR(32) NOT NULL, 
	changed_ms BIGINT NOT NULL, 
	PRIMARY KEY (team_id, channel_id, thread_ts)
);
INSERT INTO "threads" VALUES('T1','C1','1758855600.000100','answer-1',1758855600000);
CREATE INDEX articles_newest ON articles (published_ms, id);
CREATE INDEX deliveries_received ON deliveries (received_ms);
CREATE INDEX answers_asked ON answers (asked_ms);
CREATE INDEX slack_installations_idx ON slack_installations (client_id, enterprise_id, team_id, user_id, installed_at);
CREATE INDEX slack_bots_idx ON slack_bots (client_id, enterprise_id, team_id, installed_at);
COMMIT;

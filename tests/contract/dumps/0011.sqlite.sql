BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0011');
CREATE TABLE answers (
	"key" VARCHAR(32) NOT NULL, 
	team_id VARCHAR(32) NOT NULL, 
	channel_id VARCHAR(32) NOT NULL, 
	thread_ts VARCHAR(32) NOT NULL, 
	asker_id VARCHAR(32) NOT NULL, 
	question TEXT NOT NULL, 
	shown TEXT NOT NULL, 
	asked_ms BIGINT NOT NULL, tier VARCHAR(8) DEFAULT '' NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "answers" VALUES('answer-1','T1','C1','1758855600.000100','U1','听证会上问了什么?','a b',1758855600000,'');
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
INSERT INTO "changes" VALUES(1,'649f72ccc2ce6bcd','insert','8ebce4e5297fd837');
INSERT INTO "changes" VALUES(2,'3f3765a0c0ac55dd','insert','1ca9834c10ea547a');
CREATE TABLE chores (
	name VARCHAR(32) NOT NULL, 
	next_ms BIGINT NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE deliveries (
	"key" VARCHAR(255) NOT NULL, 
	owner VARCHAR(32) NOT NULL, 
	lease_until_ms BIGINT NOT NULL, 
	attempts INTEGER NOT NULL, 
	answered BOOLEAN NOT NULL, 
	received_ms BIGINT NOT NULL, content TEXT DEFAULT '' NOT NULL, has_apology BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "deliveries" VALUES('T1:Ev1','replica-1',1758855600000,1,1,1758855600000,'',0);
CREATE TABLE digest_articles (
	subscription_id VARCHAR(32) NOT NULL, 
	article_id VARCHAR(16) NOT NULL, 
	slot_key VARCHAR(160) NOT NULL, 
	PRIMARY KEY (subscription_id, article_id)
);
INSERT INTO "digest_articles" VALUES('sub1','a','sub1:2025-09-26T09:00');
CREATE TABLE digest_slots (
	"key" VARCHAR(160) NOT NULL, 
	subscription_id VARCHAR(32) NOT NULL, 
	due_ms BIGINT NOT NULL, 
	outcome VARCHAR(16) NOT NULL, 
	articles INTEGER NOT NULL, 
	error TEXT NOT NULL, 
	changed_ms BIGINT NOT NULL, 
	unfinished BOOLEAN NOT NULL, 
	owner VARCHAR(32) NOT NULL, 
	lease_until_ms BIGINT NOT NULL, 
	attempts INTEGER NOT NULL, 
	content TEXT NOT NULL, 
	message_ts VARCHAR(32) NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "digest_slots" VALUES('sub1:2025-09-26T09:00','sub1',1758855600000,'sent',1,'',1758855600000,0,'replica-1',1758855600000,1,'','1758855600.000200');
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
CREATE TABLE feeds (
	"key" VARCHAR(64) NOT NULL, 
	address TEXT NOT NULL, 
	etag TEXT NOT NULL, 
	last_modified TEXT NOT NULL, 
	next_ms BIGINT NOT NULL, 
	succeeded_ms BIGINT, 
	failed_ms BIGINT, 
	error TEXT NOT NULL, 
	failing_since_ms BIGINT, 
	failures INTEGER NOT NULL, 
	reported BOOLEAN NOT NULL, 
	note TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "feeds" VALUES('2222222222222222222222222222222222222222222222222222222222222222','https://feeds.example.com/all.xml','"5"','',1758855600000,1758855600000,NULL,'',NULL,0,0,'');
CREATE TABLE library (
	id INTEGER NOT NULL, 
	store_id VARCHAR(32) NOT NULL, 
	last_change BIGINT NOT NULL, 
	sample_imported BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "library" VALUES(1,'7a50b551db1a4fc584138f0062de87e3',2,0);
CREATE TABLE origins (
	"key" VARCHAR(64) NOT NULL, 
	article_id VARCHAR(16) NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "origins" VALUES('0000000000000000000000000000000000000000000000000000000000000000','a','1111111111111111111111111111111111111111111111111111111111111111');
CREATE TABLE receipts (
	"key" VARCHAR(32) NOT NULL, 
	team_id VARCHAR(32) NOT NULL, 
	user_id VARCHAR(32) NOT NULL, 
	"before" TEXT NOT NULL, 
	undone BOOLEAN NOT NULL, 
	made_ms BIGINT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "receipts" VALUES('receipt-1','T1','U2','{}',0,1758855600000);
CREATE TABLE removed_articles (
	id VARCHAR(16) NOT NULL, 
	title TEXT NOT NULL, 
	source TEXT NOT NULL, 
	published_ms BIGINT NOT NULL, 
	content TEXT NOT NULL, 
	is_sample BOOLEAN NOT NULL, 
	change_number BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "removed_articles" VALUES('b','A removed article','晚点LatePost',1758855600000,'{"title": "A removed article", "source": "\u665a\u70b9LatePost", "published_at": "2025-09-26T11:00:00+08:00"}',0,2);
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
CREATE TABLE subscriptions (
	id VARCHAR(32) NOT NULL, 
	team_id VARCHAR(32) NOT NULL, 
	channel_id VARCHAR(32) NOT NULL, 
	content TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	paused VARCHAR(64) NOT NULL, 
	since_change BIGINT NOT NULL, 
	since_ms BIGINT NOT NULL, 
	next_due_ms BIGINT NOT NULL, 
	created_ms BIGINT NOT NULL, is_alert BOOLEAN DEFAULT 0 NOT NULL, removed_ms BIGINT, 
	PRIMARY KEY (id)
);
INSERT INTO "subscriptions" VALUES('sub1','T1','C1','{"id": "sub1", "team_id": "T1", "channel_id": "C1", "owner_id": "U1", "at": "09:00", "days": [1, 2, 3, 4, 5], "zone": "Asia/Shanghai", "topics": ["TikTok"]}',3,'',1,1758855600000,1758859200000,1758855600000,0,NULL);
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
CREATE INDEX subscriptions_due ON subscriptions (next_due_ms);
CREATE INDEX subscriptions_channel ON subscriptions (team_id, channel_id);
CREATE INDEX digest_slots_newest ON digest_slots (subscription_id, due_ms);
CREATE INDEX digest_slots_unfinished ON digest_slots (unfinished, lease_until_ms);
CREATE INDEX origins_article ON origins (article_id);
CREATE INDEX articles_of_source ON articles (source, published_ms, id);
CREATE INDEX deliveries_unanswered ON deliveries (lease_until_ms) WHERE answered IS 0;
COMMIT;

-- A session of format 4 as the program of that time wrote it: sample::header(), three steps, a note, an answer of a
-- lesson.
PRAGMA application_id=1414812759;
PRAGMA user_version=4;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE annotation (
    id INTEGER NOT NULL PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    item_begin INTEGER NOT NULL,
    item_end INTEGER NOT NULL,
    created_unix_ms INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;
INSERT INTO "annotation" VALUES(1,1,5,6,42,'here');
CREATE TABLE column_info (
    id INTEGER NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    unit TEXT NOT NULL,
    width INTEGER NOT NULL
) STRICT;
INSERT INTO "column_info" VALUES(1,'nll_frozen','NLL, frozen','nats',1);
INSERT INTO "column_info" VALUES(2,'nll_adapted','NLL, adapted','nats',1);
INSERT INTO "column_info" VALUES(3,'nll_twin','NLL, twin','nats',1);
INSERT INTO "column_info" VALUES(4,'nll_guarded','NLL, guarded','nats',1);
INSERT INTO "column_info" VALUES(11,'rank_frozen','rank, frozen','',1);
INSERT INTO "column_info" VALUES(12,'rank_adapted','rank, adapted','',1);
INSERT INTO "column_info" VALUES(13,'rank_twin','rank, twin','',1);
INSERT INTO "column_info" VALUES(21,'top_ids_frozen','top 5 tokens, frozen','token id',5);
INSERT INTO "column_info" VALUES(22,'top_ids_adapted','top 5 tokens, adapted','token id',5);
INSERT INTO "column_info" VALUES(31,'top_nll_frozen','NLL of the top 5, frozen','nats',5);
INSERT INTO "column_info" VALUES(32,'top_nll_adapted','NLL of the top 5, adapted','nats',5);
INSERT INTO "column_info" VALUES(41,'induction','tokens back to the earlier pair, when an induction rule gets the token right','tokens',1);
CREATE TABLE column_series (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    stretch INTEGER NOT NULL,
    first_step INTEGER NOT NULL,
    step_count INTEGER NOT NULL,
    position INTEGER NOT NULL,
    column_id INTEGER NOT NULL REFERENCES column_info (id),
    item_values BLOB NOT NULL,
    PRIMARY KEY (run, stretch, first_step, position)
) STRICT;
INSERT INTO "column_series" VALUES(1,0,0,1,0,1,X'0000C07F66660640CDCC0C4033331340');
INSERT INTO "column_series" VALUES(1,0,0,1,1,22,X'0000C8423333C8426666C8429A99C842CDCCC8420000C9423333C9426666C9429A99C942CDCCC9420000CA423333CA426666CA429A99CA42CDCCCA420000CB423333CB426666CB429A99CB42CDCCCB42');
INSERT INTO "column_series" VALUES(1,0,0,1,2,2,X'0000C07FCDCC8C3F9A99993F6666A63F');
INSERT INTO "column_series" VALUES(1,0,0,1,3,12,X'000000000000E0400050C3470000C07F');
INSERT INTO "column_series" VALUES(1,0,0,1,4,41,X'0000C07F000000000000803F00000000');
INSERT INTO "column_series" VALUES(1,1,1,1,0,1,X'0000004066660640CDCC0C4033331340');
INSERT INTO "column_series" VALUES(1,1,1,1,1,22,X'0000C8423333C8426666C8429A99C842CDCCC8420000C9423333C9426666C9429A99C942CDCCC9420000CA423333CA426666CA429A99CA42CDCCCA420000CB423333CB426666CB429A99CB42CDCCCB42');
INSERT INTO "column_series" VALUES(1,1,1,1,2,2,X'0000803FCDCC8C3F9A99993F6666A63F');
INSERT INTO "column_series" VALUES(1,1,1,1,3,12,X'000000000000E0400050C3470000C07F');
INSERT INTO "column_series" VALUES(1,1,1,1,4,41,X'00004040000000000000803F00000000');
INSERT INTO "column_series" VALUES(1,2,2,1,0,1,X'0000004066660640CDCC0C4033331340');
INSERT INTO "column_series" VALUES(1,2,2,1,1,22,X'0000C8423333C8426666C8429A99C842CDCCC8420000C9423333C9426666C9429A99C942CDCCC9420000CA423333CA426666CA429A99CA42CDCCCA420000CB423333CB426666CB429A99CB42CDCCCB42');
INSERT INTO "column_series" VALUES(1,2,2,1,2,2,X'0000803FCDCC8C3F9A99993F6666A63F');
INSERT INTO "column_series" VALUES(1,2,2,1,3,12,X'000000000000E0400050C3470000C07F');
INSERT INTO "column_series" VALUES(1,2,2,1,4,41,X'00004040000000000000803F00000000');
CREATE TABLE document (
    id INTEGER NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    bytes BLOB NOT NULL,
    token_ids BLOB NOT NULL,
    byte_offsets BLOB NOT NULL,
    vocabulary INTEGER NOT NULL REFERENCES vocabulary (id)
) STRICT;
INSERT INTO "document" VALUES(1,'xxh3:0123456789abcdef0123456789abcdef','bad�.txt',X'61007AFF202C220A61007AFF202C220A61007A',X'010000000200000003000000040000000500000001000000020000000300000004000000050000000100000002000000',X'00000000000000000100000000000000030000000000000004000000000000000700000000000000080000000000000009000000000000000B000000000000000C000000000000000F00000000000000100000000000000011000000000000001300000000000000',1);
CREATE TABLE document_mark (
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    byte_begin INTEGER NOT NULL,
    byte_end INTEGER NOT NULL,
    pattern INTEGER NOT NULL,
    occurrence INTEGER NOT NULL,
    noisy INTEGER NOT NULL,
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "document_mark" VALUES(1,0,0,2,0,0,0);
INSERT INTO "document_mark" VALUES(1,1,1,3,1,0,0);
INSERT INTO "document_mark" VALUES(1,2,2,4,0,1,1);
CREATE TABLE event_info (
    id INTEGER NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    item_names TEXT NOT NULL,
    value_names TEXT NOT NULL
) STRICT;
INSERT INTO "event_info" VALUES(1,'pattern','repeated pair … A B … A → B','item,earlier item','logit change,logit change of the others,spread of the logit change of the others');
INSERT INTO "event_info" VALUES(2,'worse','adapted worse than frozen','last judged item,first judged item','nats per item above frozen,judged chunks');
CREATE TABLE event_series (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    stretch INTEGER NOT NULL,
    first_step INTEGER NOT NULL,
    step_count INTEGER NOT NULL,
    kind INTEGER NOT NULL REFERENCES event_info (id),
    item_counts BLOB NOT NULL,
    items BLOB NOT NULL,
    event_values BLOB NOT NULL,
    PRIMARY KEY (run, stretch, first_step, kind)
) STRICT;
INSERT INTO "event_series" VALUES(1,0,0,1,1,X'04000000',X'0200000000000000000000000000000001000000000000000000000000000000',X'000000000000F83F000000000000D0BF000000000000C03F000000000000F87F000000000000000059F3F8C21F6EA501');
INSERT INTO "event_series" VALUES(1,1,1,1,1,X'04000000',X'0600000000000000040000000000000005000000000000000400000000000000',X'000000000000F83F000000000000D0BF000000000000C03F000000000000F87F000000000000000059F3F8C21F6EA501');
INSERT INTO "event_series" VALUES(1,2,2,1,1,X'04000000',X'0A00000000000000080000000000000009000000000000000800000000000000',X'000000000000F83F000000000000D0BF000000000000C03F000000000000F87F000000000000000059F3F8C21F6EA501');
CREATE TABLE lesson_answer (
    id INTEGER NOT NULL PRIMARY KEY,
    learner TEXT NOT NULL,
    lesson TEXT NOT NULL,
    step TEXT NOT NULL,
    answer TEXT NOT NULL,
    truth TEXT NOT NULL,
    score REAL,
    run_id TEXT NOT NULL,
    created_unix_ms INTEGER NOT NULL
) STRICT;
INSERT INTO "lesson_answer" VALUES(1,'L','lesson','step','x','y',0.5,'0b5c9a6e-0001-4000-8000-000000000001',43);
CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "meta" VALUES('format','TTT Workbench session; sessions/README.md of its source describes every table');
CREATE TABLE metric (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    layer INTEGER NOT NULL,
    metric INTEGER NOT NULL REFERENCES metric_info (id),
    position INTEGER NOT NULL,
    value REAL,
    PRIMARY KEY (run, step, layer, metric)
) STRICT, WITHOUT ROWID;
CREATE TABLE metric_info (
    id INTEGER NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    unit TEXT NOT NULL,
    better TEXT NOT NULL,
    per_layer INTEGER NOT NULL,
    repeatable INTEGER NOT NULL
) STRICT;
INSERT INTO "metric_info" VALUES(1,'delta_norm','step ‖ΔW‖','','neither',1,1);
INSERT INTO "metric_info" VALUES(2,'delta_relative','step ‖ΔW‖ / ‖W₀‖','','neither',1,1);
INSERT INTO "metric_info" VALUES(3,'drift_norm','drift ‖W − W₀‖','','neither',1,1);
INSERT INTO "metric_info" VALUES(4,'drift_relative','drift ‖W − W₀‖ / ‖W₀‖','','neither',1,1);
INSERT INTO "metric_info" VALUES(5,'cosine_previous','cosine with the previous step','','neither',1,1);
INSERT INTO "metric_info" VALUES(6,'output_change','output change ‖y − y₀‖ / ‖y₀‖','','neither',1,1);
INSERT INTO "metric_info" VALUES(7,'effective_rank','effective rank of the step','','higher',1,1);
INSERT INTO "metric_info" VALUES(8,'key_tail_p99','key norm p99 / median','','lower',1,1);
INSERT INTO "metric_info" VALUES(9,'key_tail_max','key norm max / median','','lower',1,1);
INSERT INTO "metric_info" VALUES(10,'write_collision','write collision','','lower',1,1);
INSERT INTO "metric_info" VALUES(11,'clip_scale','clip scale of the step','','higher',1,1);
INSERT INTO "metric_info" VALUES(12,'cap_scale','cap scale of the drift','','higher',1,1);
INSERT INTO "metric_info" VALUES(13,'precision_health','realised / intended norm of the step','','neither',1,1);
INSERT INTO "metric_info" VALUES(14,'nonfinite','values that are not finite','','lower',1,1);
INSERT INTO "metric_info" VALUES(15,'gradient_norm','gradient norm','','neither',1,1);
INSERT INTO "metric_info" VALUES(101,'nll_frozen','NLL, frozen','nats/token','lower',0,1);
INSERT INTO "metric_info" VALUES(102,'nll_adapted','NLL, adapted','nats/token','lower',0,1);
INSERT INTO "metric_info" VALUES(103,'nll_twin','NLL, twin','nats/token','lower',0,1);
INSERT INTO "metric_info" VALUES(104,'nll_guarded','NLL, guarded','nats/token','lower',0,1);
INSERT INTO "metric_info" VALUES(111,'perplexity_frozen','perplexity so far, frozen','','lower',0,1);
INSERT INTO "metric_info" VALUES(112,'perplexity_adapted','perplexity so far, adapted','','lower',0,1);
INSERT INTO "metric_info" VALUES(113,'perplexity_twin','perplexity so far, twin','','lower',0,1);
INSERT INTO "metric_info" VALUES(114,'perplexity_guarded','perplexity so far, guarded','','lower',0,1);
INSERT INTO "metric_info" VALUES(121,'window_perplexity_frozen','perplexity in the window, frozen','','lower',0,1);
INSERT INTO "metric_info" VALUES(122,'window_perplexity_adapted','perplexity in the window, adapted','','lower',0,1);
INSERT INTO "metric_info" VALUES(123,'window_perplexity_twin','perplexity in the window, twin','','lower',0,1);
INSERT INTO "metric_info" VALUES(124,'window_perplexity_guarded','perplexity in the window, guarded','','lower',0,1);
INSERT INTO "metric_info" VALUES(130,'updates','updates fired so far','','neither',0,1);
INSERT INTO "metric_info" VALUES(131,'clipped_fraction','fast layers clipped or capped','','lower',0,1);
INSERT INTO "metric_info" VALUES(201,'forward_ms','forward','ms','lower',0,0);
INSERT INTO "metric_info" VALUES(202,'update_ms','update','ms','lower',0,0);
INSERT INTO "metric_info" VALUES(203,'probe_ms','probes','ms','lower',0,0);
INSERT INTO "metric_info" VALUES(204,'peak_memory_mib','peak memory','MiB','lower',0,0);
CREATE TABLE metric_series (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    stretch INTEGER NOT NULL,
    first_step INTEGER NOT NULL,
    step_count INTEGER NOT NULL,
    position INTEGER NOT NULL,
    metric INTEGER NOT NULL REFERENCES metric_info (id),
    layer INTEGER NOT NULL,
    step_values BLOB NOT NULL,
    PRIMARY KEY (run, stretch, first_step, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "metric_series" VALUES(1,0,0,1,0,112,-1,X'0000000000002940');
INSERT INTO "metric_series" VALUES(1,0,0,1,1,4,3,X'555555555555D53F');
INSERT INTO "metric_series" VALUES(1,0,0,1,2,4,1,X'000000000000F87F');
INSERT INTO "metric_series" VALUES(1,0,0,1,3,9,1,X'000000000000F07F');
INSERT INTO "metric_series" VALUES(1,0,0,1,4,130,-1,X'000000000000F03F');
INSERT INTO "metric_series" VALUES(1,0,0,1,5,201,-1,X'0000000000406F40');
INSERT INTO "metric_series" VALUES(1,1,1,1,0,112,-1,X'0000000000002B40');
INSERT INTO "metric_series" VALUES(1,1,1,1,1,4,3,X'555555555555D53F');
INSERT INTO "metric_series" VALUES(1,1,1,1,2,4,1,X'000000000000F87F');
INSERT INTO "metric_series" VALUES(1,1,1,1,3,9,1,X'000000000000F07F');
INSERT INTO "metric_series" VALUES(1,1,1,1,4,130,-1,X'0000000000000040');
INSERT INTO "metric_series" VALUES(1,1,1,1,5,201,-1,X'0000000000406F40');
INSERT INTO "metric_series" VALUES(1,2,2,1,0,112,-1,X'0000000000002D40');
INSERT INTO "metric_series" VALUES(1,2,2,1,1,4,3,X'555555555555D53F');
INSERT INTO "metric_series" VALUES(1,2,2,1,2,4,1,X'000000000000F87F');
INSERT INTO "metric_series" VALUES(1,2,2,1,3,9,1,X'000000000000F07F');
INSERT INTO "metric_series" VALUES(1,2,2,1,4,130,-1,X'0000000000000840');
INSERT INTO "metric_series" VALUES(1,2,2,1,5,201,-1,X'0000000000406F40');
CREATE TABLE pattern (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    position INTEGER NOT NULL,
    item INTEGER NOT NULL,
    earlier_item INTEGER NOT NULL,
    logit_change REAL,
    logit_change_others REAL,
    logit_change_spread REAL,
    PRIMARY KEY (run, step, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE run (
    id INTEGER NOT NULL PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL,
    config_json TEXT NOT NULL,
    model_hash TEXT NOT NULL,
    twin_hash TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    input_name TEXT NOT NULL,
    document INTEGER REFERENCES document (id),
    item_count INTEGER NOT NULL,
    step_items INTEGER NOT NULL,
    step_count INTEGER NOT NULL,
    layer_count INTEGER NOT NULL,
    parameter_count INTEGER NOT NULL,
    engine_version TEXT NOT NULL,
    device_name TEXT NOT NULL,
    started_unix_ms INTEGER NOT NULL,
    heartbeat_unix_ms INTEGER NOT NULL,
    machine TEXT NOT NULL,
    pid INTEGER NOT NULL,
    pid_started INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),
    message TEXT NOT NULL,
    items INTEGER NOT NULL,
    steps INTEGER NOT NULL,
    updates INTEGER NOT NULL,
    seconds REAL
) STRICT;
INSERT INTO "run" VALUES(1,'0b5c9a6e-0001-4000-8000-000000000001','','','','document','{"method":"in-place","model":"models/småll","document":{"hex":"626f6f6b732f626164ff2e747874"},"fast_layers":[1,3],"chunk":4,"inner_lr":[0.1,0.3333333333333333],"decay":[],"target":"","relative_cap":0.5,"segment":0,"lr":null,"optimizer":"","parameters":"","rank":null,"alpha":null,"steps":0,"window":0,"arms":"paired","twin":"","tokens":0,"device":"cpu","name":"","target_source":"","target_scale":null,"clip":null,"centre_keys":null,"control":"none","prior_decay":null,"epsilon":null,"statistics":"","statistics_tokens":0,"guard":"mark","guard_margin":0.05,"guard_chunks":16,"probes":true,"perplexity_window":1024,"start_token":null,"encoding":"","dtype":"f32","seed":18446744073709551615}','xxh3:00112233445566778899aabbccddeeff','xxh3:ffeeddccbbaa99887766554433221100','xxh3:0123456789abcdef0123456789abcdef','',1,10,0,3,6,13700000,'0.1.0','CPU, 2 threads',1790000000123,1796096646429,'be56fb4f-248d-4327-ab17-8c0d9ab805cd pid:[4026531836]',18280,6140360,1,'Done — all of it.',12,3,2,3.00000000000000044408e-01);
CREATE TABLE run_part (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    item_begin INTEGER NOT NULL,
    name TEXT NOT NULL,
    resets INTEGER NOT NULL,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE run_remark (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "run_remark" VALUES(1,0,'Two tensors of the model were not used.');
INSERT INTO "run_remark" VALUES(1,1,'über
zwei Zeilen');
CREATE TABLE run_total (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    column_id INTEGER NOT NULL REFERENCES column_info (id),
    total REAL,
    item_count INTEGER NOT NULL,
    PRIMARY KEY (run, column_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "run_total" VALUES(1,1,31.7,11);
INSERT INTO "run_total" VALUES(1,2,29.1,11);
INSERT INTO "run_total" VALUES(1,3,NULL,11);
CREATE TABLE step (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    item_begin INTEGER NOT NULL,
    item_end INTEGER NOT NULL,
    fast_hash TEXT NOT NULL,
    PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;
INSERT INTO "step" VALUES(1,0,0,4,'xxh3:abc0');
INSERT INTO "step" VALUES(1,1,4,8,'');
INSERT INTO "step" VALUES(1,2,8,12,'xxh3:abc2');
CREATE TABLE "step_column" (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    column_id INTEGER NOT NULL REFERENCES column_info (id),
    position INTEGER NOT NULL,
    item_values BLOB NOT NULL,
    PRIMARY KEY (run, step, column_id)
) STRICT;
CREATE TABLE vocabulary (
    id INTEGER NOT NULL PRIMARY KEY,
    token_count INTEGER NOT NULL,
    tokens BLOB NOT NULL
) STRICT;
INSERT INTO "vocabulary" VALUES(1,6,X'00000000010000006102000000007A01000000FF03000000202C22010000000A');
CREATE INDEX document_hash ON document (hash);
CREATE INDEX annotation_run ON annotation (run);
CREATE INDEX run_document ON run (document);
CREATE VIEW item_column AS
    SELECT run, step, column_id, position, item_values FROM step_column UNION ALL
    SELECT run, first_step, column_id, position, item_values FROM column_series;
COMMIT;

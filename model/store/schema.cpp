// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/schema.h"

#include "model/store/schema_series.h"

#include <array>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

// Step 1: catalogue, sessions and records. Ids are given by the program (table id_sequence), so
// that an id is never used twice, also after an undo. Times are ns since 1970-01-01 UTC.
constexpr std::array kCatalogue{
    R"(CREATE TABLE store_info (key @text PRIMARY KEY, value @text NOT NULL) @keyed)"_L1,
    R"(CREATE TABLE id_sequence (name @text PRIMARY KEY, next @int NOT NULL) @keyed)"_L1,
    R"(CREATE TABLE org (id @id, uid @text NOT NULL UNIQUE, name @text NOT NULL) @table)"_L1,
    R"(CREATE TABLE actor (id @id, name @text NOT NULL UNIQUE) @table)"_L1,
    R"(CREATE TABLE metric (
        id @id,
        org_id @int NOT NULL REFERENCES org(id),
        uid @text NOT NULL UNIQUE,
        name @text NOT NULL,
        description @text,
        unit @text NOT NULL DEFAULT '',
        kind @int NOT NULL,
        tags @text NOT NULL DEFAULT '{}',
        settings @text NOT NULL DEFAULT '{}',
        archived @int NOT NULL DEFAULT 0,
        created_by @int NOT NULL REFERENCES actor(id),
        created_ns @int NOT NULL,
        modified_by @int NOT NULL REFERENCES actor(id),
        modified_ns @int NOT NULL,
        UNIQUE (org_id, name)) @table)"_L1,
    R"(CREATE TABLE device (
        id @id,
        org_id @int NOT NULL REFERENCES org(id),
        name @text NOT NULL,
        deleted @int NOT NULL DEFAULT 0,
        UNIQUE (org_id, name)) @table)"_L1,
    R"(CREATE TABLE invocation (
        id @id,
        org_id @int NOT NULL REFERENCES org(id),
        uid @text NOT NULL,
        UNIQUE (org_id, uid)) @table)"_L1,
    R"(CREATE TABLE session (
        id @id,
        org_id @int NOT NULL REFERENCES org(id),
        uid @text NOT NULL,
        name @text,
        start_ns @int,
        end_ns @int,
        is_entry @int NOT NULL DEFAULT 0,
        tags @text NOT NULL DEFAULT '{}',
        note @text NOT NULL DEFAULT '',
        created_by @int NOT NULL REFERENCES actor(id),
        created_ns @int NOT NULL,
        modified_by @int NOT NULL REFERENCES actor(id),
        modified_ns @int NOT NULL,
        UNIQUE (org_id, uid)) @table)"_L1,
    R"(CREATE INDEX session_start ON session (start_ns, uid))"_L1,
    R"(CREATE INDEX session_end ON session (end_ns, uid))"_L1,
    // The sessions that a list shows, without the millions that are one hand-entered value each.
    R"(CREATE INDEX session_listed ON session (start_ns, uid) WHERE is_entry = 0)"_L1,
    R"(CREATE TABLE session_device (
        session_id @int NOT NULL REFERENCES session(id),
        device_id @int NOT NULL REFERENCES device(id),
        PRIMARY KEY (session_id, device_id)) @keyed)"_L1,
    R"(CREATE TABLE record (
        metric_id @int NOT NULL REFERENCES metric(id),
        session_id @int NOT NULL REFERENCES session(id),
        device_id @int REFERENCES device(id),
        invocation_id @int REFERENCES invocation(id),
        published_ns @int NOT NULL,
        publisher_id @int NOT NULL REFERENCES actor(id),
        value @real NOT NULL,
        PRIMARY KEY (metric_id, session_id)) @keyed)"_L1,
    R"(CREATE INDEX record_session ON record (session_id, metric_id))"_L1,
    R"(INSERT INTO org (id, uid, name) VALUES (1, 'og_local', 'local'))"_L1,
};

// Step 2: the journal. Every row names the change that wrote it last (0: before the journal). What
// a change overwrites or removes goes to the table's revisions with the same columns: op 0 the
// state before an update, op 1 a removed row, op 2 (only while the change is undone) a row that
// it had inserted; before_change is the change_id the row had before. A notice tells other
// processes what one write transaction touched.
constexpr std::array kJournal{
    R"(CREATE TABLE change (
        id @id,
        label @text NOT NULL,
        at_ns @int NOT NULL,
        actor_id @int NOT NULL REFERENCES actor(id),
        undone @int NOT NULL DEFAULT 0,
        session_first @int,
        session_last @int) @table)"_L1,
    R"(CREATE TABLE notice (
        seq @id,
        origin @text NOT NULL,
        metrics @text NOT NULL,
        all_metrics @int NOT NULL,
        begin_ns @int,
        end_ns @int,
        definitions @int NOT NULL,
        sessions @int NOT NULL) @table)"_L1,
    R"(ALTER TABLE metric ADD COLUMN change_id @int NOT NULL DEFAULT 0)"_L1,
    R"(ALTER TABLE device ADD COLUMN change_id @int NOT NULL DEFAULT 0)"_L1,
    R"(ALTER TABLE invocation ADD COLUMN change_id @int NOT NULL DEFAULT 0)"_L1,
    R"(ALTER TABLE session ADD COLUMN change_id @int NOT NULL DEFAULT 0)"_L1,
    R"(ALTER TABLE session_device ADD COLUMN change_id @int NOT NULL DEFAULT 0)"_L1,
    R"(ALTER TABLE record ADD COLUMN change_id @int NOT NULL DEFAULT 0)"_L1,
    R"(CREATE TABLE metric_revision (
        step_id @int NOT NULL, op @int NOT NULL, before_change @int,
        id @int NOT NULL, org_id @int NOT NULL, uid @text NOT NULL, name @text NOT NULL,
        description @text, unit @text NOT NULL, kind @int NOT NULL, tags @text NOT NULL,
        settings @text NOT NULL, archived @int NOT NULL, created_by @int NOT NULL,
        created_ns @int NOT NULL, modified_by @int NOT NULL, modified_ns @int NOT NULL,
        change_id @int NOT NULL,
        PRIMARY KEY (step_id, op, id)) @keyed)"_L1,
    R"(CREATE TABLE device_revision (
        step_id @int NOT NULL, op @int NOT NULL, before_change @int,
        id @int NOT NULL, org_id @int NOT NULL, name @text NOT NULL, deleted @int NOT NULL,
        change_id @int NOT NULL,
        PRIMARY KEY (step_id, op, id)) @keyed)"_L1,
    R"(CREATE TABLE invocation_revision (
        step_id @int NOT NULL, op @int NOT NULL, before_change @int,
        id @int NOT NULL, org_id @int NOT NULL, uid @text NOT NULL, change_id @int NOT NULL,
        PRIMARY KEY (step_id, op, id)) @keyed)"_L1,
    R"(CREATE TABLE session_revision (
        step_id @int NOT NULL, op @int NOT NULL, before_change @int,
        id @int NOT NULL, org_id @int NOT NULL, uid @text NOT NULL, name @text,
        start_ns @int, end_ns @int, is_entry @int NOT NULL, tags @text NOT NULL,
        note @text NOT NULL, created_by @int NOT NULL, created_ns @int NOT NULL,
        modified_by @int NOT NULL, modified_ns @int NOT NULL, change_id @int NOT NULL,
        PRIMARY KEY (step_id, op, id)) @keyed)"_L1,
    R"(CREATE TABLE session_device_revision (
        step_id @int NOT NULL, op @int NOT NULL, before_change @int,
        session_id @int NOT NULL, device_id @int NOT NULL, change_id @int NOT NULL,
        PRIMARY KEY (step_id, op, session_id, device_id)) @keyed)"_L1,
    R"(CREATE TABLE record_revision (
        step_id @int NOT NULL, op @int NOT NULL, before_change @int,
        metric_id @int NOT NULL, session_id @int NOT NULL, device_id @int, invocation_id @int,
        published_ns @int NOT NULL, publisher_id @int NOT NULL, value @real NOT NULL,
        change_id @int NOT NULL,
        PRIMARY KEY (step_id, op, metric_id, session_id)) @keyed)"_L1,
    R"(CREATE INDEX record_revision_key ON record_revision (metric_id, session_id, step_id))"_L1,
    R"(CREATE INDEX record_revision_change ON record_revision (change_id))"_L1,
    R"(CREATE INDEX session_revision_change ON session_revision (change_id))"_L1,
};

// Step 3: organisations kept apart, what programs say about sessions and devices, files that decide
// a session's times, and who is let in. Texts that most rows lack are NULL, not an empty object.
// Tokens have no revisions: what was revoked stays so.
constexpr std::array kOrganisations{
    R"(ALTER TABLE org ADD COLUMN status @text NOT NULL DEFAULT 'active')"_L1,
    R"(ALTER TABLE org ADD COLUMN created_ns @int NOT NULL DEFAULT 0)"_L1,
    R"(ALTER TABLE change ADD COLUMN org_id @int NOT NULL DEFAULT 1)"_L1,
    R"(ALTER TABLE notice ADD COLUMN org_id @int NOT NULL DEFAULT 1)"_L1,
    R"(DROP INDEX session_start)"_L1,
    R"(DROP INDEX session_end)"_L1,
    R"(DROP INDEX session_listed)"_L1,
    R"(CREATE INDEX session_start ON session (org_id, start_ns, uid))"_L1,
    R"(CREATE INDEX session_end ON session (org_id, end_ns, uid))"_L1,
    R"(CREATE INDEX session_listed ON session (org_id, start_ns, uid) WHERE is_entry = 0)"_L1,
    R"(CREATE INDEX session_device_device ON session_device (device_id, session_id))"_L1,
    R"(ALTER TABLE session ADD COLUMN description @text)"_L1,
    R"(ALTER TABLE session ADD COLUMN metadata @text)"_L1,
    R"(ALTER TABLE session ADD COLUMN labels @text)"_L1,
    R"(ALTER TABLE session ADD COLUMN custom_fields @text)"_L1,
    R"(ALTER TABLE session_revision ADD COLUMN description @text)"_L1,
    R"(ALTER TABLE session_revision ADD COLUMN metadata @text)"_L1,
    R"(ALTER TABLE session_revision ADD COLUMN labels @text)"_L1,
    R"(ALTER TABLE session_revision ADD COLUMN custom_fields @text)"_L1,
    R"(ALTER TABLE device ADD COLUMN metadata @text)"_L1,
    R"(ALTER TABLE device ADD COLUMN labels @text)"_L1,
    R"(ALTER TABLE device ADD COLUMN custom_fields @text)"_L1,
    R"(ALTER TABLE device ADD COLUMN created_by @int REFERENCES actor(id))"_L1,
    R"(ALTER TABLE device ADD COLUMN created_ns @int)"_L1,
    R"(ALTER TABLE device ADD COLUMN modified_by @int REFERENCES actor(id))"_L1,
    R"(ALTER TABLE device ADD COLUMN modified_ns @int)"_L1,
    R"(ALTER TABLE device_revision ADD COLUMN metadata @text)"_L1,
    R"(ALTER TABLE device_revision ADD COLUMN labels @text)"_L1,
    R"(ALTER TABLE device_revision ADD COLUMN custom_fields @text)"_L1,
    R"(ALTER TABLE device_revision ADD COLUMN created_by @int)"_L1,
    R"(ALTER TABLE device_revision ADD COLUMN created_ns @int)"_L1,
    R"(ALTER TABLE device_revision ADD COLUMN modified_by @int)"_L1,
    R"(ALTER TABLE device_revision ADD COLUMN modified_ns @int)"_L1,
    // The change that wrote a row last is all that was noted of its making.
    R"(UPDATE device SET (created_by, created_ns, modified_by, modified_ns) =
        (SELECT c.actor_id, c.at_ns, c.actor_id, c.at_ns FROM change c
         WHERE c.id = device.change_id))"_L1,
    R"(UPDATE device_revision SET (created_by, created_ns, modified_by, modified_ns) =
        (SELECT c.actor_id, c.at_ns, c.actor_id, c.at_ns FROM change c
         WHERE c.id = device_revision.change_id))"_L1,
    R"(CREATE TABLE file (
        id @id,
        org_id @int NOT NULL REFERENCES org(id),
        uid @text NOT NULL,
        change_id @int NOT NULL DEFAULT 0,
        UNIQUE (org_id, uid)) @table)"_L1,
    R"(CREATE TABLE session_file (
        session_id @int NOT NULL REFERENCES session(id),
        file_id @int NOT NULL REFERENCES file(id),
        first_ns @int,
        last_ns @int,
        added_ns @int NOT NULL,
        added_by @int NOT NULL REFERENCES actor(id),
        change_id @int NOT NULL DEFAULT 0,
        PRIMARY KEY (session_id, file_id)) @keyed)"_L1,
    R"(CREATE TABLE file_revision (
        step_id @int NOT NULL, op @int NOT NULL, before_change @int,
        id @int NOT NULL, org_id @int NOT NULL, uid @text NOT NULL, change_id @int NOT NULL,
        PRIMARY KEY (step_id, op, id)) @keyed)"_L1,
    R"(CREATE TABLE session_file_revision (
        step_id @int NOT NULL, op @int NOT NULL, before_change @int,
        session_id @int NOT NULL, file_id @int NOT NULL, first_ns @int, last_ns @int,
        added_ns @int NOT NULL, added_by @int NOT NULL, change_id @int NOT NULL,
        PRIMARY KEY (step_id, op, session_id, file_id)) @keyed)"_L1,
    R"(CREATE TABLE token (
        id @id,
        name @text NOT NULL,
        user_name @text NOT NULL,
        hash @text NOT NULL UNIQUE,
        created_ns @int NOT NULL,
        last_used_ns @int,
        expires_ns @int,
        revoked_ns @int) @table)"_L1,
    R"(CREATE TABLE token_org (
        token_id @int NOT NULL REFERENCES token(id),
        org_id @int NOT NULL REFERENCES org(id),
        PRIMARY KEY (token_id, org_id)) @keyed)"_L1,
};

// Step 4: sources, what waits to be sent to them, and what they have. An outbox row names a row of
// the store by its kind (OutboxKind) and keys, not by its content; `sent_` is what the newest
// sending without an answer said. A mirror row is how the source shows a row of the store; it stays
// when that is removed, until it is removed there too. A change with a source came from there.
constexpr std::array kPublishing{
    R"(CREATE TABLE source (
        id @id,
        org_id @int NOT NULL REFERENCES org(id),
        uid @text NOT NULL UNIQUE,
        name @text NOT NULL,
        kind @int NOT NULL,
        endpoint @text NOT NULL,
        remote_org @text NOT NULL,
        ca_file @text NOT NULL,
        pin @text NOT NULL,
        level @int NOT NULL,
        interval_ns @int NOT NULL,
        created_by @text NOT NULL,
        created_ns @int NOT NULL,
        modified_by @text NOT NULL,
        modified_ns @int NOT NULL,
        UNIQUE (org_id, name)) @table)"_L1,
    R"(CREATE TABLE outbox (
        id @id,
        source_id @int NOT NULL REFERENCES source(id),
        kind @int NOT NULL,
        key1 @int NOT NULL,
        key2 @int NOT NULL,
        state @int NOT NULL DEFAULT 0,
        version @int NOT NULL DEFAULT 1,
        unanswered @int NOT NULL DEFAULT 0,
        queued_ns @int NOT NULL,
        sent_value @real,
        sent_device @text,
        sent_fields @text,
        reason @int NOT NULL DEFAULT 0,
        code @int NOT NULL DEFAULT 0,
        message @text NOT NULL DEFAULT '',
        detail @text NOT NULL DEFAULT '',
        theirs @text,
        UNIQUE (source_id, kind, key1, key2)) @table)"_L1,
    R"(CREATE INDEX outbox_ready ON outbox (source_id, id) WHERE state < 2)"_L1,
    R"(CREATE INDEX outbox_attention ON outbox (source_id, id) WHERE state = 2)"_L1,
    R"(CREATE INDEX outbox_session ON outbox (source_id, key2, key1) WHERE kind = 4)"_L1,
    R"(CREATE TABLE mirror (
        source_id @int NOT NULL REFERENCES source(id),
        kind @int NOT NULL,
        key1 @int NOT NULL,
        key2 @int NOT NULL,
        remote_uid @text,
        value @real,
        device @text,
        fields @text,
        is_ours @int NOT NULL,
        change_id @int NOT NULL,
        PRIMARY KEY (source_id, kind, key1, key2)) @keyed)"_L1,
    R"(CREATE INDEX mirror_remote ON mirror (source_id, kind, remote_uid) WHERE kind < 4)"_L1,
    R"(CREATE INDEX mirror_session ON mirror (source_id, key2, key1) WHERE kind = 4)"_L1,
    R"(ALTER TABLE change ADD COLUMN source_id @int NOT NULL DEFAULT 0)"_L1,
    R"(ALTER TABLE notice ADD COLUMN publishing @int NOT NULL DEFAULT 0)"_L1,
};

// Step 5: how far fetching from a source came: as a whole, of its sessions, and of each metric by
// name; and what stands for a uid there, which SQLite did not look up in the index of step 4: it
// took `kind < 4` for a range.
constexpr std::array kFetching{
    R"(DROP INDEX mirror_remote)"_L1,
    R"(CREATE INDEX mirror_uid ON mirror (source_id, remote_uid, kind)
        WHERE remote_uid IS NOT NULL)"_L1,
    R"(CREATE TABLE fetch_mark (
        source_id @int NOT NULL REFERENCES source(id),
        kind @int NOT NULL,
        name @text NOT NULL,
        at_ns @int NOT NULL,
        digest @text NOT NULL,
        PRIMARY KEY (source_id, kind, name)) @keyed)"_L1,
};

// Step 6: the earlier values of what was published together, which is of one session, lie together.
// By metric they lay on a page each, and a batch wrote as many pages as it had values.
constexpr std::array kRevisionsBySession{
    R"(DROP INDEX record_revision_key)"_L1,
    R"(CREATE INDEX record_revision_key ON record_revision (session_id, metric_id, step_id))"_L1,
};

// Step 7: with which device the records were published where that is not the one they have here
// (PublishDevice). It outlives the mirror and the item, so that what is sent anew goes as before.
constexpr std::array kPublishDevices{
    R"(CREATE TABLE publish_device (
        source_id @int NOT NULL REFERENCES source(id),
        metric_id @int NOT NULL,
        session_id @int NOT NULL,
        mode @int NOT NULL,
        device @text,
        PRIMARY KEY (source_id, metric_id, session_id)) @keyed)"_L1,
};

// Step 8: earlier values are found by the change that replaced them, which each version names. An
// index of them by record wrote a page for each value of a batch once a session had many of them;
// only removals, which are rare and which no version names, are found by record.
constexpr std::array kRevisionsByChange{
    R"(DROP INDEX record_revision_key)"_L1,
    R"(CREATE INDEX record_revision_removed ON record_revision (session_id, metric_id, step_id)
        WHERE op = 1)"_L1,
};

// Step 9: with which devices values are at a source, those of a session together.
constexpr std::array kDevicesThere{
    R"(CREATE INDEX mirror_device ON mirror (source_id, device, key2)
        WHERE kind = 4 AND device IS NOT NULL)"_L1,
};

} // namespace

std::span<const QLatin1StringView> schemaStep(int step)
{
    switch (step) {
    case 1:
        return kCatalogue;
    case 2:
        return kJournal;
    case 3:
        return kOrganisations;
    case 4:
        return kPublishing;
    case 5:
        return kFetching;
    case 6:
        return kRevisionsBySession;
    case 7:
        return kPublishDevices;
    case 8:
        return kRevisionsByChange;
    case 9:
        return kDevicesThere;
    default:
        return seriesSchemaStep(step);
    }
}

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/store/old_stores.h"

#include "model/store/connection.h"
#include "model/store/migrations.h"

using namespace Qt::StringLiterals;

namespace tidemark::test {

using store::Connection;
using store::OpenMode;

Result<void> makeVersion1(const QString &path)
{
    auto connection = Connection::open({path, OpenMode::Create});
    if (!connection)
        return failure(connection.error());
    if (auto made = migrate(**connection, 1); !made)
        return made;
    for (const QString &text :
         {u"INSERT INTO actor (id, name) VALUES (1, 'ana')"_s,
          u"INSERT INTO metric (id, org_id, uid, name, unit, kind, created_by, created_ns, "
          "modified_by, modified_ns) VALUES (1, 1, 'mt_1', 'latency', 'ms', 0, 1, 5, 1, 5)"_s,
          u"INSERT INTO device (id, org_id, name) VALUES (1, 1, 'rig 1')"_s,
          u"INSERT INTO session (id, org_id, uid, start_ns, end_ns, created_by, created_ns, "
          "modified_by, modified_ns) VALUES (1, 1, 'ss_1', 100, 200, 1, 5, 1, 5), "
          "(2, 1, 'ss_2', 300, 400, 1, 5, 1, 5)"_s,
          u"INSERT INTO session_device (session_id, device_id) VALUES (1, 1)"_s,
          u"INSERT INTO record (metric_id, session_id, device_id, published_ns, publisher_id, "
          "value) VALUES (1, 1, 1, 9, 1, 0.1), (1, 2, NULL, 9, 1, 12.5)"_s,
          u"INSERT INTO id_sequence (name, next) VALUES ('metric', 2), ('session', 3), "
          "('device', 2), ('actor', 2)"_s}) {
        if (auto done = (*connection)->execute(text, "fixture"_L1); !done)
            return done;
    }
    return {};
}

Result<void> makeVersion2(const QString &path)
{
    if (auto made = makeVersion1(path); !made)
        return made;
    auto connection = Connection::open({path, OpenMode::ReadWrite});
    if (!connection)
        return failure(connection.error());
    if (auto made = migrate(**connection, 2); !made)
        return made;
    for (const QString &text :
         {u"INSERT INTO change (id, label, at_ns, actor_id, session_first, session_last) "
          "VALUES (1, 'add', 50, 1, 3, 3), (2, 'correct', 60, 1, 3, 3)"_s,
          u"INSERT INTO device (id, org_id, name, change_id) VALUES (2, 1, 'rig 2', 1)"_s,
          u"INSERT INTO session (id, org_id, uid, start_ns, end_ns, is_entry, created_by, "
          "created_ns, modified_by, modified_ns, change_id) "
          "VALUES (3, 1, 'ss_3', 500, 500, 1, 1, 50, 1, 50, 1)"_s,
          u"INSERT INTO record (metric_id, session_id, device_id, published_ns, publisher_id, "
          "value, change_id) VALUES (1, 3, 2, 60, 1, 8.5, 2)"_s,
          u"INSERT INTO record_revision (step_id, op, before_change, metric_id, session_id, "
          "device_id, published_ns, publisher_id, value, change_id) "
          "VALUES (2, 0, 1, 1, 3, 2, 50, 1, 7.5, 1)"_s,
          u"UPDATE id_sequence SET next = 4 WHERE name = 'session'"_s,
          u"UPDATE id_sequence SET next = 3 WHERE name = 'device'"_s,
          u"INSERT INTO id_sequence (name, next) VALUES ('change', 3)"_s}) {
        if (auto done = (*connection)->execute(text, "fixture"_L1); !done)
            return done;
    }
    return {};
}

Result<void> makeVersion3(const QString &path)
{
    if (auto made = makeVersion2(path); !made)
        return made;
    auto connection = Connection::open({path, OpenMode::ReadWrite});
    if (!connection)
        return failure(connection.error());
    if (auto made = migrate(**connection, 3); !made)
        return made;
    for (const QString &text :
         {u"INSERT INTO org (id, uid, name, created_ns) VALUES (2, 'og_b', 'b', 70)"_s,
          u"INSERT INTO file (id, org_id, uid) VALUES (1, 1, 'fl_1')"_s,
          u"INSERT INTO session_file (session_id, file_id, first_ns, last_ns, added_ns, added_by) "
          "VALUES (1, 1, 100, 200, 80, 1)"_s,
          u"INSERT INTO notice (seq, origin, metrics, all_metrics, definitions, sessions) "
          "VALUES (1, 'x', '[]', 0, 1, 0)"_s,
          u"UPDATE store_info SET value = '1' WHERE key = 'write_seq'"_s,
          u"INSERT INTO id_sequence (name, next) VALUES ('file', 2), ('org', 3)"_s}) {
        if (auto done = (*connection)->execute(text, "fixture"_L1); !done)
            return done;
    }
    return {};
}

Result<void> makeVersion6(const QString &path)
{
    if (auto made = makeVersion3(path); !made)
        return made;
    auto connection = Connection::open({path, OpenMode::ReadWrite});
    if (!connection)
        return failure(connection.error());
    if (auto made = migrate(**connection, 6); !made)
        return made;
    for (const QString &text :
         {u"INSERT INTO source (id, org_id, uid, name, kind, endpoint, remote_org, ca_file, pin, "
          "level, interval_ns, created_by, created_ns, modified_by, modified_ns) VALUES (1, 1, "
          "'so_1', 'far', 0, 'https://metrics.example', '', '', '', 2, 0, 'ana', 90, 'ana', 90)"_s,
          u"INSERT INTO mirror (source_id, kind, key1, key2, remote_uid, value, device, is_ours, "
          "change_id) VALUES (1, 2, 1, 0, 'latency', NULL, NULL, 1, 0), "
          "(1, 3, 1, 0, 'ss_far', NULL, NULL, 1, 0), (1, 4, 1, 1, NULL, 0.1, 'rig 1', 1, 0)"_s,
          u"INSERT INTO outbox (id, source_id, kind, key1, key2, queued_ns) "
          "VALUES (1, 1, 4, 1, 2, 95)"_s,
          u"INSERT INTO id_sequence (name, next) VALUES ('outbox', 2), ('source', 2)"_s}) {
        if (auto done = (*connection)->execute(text, "fixture"_L1); !done)
            return done;
    }
    return {};
}

Result<void> makeVersion8(const QString &path)
{
    if (auto made = makeVersion6(path); !made)
        return made;
    auto connection = Connection::open({path, OpenMode::ReadWrite});
    return connection ? migrate(**connection, 8) : Result<void>(failure(connection.error()));
}

Result<void> makeVersion11(const QString &path)
{
    if (auto made = makeVersion8(path); !made)
        return made;
    auto connection = Connection::open({path, OpenMode::ReadWrite});
    if (!connection)
        return failure(connection.error());
    if (auto made = migrate(**connection, 11); !made)
        return made;
    for (const QString &text :
         {u"INSERT INTO change (id, label, at_ns, actor_id) VALUES (3, 'edit', 70, 1)"_s,
          u"INSERT INTO metric_revision (step_id, op, before_change, id, org_id, uid, name, "
          "description, unit, kind, tags, settings, archived, created_by, created_ns, modified_by, "
          "modified_ns, change_id) SELECT 3, 0, change_id, id, org_id, uid, name, description, "
          "unit, kind, tags, settings, archived, created_by, created_ns, modified_by, modified_ns, "
          "change_id FROM metric WHERE id = 1"_s,
          u"UPDATE metric SET description = 'corrected', change_id = 3 WHERE id = 1"_s,
          u"UPDATE id_sequence SET next = 4 WHERE name = 'change'"_s,
          u"INSERT INTO series (id, metric_id, first_ns, last_ns, samples, tail, writes) "
          "VALUES (1, 1, 100, 200, 2, 2, 1)"_s,
          u"INSERT INTO tail (series_id, t, bits) VALUES (1, 100, 0), (1, 200, 0)"_s}) {
        if (auto done = (*connection)->execute(text, "fixture"_L1); !done)
            return done;
    }
    return {};
}

} // namespace tidemark::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/mirror_marks.h"

#include "model/store/connection.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

// Kinds of rows of fetch_mark.
constexpr int kWhole = 0;
constexpr int kSessions = 3;
constexpr int kMetric = 4;
constexpr int kOrganisation = 5; // its uid stands for the digest
// 6: the number of what deliveries noted stands for the time; 7: the same of one row there.
// 8: the newest change when publishing was switched off stands for the time.

constexpr std::int64_t kRemembered = 20'000;
constexpr std::int64_t kForgottenAtOnce = 1'000;

constexpr Sql kFollow{"follow_delivered"_L1,
                      "INSERT INTO fetch_mark (source_id, kind, name, at_ns, digest) "
                      "VALUES (?, 6, '', 1, '') ON CONFLICT (source_id, kind, name) DO NOTHING"_L1};
constexpr Sql kLastDelivered{"last_delivered"_L1,
                             "SELECT at_ns FROM fetch_mark WHERE source_id = ? AND kind = 6"_L1};
constexpr Sql kNextDelivered{"next_delivered"_L1,
                             "UPDATE fetch_mark SET at_ns = at_ns + 1 WHERE source_id = ? "
                             "AND kind = 6 RETURNING at_ns"_L1};
constexpr Sql kNoteDelivered{"note_delivered"_L1,
                             "INSERT INTO fetch_mark (source_id, kind, name, at_ns, digest) "
                             "VALUES (?, 7, ?, ?, '') ON CONFLICT (source_id, kind, name) "
                             "DO UPDATE SET at_ns = excluded.at_ns"_L1};
constexpr Sql kForgetDelivered{"forget_delivered"_L1,
                               "DELETE FROM fetch_mark WHERE source_id = ? AND kind = 7 "
                               "AND at_ns < ?"_L1};
constexpr Sql kIsDelivered{"is_delivered"_L1,
                           "SELECT 1 FROM fetch_mark WHERE source_id = ? AND kind = 7 "
                           "AND name = ? AND at_ns > ?"_L1};

constexpr Sql kSelectMarks{
    "select_fetch_marks"_L1,
    "SELECT kind, at_ns, digest FROM fetch_mark WHERE source_id = ? AND kind IN (0, 3, 5)"_L1};
// A metric that the source is not known to have is the one of the same name.
constexpr Sql kSelectDigests{"select_fetch_digests"_L1,
                             "SELECT f.name, f.digest, coalesce("
                             "(SELECT min(x.id) FROM mirror m CROSS JOIN metric x ON x.id = m.key1 "
                             "WHERE m.source_id = f.source_id AND m.kind = 2 "
                             "AND m.remote_uid = f.name), "
                             "(SELECT x.id FROM source s CROSS JOIN metric x "
                             "ON x.org_id = s.org_id AND x.name = f.name "
                             "WHERE s.id = f.source_id AND NOT EXISTS (SELECT 1 FROM mirror m "
                             "WHERE m.source_id = f.source_id AND m.kind = 2 "
                             "AND m.key1 = x.id)), 0) "
                             "FROM fetch_mark f WHERE f.source_id = ? AND f.kind = 4"_L1};
constexpr Sql kPutMark{
    "put_fetch_mark"_L1,
    "INSERT INTO fetch_mark (source_id, kind, name, at_ns, digest) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (source_id, kind, name) DO UPDATE SET at_ns = excluded.at_ns, "
    "digest = excluded.digest"_L1};
constexpr Sql kForget{"forget_fetch_digests"_L1,
                      "DELETE FROM fetch_mark WHERE source_id = ? AND kind = 4"_L1};

constexpr Sql kSwitchedOff{"note_switched_off"_L1,
                           "INSERT INTO fetch_mark (source_id, kind, name, at_ns, digest) "
                           "SELECT ?, 8, '', coalesce(max(id), 0), '' FROM change WHERE true "
                           "ON CONFLICT (source_id, kind, name) DO UPDATE SET "
                           "at_ns = excluded.at_ns"_L1};

constexpr Sql kForgetOrganisation{"forget_fetch_organisation"_L1,
                                  "DELETE FROM fetch_mark WHERE source_id = ? AND kind = 5"_L1};

Result<void> putMark(Connection &connection, SourceId source, int kind,
                     const std::optional<Timestamp> &at)
{
    return at ? connection.prepare(kPutMark).run(source, kind, QString(), *at, QString())
              : Result<void>();
}

} // namespace

Result<FetchMarks> readMarks(Connection &connection, SourceId source)
{
    FetchMarks marks;
    Statement select = connection.prepare(kSelectMarks);
    if (auto done = select.run(source); !done)
        return failure(done.error());
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return marks;
        if (select.integer(0) == kOrganisation)
            marks.organisation = select.text(2);
        else
            (select.integer(0) == kWhole ? marks.fetched : marks.sessions) = select.timestamp(1);
    }
}

Result<void> writeMarks(Connection &connection, SourceId source, const FetchMarks &marks)
{
    return putMark(connection, source, kWhole, marks.fetched)
        .and_then([&] { return putMark(connection, source, kSessions, marks.sessions); })
        .and_then([&] {
            return marks.organisation
                       ? connection.prepare(kPutMark).run(source, kOrganisation, QString(),
                                                          Timestamp(), *marks.organisation)
                       : Result<void>();
        });
}

Result<void> forgetOrganisation(Connection &connection, SourceId source)
{
    return connection.prepare(kForgetOrganisation).run(source);
}

Result<void> noteSwitchedOff(Connection &connection, SourceId source)
{
    return connection.prepare(kSwitchedOff).run(source);
}

namespace {

Result<std::int64_t> numberOf(Connection &connection, const Sql &sql, SourceId source)
{
    Statement select = connection.prepare(sql);
    if (auto done = select.run(source); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    return *row ? select.integer(0) : 0;
}

QString deliveredName(OutboxKind kind, const QString &uid)
{
    return QString::number(static_cast<int>(kind)) % u'/' % uid;
}

} // namespace

Result<void> followDelivered(Connection &connection, SourceId source)
{
    return connection.prepare(kFollow).run(source);
}

Result<std::int64_t> lastDelivered(Connection &connection, SourceId source)
{
    return numberOf(connection, kLastDelivered, source);
}

Result<std::int64_t> nextDelivered(Connection &connection, SourceId source)
{
    const auto number = numberOf(connection, kNextDelivered, source);
    if (number && *number % kForgottenAtOnce == 0) {
        if (auto done = connection.prepare(kForgetDelivered).run(source, *number - kRemembered);
            !done)
            return failure(done.error());
    }
    return number;
}

Result<void> noteDelivered(Connection &connection, SourceId source, std::int64_t number,
                           OutboxKind kind, const QString &uid)
{
    return connection.prepare(kNoteDelivered).run(source, deliveredName(kind, uid), number);
}

Result<bool> isDeliveredAfter(Connection &connection, SourceId source, std::int64_t number,
                              OutboxKind kind, const QString &uid)
{
    const auto last = lastDelivered(connection, source);
    if (!last)
        return failure(last.error());
    if (*last <= number)
        return false;
    if (*last - number > kRemembered - kForgottenAtOnce)
        return true; // what was noted so long ago may be forgotten
    Statement select = connection.prepare(kIsDelivered);
    if (auto done = select.run(source, deliveredName(kind, uid), number); !done)
        return failure(done.error());
    return select.next();
}

Result<std::vector<MetricDigest>> readDigests(Connection &connection, SourceId source)
{
    std::vector<MetricDigest> digests;
    Statement select = connection.prepare(kSelectDigests);
    if (auto done = select.run(source); !done)
        return failure(done.error());
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return digests;
        digests.push_back({select.text(0), select.text(1), select.id<MetricId>(2)});
    }
}

Result<void> writeDigest(Connection &connection, SourceId source, const MetricDigest &digest)
{
    return connection.prepare(kPutMark).run(source, kMetric, digest.metric, Timestamp(),
                                            digest.digest);
}

Result<void> forgetDigests(Connection &connection, SourceId source)
{
    return connection.prepare(kForget).run(source);
}

} // namespace tidemark::store

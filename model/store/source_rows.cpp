// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/source_rows.h"

#include "model/core/text.h"
#include "model/store/connection.h"
#include "model/store/mirror_marks.h"
#include "model/store/source_queue.h"

#include <QCoreApplication>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct SourceRowText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::SourceRows)
};

constexpr QLatin1StringView
    kColumns("id, uid, name, kind, endpoint, remote_org, ca_file, pin, level, interval_ns, "
             "created_by, created_ns, modified_by, modified_ns");
constexpr Sql kNextSource{"next_source"_L1,
                          "INSERT INTO id_sequence (name, next) VALUES ('source', 2) "
                          "ON CONFLICT (name) DO UPDATE SET next = next + 1 RETURNING next - 1"_L1};
constexpr Sql kInsertSource{
    "insert_source"_L1,
    "INSERT INTO source (id, uid, name, kind, endpoint, remote_org, ca_file, pin, level, "
    "interval_ns, created_by, created_ns, modified_by, modified_ns, org_id) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1};
constexpr Sql kUpdateSource{
    "update_source"_L1,
    "UPDATE source SET name = ?, endpoint = ?, remote_org = ?, ca_file = ?, pin = ?, level = ?, "
    "interval_ns = ?, modified_by = ?, modified_ns = ? WHERE id = ?"_L1};
// Out of the way of the row that takes its name and uid over.
constexpr Sql kSetAside{"set_source_aside"_L1,
                        "UPDATE source SET uid = 'old ' || uid, name = 'old ' || uid "
                        "WHERE id = ?"_L1};
constexpr Sql kSelectTaken{"select_source_taken"_L1,
                           "SELECT 1 FROM source WHERE org_id = ? AND name = ? AND id <> ?"_L1};
constexpr Sql kCountQueue{"count_source_queue"_L1,
                          "SELECT count(*) FROM outbox WHERE source_id = ? AND state < 3"_L1};
constexpr Sql kDeleteQueue{"delete_source_queue"_L1, "DELETE FROM outbox WHERE source_id = ?"_L1};
constexpr Sql kDeleteMirror{"delete_source_mirror"_L1, "DELETE FROM mirror WHERE source_id = ?"_L1};
constexpr Sql kDeleteMarks{"delete_source_marks"_L1,
                           "DELETE FROM fetch_mark WHERE source_id = ?"_L1};
constexpr Sql kDeleteDevices{"delete_source_devices"_L1,
                             "DELETE FROM publish_device WHERE source_id = ?"_L1};
constexpr Sql kDeleteSource{"delete_source"_L1, "DELETE FROM source WHERE id = ?"_L1};

Error notFound()
{
    return {ErrorCode::NotFound,
            SourceRowText::tr("This source is no longer in the store. Choose another one."),
            {},
            ErrorSubject::Source};
}

Source readSource(const Statement &row)
{
    Source source;
    source.id = row.id<SourceId>(0);
    source.uid = row.text(1);
    source.name = row.text(2);
    source.kind = static_cast<SourceKind>(row.integer(3));
    source.endpoint = row.text(4);
    source.organisation = row.text(5);
    source.caFile = row.text(6);
    source.pinnedCertificate = row.text(7);
    source.level = static_cast<PublishLevel>(row.integer(8));
    source.interval = Timedelta(row.integer(9));
    source.createdBy = row.text(10);
    source.created = row.timestamp(11);
    source.modifiedBy = row.text(12);
    source.modified = row.timestamp(13);
    return source;
}

Result<std::optional<std::int64_t>> firstInteger(Statement select)
{
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    return *row ? std::optional(select.integer(0)) : std::nullopt;
}

Result<QString> storableCaFile(const QString &path)
{
    auto clean = cleanText(path, kNameMaxBytes * 16);
    if (!clean)
        return clean;
    if (!clean->isEmpty() && !QFileInfo(*clean).isAbsolute())
        return failure(ErrorCode::InvalidArgument,
                       SourceRowText::tr("\"%1\" is no whole path of a file of certificates. "
                                         "Choose the file again.")
                           .arg(*clean));
    return clean;
}

// Brings all parts into the form in which they are stored.
Result<Source> checked(Source source)
{
    auto name = normalisedName(source.name);
    if (!name)
        return failure(name.error());
    source.name = std::move(*name);
    auto endpoint = storableEndpoint(source.endpoint);
    if (!endpoint)
        return failure(endpoint.error());
    source.endpoint = std::move(*endpoint);
    auto organisation = cleanText(source.organisation.trimmed(), kNameMaxBytes);
    if (!organisation)
        return failure(organisation.error());
    source.organisation = std::move(*organisation);
    auto caFile = storableCaFile(source.caFile);
    if (!caFile)
        return failure(caFile.error());
    source.caFile = std::move(*caFile);
    auto pin = storablePin(source.pinnedCertificate);
    if (!pin)
        return failure(pin.error());
    source.pinnedCertificate = std::move(*pin);
    if (const auto interval = storableInterval(source.interval); !interval)
        return failure(interval.error());
    return source;
}

Result<void> refuseTaken(Connection &connection, OrgId org, const Source &source)
{
    Statement select = connection.prepare(kSelectTaken);
    if (auto done = select.run(org, source.name, source.id); !done)
        return done;
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    if (*row)
        return failure(
            Error{ErrorCode::AlreadyExists,
                  SourceRowText::tr("A source named \"%1\" exists already. Choose another name.")
                      .arg(source.name),
                  {},
                  ErrorSubject::Source});
    return {};
}

Result<Source> insertNext(Connection &connection, OrgId org, Source source)
{
    Statement next = connection.prepare(kNextSource);
    if (auto done = next.run(); !done)
        return failure(done.error());
    const auto id = firstInteger(std::move(next));
    if (!id)
        return failure(id.error());
    source.id = SourceId(id->value_or(0));
    auto done =
        connection.prepare(kInsertSource)
            .run(source.id, source.uid, source.name, static_cast<int>(source.kind), source.endpoint,
                 source.organisation, source.caFile, source.pinnedCertificate,
                 static_cast<int>(source.level), source.interval.ns(), source.createdBy,
                 source.created, source.modifiedBy, source.modified, org);
    return done.transform([&source] { return std::move(source); });
}

Result<void> deleteWithKnowledge(Connection &connection, SourceId source)
{
    return connection.prepare(kDeleteMirror)
        .run(source)
        .and_then([&] { return connection.prepare(kDeleteMarks).run(source); })
        .and_then([&] { return connection.prepare(kDeleteDevices).run(source); })
        .and_then([&] { return connection.prepare(kDeleteSource).run(source); });
}

// A row of its own: what is still on its way from the old service finds no source any more.
Result<Source> replaceSource(Connection &connection, OrgId org, const Source &after)
{
    const SourceId old = after.id;
    if (auto done = connection.prepare(kSetAside).run(old); !done)
        return failure(done.error());
    return insertNext(connection, org, after).and_then([&](const Source &made) {
        return moveQueue(connection, old, made.id, after.modified)
            .and_then([&] { return deleteWithKnowledge(connection, old); })
            .transform([&] { return made; });
    });
}

Result<void> writeUpdate(Connection &connection, const Source &after)
{
    return connection.prepare(kUpdateSource)
        .run(after.name, after.endpoint, after.organisation, after.caFile, after.pinnedCertificate,
             static_cast<int>(after.level), after.interval.ns(), after.modifiedBy, after.modified,
             after.id);
}

// What was learnt of one service is not to be held against another.
Result<void> refuseUnsaidMove(Connection &connection, const Source &before, const Source &after,
                              const std::optional<SourceMove> &move)
{
    if (move || isSamePlace(before, after))
        return {};
    const auto isUsed = isSourceUsed(connection, before.id);
    if (!isUsed)
        return failure(isUsed.error());
    if (*isUsed)
        return failure(
            Error{ErrorCode::InvalidArgument,
                  SourceRowText::tr("Data went to \"%1\" or came from it. Say whether the new "
                                    "address is the same service or another one.")
                      .arg(before.name),
                  QString(kUnsaidMove), ErrorSubject::Source});
    return {};
}

// The change as it may be written.
Result<Source> changedSource(Connection &connection, OrgId org, const Source &before,
                             const SourceChange &change)
{
    Source source = before;
    source.name = change.name.value_or(source.name);
    source.endpoint = change.endpoint.value_or(source.endpoint);
    source.organisation = change.organisation.value_or(source.organisation);
    source.caFile = change.caFile.value_or(source.caFile);
    source.pinnedCertificate = change.pinnedCertificate.value_or(source.pinnedCertificate);
    source.level = change.level.value_or(source.level);
    source.interval = change.interval.value_or(source.interval);
    auto after = checked(std::move(source));
    if (!after || *after == before)
        return after;
    if (auto free = refuseTaken(connection, org, *after); !free)
        return failure(free.error());
    if (auto said = refuseUnsaidMove(connection, before, *after, change.move); !said)
        return failure(said.error());
    return after;
}

} // namespace

Result<Source> foreseeSource(Connection &connection, OrgId org, const NewSource &wanted)
{
    Source source;
    source.name = wanted.name;
    source.kind = wanted.kind;
    source.endpoint = wanted.endpoint;
    source.organisation = wanted.organisation;
    source.caFile = wanted.caFile;
    source.pinnedCertificate = wanted.pinnedCertificate;
    source.level = wanted.level;
    source.interval = wanted.interval;
    auto clean = checked(std::move(source));
    if (!clean)
        return clean;
    if (auto free = refuseTaken(connection, org, *clean); !free)
        return failure(free.error());
    return clean;
}

Result<Source> insertSource(Connection &connection, OrgId org, const NewSource &wanted,
                            const Signature &signature, UidSource &uids)
{
    auto source = foreseeSource(connection, org, wanted);
    if (!source)
        return source;
    source->uid = uids.next("sr_"_L1);
    source->createdBy = source->modifiedBy = signature.author;
    source->created = source->modified = signature.at;
    return insertNext(connection, org, *std::move(source));
}

Result<Source> foreseeSource(Connection &connection, OrgId org, SourceId id,
                             const SourceChange &change)
{
    return findSource(connection, org, id).and_then([&](const Source &before) {
        return changedSource(connection, org, before, change);
    });
}

Result<Source> updateSource(Connection &connection, OrgId org, SourceId id,
                            const SourceChange &change, const Signature &signature)
{
    auto before = findSource(connection, org, id);
    if (!before)
        return before;
    auto after = changedSource(connection, org, *before, change);
    if (!after || *after == *before)
        return after;
    after->modifiedBy = signature.author;
    after->modified = signature.at;
    if (change.move == SourceMove::OtherService && !isSamePlace(*before, *after))
        return replaceSource(connection, org, *after);
    auto done = writeUpdate(connection, *after);
    if (done && !isSamePlace(*before, *after))
        done = forgetOrganisation(connection, id); // a person has said what it means
    const bool wasOff = before->level == PublishLevel::Off;
    const bool isOff = after->level == PublishLevel::Off;
    if (done && wasOff && !isOff)
        done = queueChanged(connection, id, signature.at);
    else if (done && isOff && !wasOff)
        done = noteSwitchedOff(connection, id);
    return done.transform([&after] { return std::move(*after); });
}

Result<void> removeSource(Connection &connection, OrgId org, SourceId id, bool withQueue)
{
    const auto source = findSource(connection, org, id);
    if (!source)
        return failure(source.error());
    Statement count = connection.prepare(kCountQueue);
    if (auto done = count.run(id); !done)
        return done;
    const auto waiting = firstInteger(std::move(count));
    if (!waiting)
        return failure(waiting.error());
    if (waiting->value_or(0) > 0 && !withQueue)
        return failure(ErrorCode::Conflict,
                       SourceRowText::tr("%n change(s) wait to be sent to \"%1\". Send or discard "
                                         "them first.",
                                         nullptr, static_cast<int>(**waiting))
                           .arg(source->name));
    return connection.prepare(kDeleteQueue).run(id).and_then([&] {
        return deleteWithKnowledge(connection, id);
    });
}

Result<std::vector<Source>> readSources(Connection &connection, OrgId org)
{
    std::vector<Source> sources;
    Statement select = connection.prepare("select_sources"_L1,
                                          "SELECT "_L1 % kColumns %
                                              " FROM source WHERE org_id = ? ORDER BY name"_L1);
    if (auto done = select.run(org); !done)
        return failure(done.error());
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return sources;
        sources.push_back(readSource(select));
    }
}

Result<Source> findSource(Connection &connection, OrgId org, SourceId source)
{
    Statement select =
        connection.prepare("select_source"_L1,
                           "SELECT "_L1 % kColumns % " FROM source WHERE org_id = ? AND id = ?"_L1);
    if (auto done = select.run(org, source); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    if (!*row)
        return failure(notFound());
    return readSource(select);
}

} // namespace tidemark::store

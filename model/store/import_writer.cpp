// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/import_writer.h"

#include "model/core/text.h"
#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/rows.h"
#include "model/store/store_lanes.h"
#include "model/store/values.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct ImportText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::ImportWriter)
};

constexpr Sql kSelectBounds{"select_session_bounds"_L1,
                            "SELECT min(start_ns), max(start_ns) FROM session"_L1};
constexpr Sql kSelectSessionTimes{
    "select_session_times"_L1,
    "SELECT id, start_ns, end_ns, is_entry FROM session WHERE org_id = 1 AND uid = ?"_L1};
constexpr qsizetype kMaxKnownSessions = 100'000;
constexpr std::size_t kRowsPerLook = 256; // rows between two looks at the stop token
constexpr qsizetype kShownText = 200;

// Only these stop one row; everything else stops the import.
bool isRowError(const Error &error)
{
    return error.code == ErrorCode::InvalidArgument || error.code == ErrorCode::AlreadyExists;
}

} // namespace

ImportWriter::ImportWriter(ChangeScope &scope, UidSource &uids, const ImportOptions &options)
    : m_scope(scope)
    , m_uids(uids)
    , m_options(options)
    , m_catalog(scope, uids)
    , m_records(scope)
    , m_sessionRows(scope)
    , m_names(scope)
{}

void ImportWriter::MetricState::extend(Timestamp at)
{
    first = std::min(first.value_or(at), at);
    last = std::max(last.value_or(at), at);
}

Result<ImportSummary> ImportWriter::run(RowSource &source, const std::stop_token &stop,
                                        const ProgressCallback &progress)
{
    if (auto loaded = loadBounds(); !loaded)
        return failure(loaded.error());
    if (auto created = createDefinitions(); !created)
        return failure(created.error());
    std::vector<ImportRow> rows;
    while (true) {
        rows.clear();
        const auto more = source.next(rows);
        if (stop.stop_requested())
            return failure(cancelledError());
        if (!more)
            return failure(more.error());
        if (auto taken = takeBatch(rows, stop); !taken)
            return failure(taken.error());
        m_rowsSeen += static_cast<std::int64_t>(rows.size());
        if (progress)
            progress({m_rowsSeen, 0});
        if (!*more)
            return m_summary;
    }
}

Result<void> ImportWriter::loadBounds()
{
    Statement select = m_scope.connection().prepare(kSelectBounds);
    if (auto done = select.run(); !done)
        return done;
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    m_storedFirst = select.optionalTimestamp(0);
    m_storedLast = select.optionalTimestamp(1);
    return {};
}

Result<void> ImportWriter::createDefinitions()
{
    for (const NewDefinition &definition : m_options.definitions) {
        const auto name = normalisedName(definition.name);
        if (!name)
            return failure(name.error());
        const auto known = findDefinition(m_scope.connection(), *name);
        if (!known)
            return failure(known.error());
        if (*known)
            continue;
        if (auto created = m_catalog.create(definition); !created)
            return failure(created.error());
        ++m_summary.createdDefinitions;
    }
    return {};
}

Result<void> ImportWriter::takeBatch(const std::vector<ImportRow> &rows,
                                     const std::stop_token &stop)
{
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i % kRowsPerLook == 0 && stop.stop_requested())
            return failure(cancelledError());
        const Taken taken = take(rows[i]);
        if (taken)
            continue;
        if (auto reported = report(rows[i], taken.error()); !reported)
            return reported;
    }
    return {};
}

Result<void> ImportWriter::report(const ImportRow &row, const Refusal &refusal)
{
    if (!isRowError(refusal.error))
        return failure(refusal.error);
    if (m_options.stopOnError) {
        Error error = refusal.error;
        if (row.line > 0)
            error.message = ImportText::tr("Line %1: %2 Nothing was imported.")
                                .arg(QString::number(row.line), error.message);
        return failure(error);
    }
    ++m_summary.rejectedCount;
    if (m_summary.rejected.size() < kMaxRejectedRows)
        m_summary.rejected.push_back(
            {row.line, refusal.column, refusal.text.left(kShownText), refusal.error.message});
    return {};
}

ImportWriter::Taken ImportWriter::take(const ImportRow &row)
{
    const auto value = storableValue(row.value);
    if (!value)
        return tl::unexpected(Refusal{value.error(), u"value"_s, QString::number(row.value)});
    if (auto checked = checkTexts(row); !checked)
        return checked;
    const auto metric = metricOf(row);
    if (!metric)
        return tl::unexpected(metric.error());
    RecordRow record{{(*metric)->metric.id, {}}, {}, {}, *value};
    if (row.device) {
        const auto device = m_names.device(*row.device);
        if (!device)
            return tl::unexpected(Refusal{device.error(), u"device"_s, *row.device});
        record.device = *device;
    }
    if (row.invocation) {
        const auto invocation = m_names.invocation(*row.invocation);
        if (!invocation)
            return tl::unexpected(Refusal{invocation.error(), u"invocation"_s, *row.invocation});
        record.invocation = *invocation;
    }
    return row.sessionUid ? takeInSession(row, **metric, record) : takeEntry(row, **metric, record);
}

// A refused row creates nothing, so its texts are looked at before anything is made of them.
ImportWriter::Taken ImportWriter::checkTexts(const ImportRow &row) const
{
    const auto refuse = [](const Error &error, const QString &column, const QString &text) {
        return Taken(tl::unexpected(Refusal{error, column, text}));
    };
    if (!row.sessionUid && !row.start)
        return refuse({ErrorCode::InvalidArgument,
                       ImportText::tr("A value without a session needs a time."),
                       {}},
                      u"time"_s, {});
    if (auto times = checkTimes(row.start, row.end); row.sessionUid && !times)
        return refuse(times.error(), u"end"_s, {});
    if (auto name = storableSessionName(row.sessionName); !name)
        return refuse(name.error(), u"session"_s, *row.sessionName);
    if (auto tags = storableTags(row.tags); !tags)
        return refuse(tags.error(), u"tags"_s, {});
    if (auto note = cleanText(row.note); !note)
        return refuse(note.error(), u"note"_s, row.note);
    for (const auto &[column, id] :
         {std::pair("session"_L1, &row.sessionUid), std::pair("device"_L1, &row.device),
          std::pair("invocation"_L1, &row.invocation)}) {
        if (!*id)
            continue;
        if (auto checked = storableId(**id); !checked)
            return refuse(checked.error(), column, **id);
    }
    return {};
}

tl::expected<ImportWriter::MetricState *, ImportWriter::Refusal>
ImportWriter::metricOf(const ImportRow &row)
{
    if (const auto known = m_metricNames.constFind(row.metric); known != m_metricNames.cend())
        return &m_metrics.at(*known);
    auto resolved = m_catalog.resolve(row.metric, row.unit);
    if (!resolved)
        return tl::unexpected(Refusal{resolved.error(), u"metric"_s, row.metric});
    MetricState state;
    state.metric = *resolved;
    if (resolved->isNew) {
        ++m_summary.createdDefinitions;
    } else {
        state.first = m_storedFirst;
        state.last = m_storedLast;
    }
    m_metricNames.insert(row.metric, resolved->id);
    return &m_metrics.try_emplace(resolved->id, std::move(state)).first->second;
}

ImportWriter::Taken ImportWriter::takeEntry(const ImportRow &row, MetricState &metric,
                                            RecordRow record)
{
    const bool isInside = metric.first && *row.start >= *metric.first && *row.start <= *metric.last;
    if (m_options.conflicts == ConflictPolicy::KeepBoth || !isInside)
        return addEntry(row, metric, record);
    const auto taken = m_records.findEntry(record.key.metric, *row.start, record.device);
    if (!taken)
        return tl::unexpected(Refusal{taken.error(), {}, {}});
    if (!*taken)
        return addEntry(row, metric, record);
    record.key = **taken;
    return m_options.conflicts == ConflictPolicy::Fail ? conflict(row) : replace(row, record);
}

ImportWriter::Taken ImportWriter::addEntry(const ImportRow &row, MetricState &metric,
                                           RecordRow record)
{
    ImportRow entry = row;
    entry.isEntry = true;
    entry.end = row.start;
    const auto session = newSession(entry, m_uids.next("ss_"_L1));
    if (!session)
        return tl::unexpected(session.error());
    metric.extend(*row.start);
    record.key.session = session->id;
    return add(record, *session);
}

ImportWriter::Taken ImportWriter::takeInSession(const ImportRow &row, MetricState &metric,
                                                RecordRow record)
{
    const auto known = sessionOf(row);
    if (!known)
        return tl::unexpected(known.error());
    record.key.session = known->session.id;
    if (known->session.isEntry && known->session.start)
        metric.extend(*known->session.start);
    if (known->isFresh)
        return add(record, known->session);
    const auto taken = m_records.find(record.key);
    if (!taken)
        return tl::unexpected(Refusal{taken.error(), {}, {}});
    if (!*taken)
        return add(record, known->session);
    if (m_options.conflicts == ConflictPolicy::Fail)
        return conflict(row);
    if (m_options.conflicts != ConflictPolicy::KeepBoth)
        return replace(row, record);
    if (row.isEntry && row.start)
        return addEntry(row, metric, record);
    return tl::unexpected(Refusal{{ErrorCode::InvalidArgument,
                                   ImportText::tr("A session holds one value of a metric, so both "
                                                  "cannot be kept."),
                                   {}},
                                  u"session"_s,
                                  *row.sessionUid});
}

ImportWriter::Taken ImportWriter::add(const RecordRow &record, const Session &session)
{
    m_scope.touched().touchRecords(record.key.metric, session.start, session.end);
    auto kept = m_scope.willInsert(JournalTable::Record, record.key.metric.value(),
                                   record.key.session.value());
    if (auto done = kept.and_then([&] { return m_records.insert(record); }); !done)
        return tl::unexpected(Refusal{done.error(), {}, {}});
    ++m_summary.added;
    return {};
}

// Skips or replaces the record that stands in the place of this row.
ImportWriter::Taken ImportWriter::replace(const ImportRow &row, const RecordRow &record)
{
    if (m_options.conflicts == ConflictPolicy::Skip) {
        ++m_summary.skipped;
        return {};
    }
    auto session = findSession(m_scope.connection(), record.key.session);
    if (!session || !*session)
        return tl::unexpected(
            Refusal{session ? Error{ErrorCode::Internal, {}, {}} : session.error(), {}, {}});
    if (auto put = m_records.put(record, **session); !put)
        return tl::unexpected(Refusal{put.error(), {}, {}});
    ++m_summary.replaced;
    const TagMap tags = storableTags(row.tags).value_or(TagMap()); // checked before
    const QString note = cleanText(row.note).value_or(QString());
    if (!(*session)->isEntry || ((*session)->tags == tags && (*session)->note == note))
        return {};
    (*session)->tags = tags;
    (*session)->note = note;
    if (auto updated = m_sessionRows.update(**session); !updated)
        return tl::unexpected(Refusal{updated.error(), {}, {}});
    return {};
}

ImportWriter::Taken ImportWriter::conflict(const ImportRow &row) const
{
    const QString message =
        row.sessionUid ? ImportText::tr("The session \"%1\" has a value of \"%2\" already.")
                             .arg(*row.sessionUid, row.metric)
                       : ImportText::tr("A value of \"%1\" exists at this time.").arg(row.metric);
    return tl::unexpected(Refusal{{ErrorCode::AlreadyExists, message, {}}, u"time"_s, {}});
}

tl::expected<ImportWriter::KnownSession, ImportWriter::Refusal>
ImportWriter::sessionOf(const ImportRow &row)
{
    const auto uid = storableId(*row.sessionUid);
    if (!uid)
        return tl::unexpected(Refusal{uid.error(), u"session"_s, *row.sessionUid});
    if (const auto known = m_sessions.constFind(*uid); known != m_sessions.cend())
        return KnownSession{*known, false};
    const auto found = findStored(*uid);
    if (!found)
        return tl::unexpected(Refusal{found.error(), {}, {}});
    KnownSession known;
    if (*found) {
        known.session = **found;
    } else {
        auto made = newSession(row, *uid);
        if (!made)
            return tl::unexpected(made.error());
        known = {std::move(*made), true};
    }
    if (m_sessions.size() >= kMaxKnownSessions)
        m_sessions.clear();
    m_sessions.insert(*uid, known.session);
    return known;
}

tl::expected<Session, ImportWriter::Refusal> ImportWriter::newSession(const ImportRow &row,
                                                                      QString uid)
{
    Session session;
    session.uid = std::move(uid);
    session.start = row.start;
    session.end = row.end;
    session.isEntry = row.isEntry;
    session.name = storableSessionName(row.sessionName).value_or(std::nullopt); // checked before
    session.tags = storableTags(row.tags).value_or(TagMap());
    session.note = cleanText(row.note).value_or(QString());
    if (auto inserted = m_sessionRows.insert(session); !inserted)
        return tl::unexpected(Refusal{inserted.error(), {}, {}});
    ++m_summary.createdSessions;
    return session;
}

Result<std::optional<Session>> ImportWriter::findStored(const QString &uid)
{
    Statement select = m_scope.connection().prepare(kSelectSessionTimes);
    if (auto done = select.run(uid); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    if (!*row)
        return std::optional<Session>();
    Session session;
    session.id = select.id<SessionId>(0);
    session.uid = uid;
    session.start = select.optionalTimestamp(1);
    session.end = select.optionalTimestamp(2);
    session.isEntry = select.boolean(3);
    return std::optional(std::move(session));
}

} // namespace tidemark::store

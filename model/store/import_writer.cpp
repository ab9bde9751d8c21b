// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/import_writer.h"

#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/rows.h"
#include "model/store/values.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct ImportText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::ImportWriter)
};

constexpr Sql kSelectBounds{"select_session_bounds"_L1,
                            "SELECT (SELECT min(start_ns) FROM session WHERE org_id = ?), "
                            "(SELECT max(start_ns) FROM session WHERE org_id = ?)"_L1};

// While many rows go to places all over the indexes, more of them stay in memory.
class LargeCache
{
public:
    explicit LargeCache(Connection &connection)
        : m_connection(connection)
    {
        (void)m_connection.execute(u"PRAGMA cache_size = -163840"_s, "pragma"_L1);
    }
    ~LargeCache() { (void)m_connection.execute(u"PRAGMA cache_size = -65536"_s, "pragma"_L1); }
    LargeCache(const LargeCache &) = delete;
    LargeCache &operator=(const LargeCache &) = delete;

private:
    Connection &m_connection;
};

} // namespace

ImportWriter::ImportWriter(ChangeScope &scope, UidSource &uids, const ImportOptions &options)
    : m_scope(scope)
    , m_options(options)
    , m_catalog(scope, uids)
    , m_records(scope)
    , m_entries(scope, m_records)
    , m_sessions(scope, uids)
    , m_names(scope)
    , m_tally(options)
{}

void ImportWriter::MetricState::extend(Timestamp at)
{
    first = std::min(first.value_or(at), at);
    last = std::max(last.value_or(at), at);
}

Result<ImportSummary> ImportWriter::run(RowSource &source, const std::stop_token &stop,
                                        const ProgressCallback &progress)
{
    const LargeCache cache(m_scope.connection());
    return loadBounds()
        .and_then([&] { return m_tally.createDefinitions(m_scope, m_catalog); })
        .and_then([&] {
            return m_tally.read(source, {[this](const ImportRow &row) { return take(row); }}, stop,
                                progress);
        })
        .transform([&] {
            m_tally.summary().createdSessions = m_sessions.createdCount();
            return std::move(m_tally.summary());
        });
}

Result<void> ImportWriter::loadBounds()
{
    Statement select = m_scope.connection().prepare(kSelectBounds);
    if (auto done = select.run(m_scope.org(), m_scope.org()); !done)
        return done;
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    m_storedFirst = select.optionalTimestamp(0);
    m_storedLast = select.optionalTimestamp(1);
    return {};
}

Taken ImportWriter::take(const ImportRow &row)
{
    const auto value = storableValue(row.value);
    if (!value)
        return tl::unexpected(Refusal{value.error(), u"value"_s, QString::number(row.value)});
    const bool isSessionKnown = row.sessionUid && m_sessions.isKnown(*row.sessionUid);
    if (auto checked = checkRow(row, m_names, isSessionKnown); !checked)
        return checked;
    const auto metric = metricOf(row);
    if (!metric)
        return tl::unexpected(metric.error());
    const RecordRow record{{(*metric)->metric.id, {}}, {}, {}, *value};
    return row.sessionUid ? takeInSession(row, **metric, record) : takeEntry(row, **metric, record);
}

tl::expected<ImportWriter::MetricState *, Refusal> ImportWriter::metricOf(const ImportRow &row)
{
    if (const auto known = m_metricNames.constFind(row.metric); known != m_metricNames.cend())
        return *known;
    auto resolved = m_catalog.resolve(row.metric, row.unit);
    if (!resolved)
        return tl::unexpected(Refusal{resolved.error(), u"metric"_s, row.metric});
    MetricState state;
    state.metric = *resolved;
    if (resolved->isNew) {
        ++m_tally.summary().createdDefinitions;
    } else {
        state.first = m_storedFirst;
        state.last = m_storedLast;
    }
    MetricState *const kept = &m_metrics.try_emplace(resolved->id, std::move(state)).first->second;
    m_metricNames.insert(row.metric, kept);
    return kept;
}

Taken ImportWriter::takeEntry(const ImportRow &row, MetricState &metric, RecordRow record)
{
    const bool isInside = metric.first && *row.start >= *metric.first && *row.start <= *metric.last;
    if (m_options.conflicts == ConflictPolicy::KeepBoth || !isInside)
        return addEntry(row, metric, record);
    const auto taken = entryInPlace(row, record.key.metric);
    if (!taken)
        return tl::unexpected(Refusal{taken.error(), {}, {}});
    if (!*taken)
        return addEntry(row, metric, record);
    record.key = **taken;
    return m_options.conflicts == ConflictPolicy::Fail ? conflict(row) : replace(row, record);
}

// A device that no row names yet has no values.
Result<std::optional<RecordKey>> ImportWriter::entryInPlace(const ImportRow &row, MetricId metric)
{
    std::optional<std::int64_t> device;
    if (row.device) {
        const auto known = m_names.knownDevice(*row.device);
        if (!known)
            return failure(known.error());
        if (!*known)
            return std::optional<RecordKey>();
        device = *known;
    }
    return m_entries.find(metric, *row.start, device);
}

Taken ImportWriter::addEntry(const ImportRow &row, MetricState &metric, RecordRow record)
{
    const auto session = m_sessions.entry(row);
    if (!session)
        return tl::unexpected(session.error());
    metric.extend(*row.start);
    record.key.session = session->id;
    return add(row, record, *session);
}

Taken ImportWriter::takeInSession(const ImportRow &row, MetricState &metric, RecordRow record)
{
    const auto known = m_sessions.named(row);
    if (!known)
        return tl::unexpected(known.error());
    record.key.session = known->session.id;
    if (known->session.isEntry && known->session.start)
        metric.extend(*known->session.start);
    if (known->isFresh)
        return add(row, record, known->session);
    const auto taken = m_records.find(record.key);
    if (!taken)
        return tl::unexpected(Refusal{taken.error(), {}, {}});
    if (!*taken)
        return add(row, record, known->session);
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

// Names are made of a row only when it is stored: one that is left out leaves nothing behind.
Taken ImportWriter::nameIds(const ImportRow &row, RecordRow &record)
{
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
    return {};
}

Taken ImportWriter::add(const ImportRow &row, RecordRow record, const Session &session)
{
    if (auto named = nameIds(row, record); !named)
        return named;
    m_scope.touched().touchRecords(record.key.metric, session.start, session.end);
    auto kept = m_scope.willInsert(JournalTable::Record, record.key.metric.value(),
                                   record.key.session.value());
    if (auto done = kept.and_then([&] { return m_records.insert(record); }); !done)
        return tl::unexpected(Refusal{done.error(), {}, {}});
    if (session.isEntry && session.start)
        m_entries.add(record.key, *session.start, record.device);
    ++m_tally.summary().added;
    return {};
}

// Skips or replaces the record that stands in the place of this row.
Taken ImportWriter::replace(const ImportRow &row, RecordRow record)
{
    if (m_options.conflicts == ConflictPolicy::Skip) {
        ++m_tally.summary().skipped;
        return {};
    }
    if (auto named = nameIds(row, record); !named)
        return named;
    auto session = findSession(m_scope.connection(), m_scope.org(), record.key.session);
    if (!session || !*session)
        return tl::unexpected(
            Refusal{session ? Error{ErrorCode::Internal, {}, {}} : session.error(), {}, {}});
    if (auto put = m_records.put(record, **session); !put)
        return tl::unexpected(Refusal{put.error(), {}, {}});
    if (row.sessionUid && (*session)->isEntry)
        m_entries.forget(); // its device may be another one now
    ++m_tally.summary().replaced;
    return (*session)->isEntry ? m_sessions.describe(std::move(**session), row) : Taken();
}

Taken ImportWriter::conflict(const ImportRow &row) const
{
    const QString message =
        row.sessionUid ? ImportText::tr("The session \"%1\" has a value of \"%2\" already.")
                             .arg(*row.sessionUid, row.metric)
                       : ImportText::tr("A value of \"%1\" exists at this time.").arg(row.metric);
    return tl::unexpected(Refusal{{ErrorCode::AlreadyExists, message, {}}, u"time"_s, {}});
}

} // namespace tidemark::store
